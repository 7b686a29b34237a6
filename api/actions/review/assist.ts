import { findIncident } from '../../../db/incident/incident.ts';
import { insertReviewRevision, updateReview } from '../../../db/review/review.ts';
import { listMembers } from '../../../db/team/account.ts';
import { notFound } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { filledValues } from '../../domain/review/fields.ts';
import { findBlame } from '../../domain/review/wording/blame.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';
import { auditOfReview, type Prefill, requireReview } from './review.ts';
import { saveReview } from './write.ts';

type PageZone = { id: string; timeZone: string };

/** Fills empty fields with what is known about the incident by now. */
export async function fillReview(
  deps: DraftChange,
  actor: Actor,
  page: PageZone,
  id: string,
  prefill: Prefill,
): Promise<void> {
  const before = await requireReview(deps, actor, page.id, id);
  const record = await findIncident(deps.db, page.id, before.incidentId);
  if (!record) throw notFound('incident');
  const known = await prefill(record);
  const isNew = (field: string) => !before.values[field] && known.values[field] !== undefined;
  const sources = known.sources.filter(({ field }) => isNew(field));
  if (sources.length === 0) return;
  const values = filledValues({ ...known.values, ...before.values });
  const at = deps.clock();
  const { publicBody, revision, sources: earlier } = before;
  const text = { values, publicBody };
  await commitInternal(deps, auditOfReview(deps, actor, before, 'edit'), [
    updateReview(deps.db, id, revision, {
      ...{ values, updatedBy: actor.name, updatedAt: at },
      sources: [...earlier.filter(({ field }) => !isNew(field)), ...sources],
    }),
    insertReviewRevision(deps.db, {
      ...{ reviewId: id, revision: revision + 1, ...text, author: actor.name, createdAt: at },
    }),
  ]);
}

/** Replaces a sentence that blames a person by the proposed one. `at`: where it begins in the field. */
export async function rewriteReview(
  deps: DraftChange,
  actor: Actor,
  page: PageZone,
  id: string,
  { field, at }: { field: string; at: number },
): Promise<void> {
  const [{ values }, members] = await Promise.all([
    requireReview(deps, actor, page.id, id),
    listMembers(deps.db, page.id),
  ]);
  const text = values[field] ?? '';
  const people = members.map(({ name }) => name);
  const finding = findBlame(text, people).find(({ span }) => span.from === at);
  if (!finding) return;
  const [start, end] = [text.slice(0, finding.span.from), text.slice(finding.span.to)];
  // An ellipsis ends the sentence already.
  const rest = /[.…]$/.test(finding.rewrite) ? end.replace(/^\./, '') : end;
  const changed = { [field]: `${start}${finding.rewrite}${rest}` };
  await saveReview(deps, actor, page, id, { values: changed }, { sorts: false });
}
