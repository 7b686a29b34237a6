import { formatClock } from '../../../../api/domain/time/format.ts';
import { currentZoneName } from '../../../../api/domain/time/zone-names.ts';
import { zonesToChoose } from '../../../../api/domain/time/zone-renames.ts';

/** A readable name: `UTC`, `America/New York`. Old names are replaced by current ones. */
export function formatZone(zone: string): string {
  const name = currentZoneName(zone);
  return name === 'Etc/UTC' ? 'UTC' : name.replaceAll('_', ' ');
}

export const timeIn = (zone: string, now: number): string =>
  `Time zone: ${formatZone(zone)} (now ${formatClock(now, zone)}).`;

/** All zones, UTC first. The chosen one keeps its spelling as value. */
export function zoneOptions(chosen: string): [string, string][] {
  const all = [...new Set([...zonesToChoose(), currentZoneName(chosen)])];
  return all.map((zone) => [zone === currentZoneName(chosen) ? chosen : zone, formatZone(zone)]);
}
