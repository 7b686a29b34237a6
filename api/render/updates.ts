import { stateWords } from '../domain/incident.ts';
import { labelOf } from '../domain/maintenance/notice.ts';
import type { SnapshotIncident } from '../snapshot/snapshot.ts';

/** The state an update brought; `Update` where it repeats the one before it. Newest first. */
export function updateLabel(incident: SnapshotIncident, index: number): string {
  const [update, before] = [incident.updates[index], incident.updates[index + 1]];
  if (!update) return '';
  if (update.notice) return labelOf(update);
  return update.state === before?.state ? 'Update' : stateWords[update.state];
}

export const incidentUrl = (pageUrl: string, id: string): string => `${pageUrl}/incidents/${id}`;
