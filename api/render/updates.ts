import { type Words, wordsIn } from '../../site/locales/words.ts';
import type { SnapshotIncident } from '../snapshot/snapshot.ts';

/** The state an update brought; `Update` where it repeats the one before it. Newest first. */
export function updateLabel(
  incident: SnapshotIncident,
  index: number,
  { say }: Words = wordsIn(),
): string {
  const [update, before] = [incident.updates[index], incident.updates[index + 1]];
  if (!update) return '';
  if (update.notice) return say(`notice.${update.notice}`);
  return update.state === before?.state ? say('state.update') : say(`state.${update.state}`);
}

export const incidentUrl = (pageUrl: string, id: string): string => `${pageUrl}/incidents/${id}`;
