import type { StatusInterval } from './interval.ts';

/** Where a component turned to another status, because an update told so, and where it did in truth. */
type Turn = { updateId: string; from: number; to: number };

/** What is to be painted over, and between which instants the turn can be moved: what lies beyond is told by others. */
export type MovedTransition<S> = {
  over: S & { toAt: number };
  after: number;
  before: number | null;
};

/** Null where the update told no turn at that time, or the record was put right there by hand. */
export function movedTransition<S extends StatusInterval>(
  intervals: readonly S[],
  { updateId, from, to }: Turn,
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
