import { clockWords } from '../../../api/domain/moment.ts';

/** As people read it: `UTC`, `America/New York`. */
export const zoneWords = (zone: string): string =>
  zone === 'Etc/UTC' ? 'UTC' : zone.replaceAll('_', ' ');

export const timeIn = (zone: string, now: number): string =>
  `Time in ${zoneWords(zone)}, where it is ${clockWords(now, zone)} now.`;

/** Every zone that is known here, UTC first; `stored` is among them whatever it is. */
export function zoneOptions(stored: string): [string, string][] {
  const known = Intl.supportedValuesOf('timeZone').filter((zone) => !/^(Etc\/)?UTC$/.test(zone));
  const all = [...new Set(['Etc/UTC', ...known, stored])];
  return all.map((zone) => [zone, zoneWords(zone)]);
}
