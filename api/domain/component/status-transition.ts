import type { Stretch } from './interval.ts';

/** Where a component turned to another status, because an update told so, and where it did in truth. */
type Turn = { updateId: string; from: number; to: number };

/** What is to be painted over, and between which instants the turn can be moved: what lies beyond is told by others. */
export type Moved<S> = { over: S & { toAt: number }; after: number; before: number | null };

/** Null where the update told no turn at that time, or the record was put right there by hand. */
export function movedTurn<S extends Stretch>(
  stretches: readonly S[],
  { updateId, from, to }: Turn,
): Moved<S> | null {
  const at = stretches.findIndex((s) => s.updateId === updateId && s.fromAt === from);
  const [before, after] = [stretches[at - 1], stretches[at]];
  if (!before || !after || before.status === after.status) return null;
  const back = stretches.findLastIndex((s, i) => i < at && s.status !== before.status);
  const next = stretches.find((s, i) => i > at && s.status !== after.status);
  const over =
    to < from ? { ...after, fromAt: to, toAt: from } : { ...before, fromAt: from, toAt: to };
  return { over, after: stretches[back + 1]?.fromAt ?? from, before: next?.fromAt ?? null };
}
