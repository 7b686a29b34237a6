import { findIncident } from '../../../db/incident/incident.ts';
import {
  findReviewRevision,
  insertReviewRevision,
  type Review,
  updateReview,
} from '../../../db/review/review.ts';
import { Problem } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { filledValues, type ReviewValues } from '../../domain/review/fields.ts';
import { mergeReview, mergeText } from '../../domain/review/merge.ts';
import { isWritable } from '../../domain/review/state.ts';
import { parseTimeline, writeTimeline } from '../../domain/review/timeline.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';
import { auditOfReview, requireReview } from './review.ts';

export type ReviewText = {
  /** The revision that the writer began with; absent to overwrite. */
  base?: number | undefined;
  values: ReviewValues;
  publicBody?: string | undefined;
};

export type SavedReview = {
  review: Review;
  /** Fields in which two people changed the same lines; the text has both versions. */
  conflicts: string[];
  /** Fields that took over somebody else's change. */
  taken: string[];
  /** How many entries of the timeline were out of order. */
  outOfOrder: number;
};

const TRIES = 5;

/** Saves the document, merged with what others saved meanwhile. `sorts`: puts the timeline in order. */
export async function saveReview(
  deps: DraftChange,
  actor: Actor,
  page: { id: string; timeZone: string },
  id: string,
  text: ReviewText,
  { sorts }: { sorts: boolean },
): Promise<SavedReview> {
  for (let tries = 1; ; tries++) {
    try {
      return await saveOnce(deps, actor, page, id, text, sorts);
    } catch (error) {
      // Somebody else saved between the read and the write: read again.
      const isStale = error instanceof Problem && error.code === 'conflict' && tries < TRIES;
      if (!isStale || error.message.startsWith('This postmortem')) throw error;
    }
  }
}

async function saveOnce(
  deps: DraftChange,
  actor: Actor,
  page: { id: string; timeZone: string },
  id: string,
  text: ReviewText,
  sorts: boolean,
): Promise<SavedReview> {
  const before = await requireReview(deps, actor, page.id, id);
  if (!isWritable(before.state))
    throw new Problem('conflict', 'This postmortem is approved. Send it back to change it.');
  const isOlder = text.base !== undefined && text.base < before.revision;
  const base = isOlder ? await findReviewRevision(deps.db, id, text.base ?? 0) : before;
  const posted = { ...(base?.values ?? {}), ...text.values };
  const merged = mergeReview(base?.values ?? {}, before.values, posted);
  const body = mergeText(
    base?.publicBody ?? '',
    before.publicBody,
    text.publicBody ?? base?.publicBody ?? '',
  );
  const { values, outOfOrder } = sorts
    ? await sorted(deps, page, before, merged.values)
    : { values: merged.values, outOfOrder: 0 };
  const after = { values: filledValues(values), publicBody: body.text };
  const conflicts = [...merged.conflicts, ...(body.isConflict ? ['publicBody'] : [])];
  const { taken } = merged;
  if (sameText(before, after)) return { review: before, conflicts, taken, outOfOrder };
  const at = deps.clock();
  const written = { ...after, updatedBy: actor.name, updatedAt: at };
  const revision = before.revision + 1;
  await commitInternal(deps, auditOfReview(deps, actor, before, 'edit'), [
    updateReview(deps.db, id, before.revision, written),
    insertReviewRevision(deps.db, {
      reviewId: id,
      revision,
      ...after,
      author: actor.name,
      createdAt: at,
    }),
  ]);
  return { review: { ...before, ...written, revision }, conflicts, taken, outOfOrder };
}

async function sorted(
  { db }: DraftChange,
  { timeZone: zone }: { timeZone: string },
  { pageId, incidentId }: Review,
  values: ReviewValues,
): Promise<{ values: ReviewValues; outOfOrder: number }> {
  if (!values.timeline) return { values, outOfOrder: 0 };
  const record = await findIncident(db, pageId, incidentId);
  const startedAt = record?.startedAt ?? 0;
  const { lines, outOfOrder } = parseTimeline(values.timeline, { zone, startedAt });
  return { values: { ...values, timeline: writeTimeline(lines, zone) }, outOfOrder };
}

type Text = Pick<Review, 'values' | 'publicBody'>;

const sameText = (a: Text, b: Text): boolean =>
  JSON.stringify([filledValues(a.values), a.publicBody]) ===
  JSON.stringify([filledValues(b.values), b.publicBody]);
