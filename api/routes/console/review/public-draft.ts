import { listDrafts } from '../../../../db/draft/draft.ts';
import type { Review } from '../../../../db/review/review.ts';
import { saveDraft } from '../../../actions/draft/save.ts';
import type { AppContext } from '../../../context/context.ts';
import { Problem } from '../../../core/problem.ts';

/**
 * The text for customers as a draft of an update, in the form that every update goes through: its
 * preview, checks and recipients are there. Returns the address of the form.
 */
export async function publicDraft(c: AppContext, review: Review): Promise<string> {
  const { deps, actor, page } = c.var;
  if (review.state !== 'approved')
    throw new Problem('conflict', 'Only an approved postmortem can be published.');
  if (review.publicBody === '') throw new Problem('invalid', 'Write the public text first.');
  const { incidentId } = review;
  const drafts = await listDrafts(deps.db, page.id, { incidentId });
  const left = drafts.find(({ values }) => values.state === 'postmortem');
  const form = (id: string) => `/admin/incidents/${incidentId}?draft=${id}&state=postmortem`;
  if (left) return form(left.id);
  const { draft } = await saveDraft(deps, actor, page.id, {
    ...{ id: deps.newId(), kind: 'incident', incidentId, base: 0 },
    idempotencyKey: deps.newId(),
    values: { state: 'postmortem', body: review.publicBody },
  });
  return form(draft.id);
}
