import { listComponents } from '../../../db/component/component.ts';
import type { Db } from '../../../db/engine/client.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { waitingIn } from '../../../db/maintenance/maintenance.ts';
import { readArchivedComponents } from './archived-components.ts';

export type PlannedMaintenance = Awaited<ReturnType<typeof readPlannedMaintenance>>;

/** The components that a maintenance may name: those of the page, and archived ones it has. */
export async function readPlanOptions(db: Db, pageId: string, record?: IncidentRecord) {
  const [components, archived] = await Promise.all([
    listComponents(db, pageId),
    readArchivedComponents(db, record?.componentIds ?? []),
  ]);
  return { components, archived };
}
export type PlanOptions = Awaited<ReturnType<typeof readPlanOptions>>;

/** A maintenance and, while it waits, the windows of its series that have not begun. */
export async function readPlannedMaintenance(db: Db, record: IncidentRecord) {
  const { seriesId, pageId, state } = record;
  const isWaiting = seriesId !== null && state === 'scheduled';
  return { record, waiting: isWaiting ? await waitingIn(db, pageId, seriesId) : [] };
}
