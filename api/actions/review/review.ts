import { findIncident } from '../../../db/incident/incident.ts';
import { findAccess } from '../../../db/incident/reader.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { completeItemObligation } from '../../../db/obligation/item.ts';
import {
  findReview,
  findReviewOf,
  insertReview,
  insertReviewRevision,
  type Review,
  revisionOf,
  updateReview,
} from '../../../db/review/review.ts';
import { notFound, Problem, refused } from '../../core/problem.ts';
import { isNamed, personIdOf } from '../../domain/incident/access.ts';
import { isClosed } from '../../domain/incident/incident.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Prefilled } from '../../domain/review/prefill.ts';
import type { ReviewState } from '../../domain/review/state.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';

/** Facts of the incident; passed in, since reads are another layer. */
export type Prefill = (record: IncidentRecord) => Promise<Prefilled>;

/** Begins the postmortem of an incident that is over, or opens again one that was not needed. Returns its ID. */
export async function startReview(
  deps: DraftChange,
  actor: Actor,
  { pageId, incidentId }: { pageId: string; incidentId: string },
  prefill: Prefill,
): Promise<string> {
  const record = await reviewable(deps, actor, pageId, incidentId);
  const before = await findReviewOf(deps.db, incidentId);
  if (before && before.state !== 'not_needed') return before.id;
  const { values, sources } = await prefill(record);
  const at = deps.clock();
  if (before) {
    const known = Object.keys(before.values).length > 0 ? {} : { values, sources };
    const changes = { state: 'draft', reason: '', updatedBy: actor.name, updatedAt: at } as const;
    const after = { ...before, ...changes, ...known, revision: before.revision + 1 };
    await commitInternal(deps, auditOfReview(deps, actor, before, 'start'), [
      updateReview(deps.db, before.id, before.revision, { ...changes, ...known }),
      insertReviewRevision(deps.db, revisionOf(after)),
    ]);
    return before.id;
  }
  const row = { ...emptyReview(deps, actor, { pageId, incidentId }), values, sources };
  return insertOnce(deps, actor, row, 'start');
}

/** Records that none is needed, and why. Returns its ID. */
export async function skipReview(
  deps: DraftChange,
  actor: Actor,
  { pageId, incidentId }: { pageId: string; incidentId: string },
  reason: string,
): Promise<string> {
  await reviewable(deps, actor, pageId, incidentId);
  const why = reason.replace(/\s+/g, ' ').trim().slice(0, 500);
  if (why === '') throw refused({ reason: 'Say why no postmortem is needed.' });
  const before = await findReviewOf(deps.db, incidentId);
  if (!before) {
    const row = emptyReview(deps, actor, { pageId, incidentId });
    return insertOnce(deps, actor, { ...row, state: 'not_needed', reason: why }, 'skip');
  }
  if (before.state === 'approved' || before.state === 'published')
    throw new Problem('conflict', 'This postmortem is approved. Send it back first.');
  const changes = { state: 'not_needed', reason: why, updatedBy: actor.name } as const;
  await commitInternal(deps, auditOfReview(deps, actor, before, 'skip'), [
    updateReview(deps.db, before.id, before.revision, { ...changes, updatedAt: deps.clock() }),
    completeReviewObligation(deps, actor, before),
  ]);
  return before.id;
}

/** The incident, for who may read it; only ended ones can have a postmortem. */
async function reviewable(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  incidentId: string,
): Promise<IncidentRecord> {
  const [record, access] = await Promise.all([
    findIncident(deps.db, pageId, incidentId),
    findAccess(deps.db, pageId, incidentId),
  ]);
  if (!record || !access || !isNamed(access, actor) || record.kind !== 'incident')
    throw notFound('incident');
  if (record.drill)
    throw new Problem('invalid', 'A drill has no postmortem: its own page says how it went.');
  if (!isClosed(record.state))
    throw new Problem(
      'invalid',
      'Resolve the incident first. Its postmortem begins with what is known by then.',
    );
  return record;
}

/** Two people may begin one at the same moment: the second gets the one of the first. */
async function insertOnce(
  deps: DraftChange,
  actor: Actor,
  row: Review,
  action: 'start' | 'skip',
): Promise<string> {
  try {
    await commitInternal(deps, auditOfReview(deps, actor, row, action), [
      ...insertReview(deps.db, row),
      ...(action === 'skip' ? [completeReviewObligation(deps, actor, row)] : []),
    ]);
    return row.id;
  } catch (error) {
    const first = await findReviewOf(deps.db, row.incidentId);
    if (first) return first.id;
    throw error;
  }
}

const emptyReview = (
  deps: DraftChange,
  actor: Actor,
  key: { pageId: string; incidentId: string },
): Review => {
  const at = deps.clock();
  return {
    ...{ id: deps.newId(), ...key, state: 'draft', reason: '', values: {}, sources: [] },
    ...{ publicBody: '', returnNote: '', startedBy: actor.name, updatedBy: actor.name },
    ...{ submittedById: null, submittedBy: null, submittedAt: null, approvedBy: null },
    ...{ approvedAt: null, publishedBy: null, publishedAt: null, revision: 1 },
    ...{ createdAt: at, updatedAt: at },
  };
};

export async function requireReview(
  { db }: Pick<DraftChange, 'db'>,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<Review> {
  const found = await findReview(db, { pageId, personId: personIdOf(actor) }, id);
  if (!found) throw notFound('postmortem');
  return found;
}

/** Nobody is reminded of it any more. */
export const completeReviewObligation = (
  deps: Pick<DraftChange, 'clock'>,
  actor: Actor,
  { incidentId: subjectId }: Pick<Review, 'incidentId'>,
) => completeItemObligation({ kind: 'review', subjectId }, { at: deps.clock(), by: actor.name });

/** Without texts: every owner reads the audit log, and the incident may be restricted later. */
export const auditOfReview = (
  deps: Pick<DraftChange, 'clock'>,
  actor: Actor,
  { pageId, incidentId: subjectId }: Pick<Review, 'pageId' | 'incidentId'>,
  action: string,
  state?: ReviewState,
) => ({
  ...{ pageId, actor, at: deps.clock(), action, subject: 'review', subjectId },
  ...(state && { after: { state } }),
});
