export const checkStatuses = ['unknown', 'up', 'down'] as const;
export type CheckStatus = (typeof checkStatuses)[number];

/** What results so far say. `streak`: the newest results in a row that contradict the status. */
export type CheckState = { status: CheckStatus; streak: number; since: number | null };

export type CheckLimits = { downAfter: number; upAfter: number };

export const newCheck: CheckState = { status: 'unknown', streak: 0, since: null };

/**
 * The state after one more result. It changes only after so many results in a row, so that a single
 * lost packet starts nothing. The first success of a new check is enough.
 */
export function nextCheckState(
  { status, streak, since }: CheckState,
  result: { ok: boolean; at: number },
  { downAfter, upAfter }: CheckLimits,
): CheckState {
  const { ok, at } = result;
  if (ok ? status === 'up' : status === 'down') return { status, streak: 0, since };
  const needed = ok ? (status === 'unknown' ? 1 : upAfter) : downAfter;
  const count = ok && status === 'unknown' ? 1 : streak + 1;
  if (count < needed) return { status, streak: count, since };
  return { status: ok ? 'up' : 'down', streak: 0, since: at };
}
