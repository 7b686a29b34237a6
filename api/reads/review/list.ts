import type { Db } from '../../../db/engine/client.ts';
import { findReviewSettings, type ListedReview, listReviews } from '../../../db/review/review.ts';
import type { CountingPage } from '../../domain/obligation/deadline.ts';
import { reviewDueAt } from '../../domain/review/due.ts';
import { isReviewDone, type ReviewState } from '../../domain/review/state.ts';

export type ReviewLine = Omit<ListedReview, 'review'> & {
  review: ListedReview['review'];
  /** `due`: asked for, and not begun. */
  state: ReviewState | 'due';
  dueAt: number | null;
  isOverdue: boolean;
};

export type ReviewList = Awaited<ReturnType<typeof readReviews>>;

/** Postmortems that are asked for or begun: what is overdue first, what is done last. */
export async function readReviews(
  db: Db,
  page: CountingPage & { id: string },
  { personId, now }: { personId: string | null; now: number },
) {
  const [rows, settings] = await Promise.all([
    listReviews(db, page.id, personId),
    findReviewSettings(db, page.id),
  ]);
  const lines = rows.flatMap((row): ReviewLine[] => {
    const dueAt = reviewDueAt({ page, hours: settings?.dueHours }, row);
    if (!row.review && dueAt === null) return [];
    const isDone = isReviewDone(row.review?.state ?? null);
    const isOverdue = !isDone && dueAt !== null && dueAt < now;
    return [{ ...row, state: row.review?.state ?? 'due', dueAt, isOverdue }];
  });
  return { lines: lines.toSorted(byUrgency), isEmpty: lines.length === 0 };
}

const ranks = ['due', 'draft', 'in_review', 'approved', 'published', 'not_needed'];
const rank = ({ state }: ReviewLine): number =>
  isReviewDone(state === 'due' ? null : state) ? ranks.indexOf(state) : 0;

/** Open ones by their deadline, those without one after them; then done ones, the newest first. */
const byUrgency = (a: ReviewLine, b: ReviewLine): number => {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (rank(a) > 0) return b.startedAt - a.startedAt;
  return (a.dueAt ?? Number.MAX_SAFE_INTEGER) - (b.dueAt ?? Number.MAX_SAFE_INTEGER);
};
