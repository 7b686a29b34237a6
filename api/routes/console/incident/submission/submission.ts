import type { IdempotencyKey, Published } from '../../../../actions/incident/index.ts';
import type { Publication } from '../../../../actions/publication/publication.ts';
import type { SubmissionOutcome } from '../../../../actions/submission/submission.ts';
import { submit } from '../../../../actions/submission/submit.ts';
import type { AppContext } from '../../../../context/context.ts';
import { sha256 } from '../../../../core/secret.ts';
import { withoutAnother } from '../../../../domain/draft/follow-up.ts';
import { RefusedDraft, text, type Values } from '../../../../http/form.ts';
import { valuesOfDraft } from './draft-values.ts';

/** The key from when the form was drawn: a second click is the same submission. */
export async function idempotencyKeyOf(values: Values): Promise<IdempotencyKey | undefined> {
  const key = idempotencyKeyIn(values);
  return key ? { key, requestHash: await sha256(JSON.stringify(values)) } : undefined;
}

export function idempotencyKeyIn(values: Values): string | undefined {
  const key = text(values, 'key').slice(0, 64);
  return key ? `form:${key}` : undefined;
}

/** Publishes a form that has no draft; returns where it leads. */
export async function publishSubmitted(
  c: AppContext,
  values: Values,
  publication: Publication,
  { done, seenWarnings }: { done: string; seenWarnings?: readonly string[] },
): Promise<string> {
  const { deps, actor, page } = c.var;
  const idempotencyKey = await idempotencyKeyOf(values);
  const given = { wants: 'publish', form: null, idempotencyKey, seenWarnings } as const;
  const read = async () => publication;
  return outcomeLink(c, values, await submit(deps, actor, page, { ...given, read }), done);
}

/** Where a submitted form leads. Throws with the values to draw it with where it must be read again. */
export function outcomeLink(
  c: AppContext,
  values: Values,
  found: SubmissionOutcome,
  done?: string,
): string {
  switch (found.outcome) {
    case 'saved':
      return `${c.req.path}?draft=${found.draft.id}&done=${found.isMerged ? 'draft-merged' : 'draft-saved'}`;
    case 'scheduled':
      return `/admin/drafts/${found.draft.id}?done=draft-scheduled`;
    case 'awaiting approval':
      return `/admin/drafts/${found.draft.id}?done=draft-asked`;
    case 'published': {
      const isOthers = found.by !== undefined && found.by !== c.var.actor.name;
      const suffix = found.exceptionCount ? '-kept' : '';
      return publishedLink(
        found,
        isOthers ? 'already-published' : `${done ?? 'published'}${suffix}`,
      );
    }
    case 'redraw': {
      const shown = valuesOfDraft(found.draft, c.var.actor.id);
      throw new RefusedDraft(found.problem, { ...(withoutAnother(values) as Values), ...shown });
    }
  }
}

/** `done` only where the page shows it already. */
export const publishedLink = ({ id, visible }: Published, done = 'published'): string =>
  `/admin/incidents/${id}?done=${visible ? done : 'not-visible-yet'}`;
