import { memoize } from '../memoize.ts';
import { DAY, HOUR, MINUTE, SECOND } from './time.ts';

/** Offsets change rarely: when both ends of a block have the same offset, the whole block has it. */
const BLOCK = 4 * DAY;

/** The zone's offset from UTC at that instant, ms. Throws RangeError for an unknown zone. */
export function offsetAt(ms: number, zone: string): number {
  const block = Math.floor(ms / BLOCK);
  const first = offsetOf(block, zone);
  return first === offsetOf(block + 1, zone) ? first : readOffset(ms, zone);
}

const offsets = memoize<number>(5000);
const offsetOf = (block: number, zone: string): number =>
  offsets(`${zone} ${block}`, () => readOffset(block * BLOCK, zone));

const formats = new Map<string, Intl.DateTimeFormat>();

/** `GMT`, `GMT+02:00`, or with seconds for historical offsets. */
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
