import type { Snapshot, SnapshotIncident } from '../../snapshot/snapshot.ts';
import { componentsOf, fullName } from '../components.ts';
import { xmlText } from '../text.ts';
import type { FeedI18n } from './update-items.ts';

export function affectedLine(
  s: Snapshot,
  about: Pick<SnapshotIncident, 'componentIds'>,
  { say, series }: FeedI18n,
): string[] {
  const components = componentsOf(s, about).map((component) => fullName(s, component));
  return components.length > 0 ? [say('answer.affected', { components: series(components) })] : [];
}

export const uidOf = (s: Snapshot, id: string): string => `${id}.${s.page.id}@allclear`;

/** The same before and after a window is created, and wherever it is moved: `abc.20270228T010000Z`. */
export const occurrenceId = (seriesId: string, at: number): string =>
  `${seriesId}.${new Date(at).toISOString().replace(/\.\d+|[-:]/g, '')}`;

/** Windows of a series have a sequence before they are created, so it does not start at their creation. */
export const secondsOf = (at: number): number =>
  Math.ceil(Math.max(0, at - Date.UTC(2020, 0, 1)) / 1000);

/** Some calendars treat Unicode separators as line ends, which would end the event. */
export const lines = (text: string): string =>
  xmlText(text).replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n');
export const line = (text: string): string => lines(text).replace(/\s+/g, ' ').trim();
