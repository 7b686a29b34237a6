import type { Db } from '../../db/engine/client.ts';
import type { IncidentRecord } from '../../db/incident/timeline.ts';
import { waitingIn } from '../../db/maintenance/maintenance.ts';

export type PlannedMaintenance = Awaited<ReturnType<typeof readPlannedMaintenance>>;

/** A maintenance and, while it waits, the windows of its series that have not begun. */
export async function readPlannedMaintenance(db: Db, record: IncidentRecord) {
  const { seriesId, pageId, state } = record;
  const isWaiting = seriesId !== null && state === 'scheduled';
  return { record, waiting: isWaiting ? await waitingIn(db, pageId, seriesId) : [] };
}
