import type { StoredIncident } from './stored-incident.ts';

type Planned = Pick<
  StoredIncident,
  | 'name'
  | 'state'
  | 'scheduledFor'
  | 'scheduledUntil'
  | 'remindBefore'
  | 'verifyBefore'
  | 'automation'
>;

/** True when this occurrence no longer follows its series. */
export function isPlannedAnew(
  before: StoredIncident,
  after: Planned,
  affected: readonly { id: string }[],
): boolean {
  if (before.seriesId === null || after.state === 'completed') return false;
  const plan = ({ name, scheduledFor, scheduledUntil, ...row }: Planned, ids: readonly string[]) =>
    JSON.stringify([
      [name, scheduledFor, scheduledUntil, row.remindBefore, row.verifyBefore],
      Object.entries(row.automation ?? {}).sort(),
      ids.toSorted(),
    ]);
  return (
    plan(before, before.componentIds) !==
    plan(
      after,
      affected.map(({ id }) => id),
    )
  );
}
