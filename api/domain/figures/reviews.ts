import { isReviewDone, type ReviewState } from '../review/state.ts';
import type { PromiseCounts } from './promises.ts';

/** The postmortem of an incident. UTC ms; `dueAt` is null where none is required. */
export type ReviewProgress = {
  state: ReviewState | null;
  dueAt: number | null;
  /** When it was approved; null before, and where none was needed. */
  doneAt: number | null;
};

export type ReviewTotals = PromiseCounts & {
  /** Approved, in time or late. */
  done: number;
  overdue: number;
  /** Required, and not due yet. */
  pending: number;
  notNeeded: number;
};

/** Postmortems that were required: `kept` where approved by the due time. */
export function reviewTotals(all: readonly ReviewProgress[], now: number): ReviewTotals {
  const required = all.filter(({ dueAt }) => dueAt !== null);
  const needed = required.filter(({ state }) => state !== 'not_needed');
  const done = needed.filter(({ state }) => isReviewDone(state));
  const kept = done.filter(({ dueAt, doneAt }) => (doneAt ?? 0) <= (dueAt ?? 0)).length;
  const waiting = needed.filter(({ state }) => !isReviewDone(state));
  const overdue = waiting.filter(({ dueAt }) => (dueAt ?? 0) < now).length;
  return {
    ...{ kept, missed: done.length - kept + overdue, done: done.length, overdue },
    pending: waiting.length - overdue,
    notNeeded: required.length - needed.length,
  };
}
