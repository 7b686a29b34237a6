/** What a change to a series applies to: this window, this and later ones, or all upcoming ones. */
export const scopes = ['one', 'following', 'all'] as const;
export type Scope = (typeof scopes)[number];

type ScheduledWindow = { id: string; scheduledFor: number | null; isException: boolean };

/**
 * Other windows that a change of `chosen` applies to, and exceptions that keep their own plan.
 * Windows that have begun are in neither list.
 */
export function affectedWindows<T extends ScheduledWindow>(
  waiting: readonly T[],
  chosen: Pick<ScheduledWindow, 'id' | 'scheduledFor'>,
  scope: Scope,
  now: number,
): { changed: T[]; exceptions: T[] } {
  const from = scope === 'all' ? now : Math.max(now, chosen.scheduledFor ?? now);
  const others = waiting.filter(
    ({ id, scheduledFor }) =>
      scope !== 'one' && id !== chosen.id && scheduledFor !== null && scheduledFor > from,
  );
  return {
    changed: others.filter(({ isException }) => !isException),
    exceptions: others.filter(({ isException }) => isException),
  };
}
