/** Of a series, how much a change is of: this window, this and those that follow, or all that wait. */
export const scopes = ['one', 'following', 'all'] as const;
export type Scope = (typeof scopes)[number];

type Waiting = { id: string; scheduledFor: number | null; byHand: boolean };

/**
 * The windows that a change of `chosen` is also of, and those that it would be of had nobody planned
 * them anew by hand. What has begun or is over is neither.
 */
export function alsoChanged<T extends Waiting>(
  waiting: readonly T[],
  chosen: Pick<Waiting, 'id' | 'scheduledFor'>,
  scope: Scope,
  now: number,
): { changed: T[]; kept: T[] } {
  const from = scope === 'all' ? now : Math.max(now, chosen.scheduledFor ?? now);
  const others = waiting.filter(
    ({ id, scheduledFor }) =>
      scope !== 'one' && id !== chosen.id && scheduledFor !== null && scheduledFor > from,
  );
  return {
    changed: others.filter(({ byHand }) => !byHand),
    kept: others.filter(({ byHand }) => byHand),
  };
}
