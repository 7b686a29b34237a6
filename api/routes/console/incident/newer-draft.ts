import { type Draft, findDraft } from '../../../../db/draft/draft.ts';
import { type Posted, saveDraft } from '../../../actions/draft/save.ts';
import type { AppContext } from '../../../context/context.ts';
import { Problem } from '../../../core/problem.ts';
import { sha256 } from '../../../core/secret.ts';
import { hasSameContent } from '../../../domain/draft/draft.ts';
import { RefusedDraft, type Values } from '../../../http/form.ts';
import { publishedLink, valuesOfDraft } from './draft-values.ts';
import { followedBy } from './follow-up.ts';

/**
 * Saves a form that changed after it was published as a new draft; null when nothing changed. Its
 * id is derived from the form, so that there is only one.
 */
export async function newerDraft(
  c: AppContext,
  published: Draft,
  posted: Posted,
): Promise<Draft | null> {
  const { deps, actor, page } = c.var;
  if (hasSameContent(published.values, posted.values)) return null;
  const form = { revision: posted.base, press: posted.press };
  const isOthers = published.publishedName !== actor.name && posted.base > 0;
  const known = isOthers ? await findDraft(deps.db, page.id, posted.id, form) : null;
  // The last save of this form, before somebody else changed and published the draft, is an older text.
  if (known?.base && hasSameContent(known.base, posted.values)) return null;
  // The answer “about something else” belonged to the previous text.
  const { another: _, ...typedValues } = posted.values;
  const values = posted.incidentId
    ? typedValues
    : { ...typedValues, follows: published.publishedAs ?? '' };
  const id = (await sha256(`${posted.id} ${actor.id} ${posted.press}`)).slice(0, 12);
  const { draft } = await saveDraft(deps, actor, page.id, { ...posted, id, base: 0, values });
  return draft.state === 'published' ? newerDraft(c, draft, { ...posted, id, base: 0 }) : draft;
}

/** Saves a newer text as a new draft, and never reports it as published. */
export async function keptAsNewer(
  c: AppContext,
  published: Draft,
  posted: Posted,
): Promise<string> {
  const { actor } = c.var;
  const draft = await newerDraft(c, published, posted);
  if (!draft) return publishedLink(c, published);
  const isOpen = (await followedBy(c, draft.values)) !== null;
  const next = isOpen
    ? 'post it as an update, or confirm below that it’s a different issue.'
    : 'review it and publish.';
  const { another: _, ...typedValues } = posted.values;
  throw new RefusedDraft(
    new Problem(
      'conflict',
      `This draft was already published. Your newer text is saved as a new draft: ${next}`,
    ),
    { ...(typedValues as Values), ...valuesOfDraft(draft, actor.id) },
  );
}
