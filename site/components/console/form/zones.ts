import { clockWords } from '../../../../api/domain/time/format.ts';
import { currentZoneName } from '../../../../api/domain/time/zone-names.ts';
import { zonesToChoose } from '../../../../api/domain/time/zone-renames.ts';

/** As people read it: `UTC`, `America/New York`. An old name is shown by today's. */
export function zoneWords(zone: string): string {
  const name = currentZoneName(zone);
  return name === 'Etc/UTC' ? 'UTC' : name.replaceAll('_', ' ');
}

export const timeIn = (zone: string, now: number): string =>
  `Time in ${zoneWords(zone)}, where it is ${clockWords(now, zone)} now.`;

/** Every zone, UTC first. The one that is `chosen` keeps its spelling as its value. */
export function zoneOptions(chosen: string): [string, string][] {
  const all = [...new Set([...zonesToChoose(), currentZoneName(chosen)])];
  return all.map((zone) => [zone === currentZoneName(chosen) ? chosen : zone, zoneWords(zone)]);
}
