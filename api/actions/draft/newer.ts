import { type Draft, findDraft } from '../../../db/draft/draft.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { sha256 } from '../../core/secret.ts';
import { type DraftValues, hasSameContent } from '../../domain/draft/draft.ts';
import { followedIn, following, withoutAnother } from '../../domain/draft/follow-up.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { DraftChange } from './commit-internal.ts';
import { type Posted, saveDraft } from './save.ts';

/**
 * Saves a form that changed after it was published as a new draft; null when nothing changed. Its
 * id is derived from the form, so that there is only one.
 */
export async function newerDraft(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  published: Draft,
  posted: Posted,
): Promise<Draft | null> {
  if (hasSameContent(published.values, posted.values)) return null;
  const form = { revision: posted.base, idempotencyKey: posted.idempotencyKey };
  const isOthers = published.publishedName !== actor.name && posted.base > 0;
  const known = isOthers ? await findDraft(deps.db, pageId, posted.id, form) : null;
  // The last save of this form, before somebody else changed and published the draft, is an older text.
  if (known?.base && hasSameContent(known.base, posted.values)) return null;
  const values = posted.incidentId
    ? withoutAnother(posted.values)
    : following(posted.values, published.publishedAs);
  const id = (await sha256(`${posted.id} ${actor.id} ${posted.idempotencyKey}`)).slice(0, 12);
  const again = { ...posted, id, base: 0 };
  const { draft } = await saveDraft(deps, actor, pageId, { ...again, values });
  return draft.state === 'published' ? newerDraft(deps, actor, pageId, draft, again) : draft;
}

/** The incident that an earlier text of this form opened; null if none did. */
export async function followedBy(
  deps: Pick<DraftChange, 'db'>,
  pageId: string,
  values: DraftValues,
): Promise<IncidentRecord | null> {
  const id = followedIn(values);
  return id ? ((await findIncident(deps.db, pageId, id)) ?? null) : null;
}
