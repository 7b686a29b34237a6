import type { StatusInterval } from './interval.ts';

/** Moves the transition that an update reported from one instant to another. */
type Move = { updateId: string; from: number; to: number };

/**
 * The range to overwrite, and the instants between which the transition may move: other updates
 * define what lies beyond.
 */
export type MovedTransition<S> = {
  over: S & { toAt: number };
  after: number;
  before: number | null;
};

/** Null when the update reported no transition at that time, or the history was corrected there. */
export function movedTransition<S extends StatusInterval>(
  intervals: readonly S[],
  { updateId, from, to }: Move,
): MovedTransition<S> | null {
  const at = intervals.findIndex((s) => s.updateId === updateId && s.fromAt === from);
  const [before, after] = [intervals[at - 1], intervals[at]];
  if (!before || !after || before.status === after.status) return null;
  const back = intervals.findLastIndex((s, i) => i < at && s.status !== before.status);
  const next = intervals.find((s, i) => i > at && s.status !== after.status);
  const over =
    to < from ? { ...after, fromAt: to, toAt: from } : { ...before, fromAt: from, toAt: to };
  return { over, after: intervals[back + 1]?.fromAt ?? from, before: next?.fromAt ?? null };
}
