import { memoize } from '../memoize.ts';
import { DAY, HOUR, MINUTE, SECOND } from './time.ts';

/** Zones keep their offset for weeks: where both ends of so many days agree, the days between do. */
const BLOCK = 4 * DAY;

/** How far the zone's local time is ahead of UTC at that instant, ms. Throws RangeError where there is none. */
export function offsetAt(ms: number, zone: string): number {
  const block = Math.floor(ms / BLOCK);
  const first = offsetOf(block, zone);
  return first === offsetOf(block + 1, zone) ? first : readOffset(ms, zone);
}

const offsets = memoize<number>(5000);
const offsetOf = (block: number, zone: string): number =>
  offsets(`${zone} ${block}`, () => readOffset(block * BLOCK, zone));

const formats = new Map<string, Intl.DateTimeFormat>();

/** `GMT`, `GMT+02:00`, or with seconds before zones were agreed on. */
function readOffset(ms: number, zone: string): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  formats.set(zone, format);
  const [, sign, hours, minutes, seconds = 0] =
    /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(format.format(ms)) ?? [];
  const size = Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds) * SECOND;
  if (!sign) return 0;
  return sign === '-' ? -size : size;
}
