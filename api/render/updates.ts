import { type Words, wordsIn } from '../../site/locales/words.ts';
import type { LinkBase } from '../domain/text/link-base.ts';
import type { Snapshot, SnapshotIncident } from '../snapshot/snapshot.ts';

/** The state of an update, or `Update` if it repeats the previous one. Newest first. */
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

/** How links in texts of an incident become absolute. */
export const linksOf = (
  { page }: Pick<Snapshot, 'page'>,
  { id }: Pick<SnapshotIncident, 'id'>,
  prefix = '',
): LinkBase => ({ url: page.url, prefix, page: incidentUrl(page.url + prefix, id) });
