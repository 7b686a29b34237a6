import { Temporal } from 'temporal-polyfill';

/** `at` in UTC ms; `day` is the calendar day as written. */
type WrittenTime = { at: number; day: string };
type Uncertain = 'twice' | 'never';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
/** RFC 2822 §4.3 defines these names for mail dates only. */
const mailZones: Record<string, number> = {
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
};
const LAST_INSTANT = Date.UTC(9999, 11, 31);
const GO_ZERO = -62_135_596_800;

/**
 * A time as programs write it: ISO 8601, RFC 2822, and the formats of Go, Ruby, JavaScript and `date`, or seconds
 * or milliseconds since 1970. Without an offset it is read in `zone`. `unset` for the zero values that clients send
 * for an absent time; null where the instant is not certain, as `01/02/2026` or an hour that the clock repeats.
 */
export function readWrittenTime(value: unknown, zone: string): WrittenTime | 'unset' | null {
  const time = readTimeOrError(value, zone);
  return time === 'twice' || time === 'never' ? null : time;
}

/** The same; `twice` or `never` for a local time that the zone repeats or skips on that day. */
export function readTimeOrError(
  value: unknown,
  zone: string,
): WrittenTime | 'unset' | Uncertain | null {
  if (typeof value === 'number') return sinceEpoch(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (/^(?:0|-?\d{9,})(?:\.\d+)?$/.test(text)) return sinceEpoch(Number(text));
  if (/^(?:0000|0001)-\d\d-\d\d(?:\D|$)/.test(text)) return 'unset';
  const time = isoTime(text) ?? wordedTime(text, zone);
  if (typeof time === 'string') return time;
  if (time?.at === 0 && /\d:\d/.test(text)) return 'unset';
  return time && time.at >= 0 && time.at < LAST_INSTANT ? time : null;
}

/** Ten digits are seconds and thirteen are milliseconds; other lengths may be dates without separators. */
function sinceEpoch(value: number): WrittenTime | 'unset' | null {
  if (value === 0 || value === GO_ZERO || value === GO_ZERO * 1000) return 'unset';
  const digits = String(Math.trunc(value)).length;
  if (value < 0 || (digits !== 9 && digits !== 10 && digits !== 13)) return null;
  const at = Math.trunc(digits === 13 ? value : value * 1000);
  return { at, day: new Date(at).toISOString().slice(0, 10) };
}

function isoTime(text: string): WrittenTime | null {
  try {
    const at = Temporal.Instant.from(text).epochMilliseconds;
    return { at, day: Temporal.PlainDate.from(text.replace(/z(?=\[|$)/i, '')).toString() };
  } catch {
    return null;
  }
}

function wordedTime(text: string, zone: string): WrittenTime | Uncertain | null {
  const rest = new Rest(text.replace(/\([^)]*\)|\sm=[+-][\d.]+$/g, ' '));
  const iso =
    rest.take(/^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?!\d)/) ??
    rest.take(/^(\d{4})()(\d\d)(\d\d)(?!\d)/);
  const weekday = rest.take(
    /(?<![a-z/])(mon|tue|wed|thu|fri|sat|sun)(?:[a-z]*day|s|rs|nes)?(?![a-z/])\.?,?/i,
  );
  const month = iso
    ? null
    : rest.take(/(?<![a-z/])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?![/])/i);
  const clock = rest.take(
    /(?<![\d:+-])(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:\s*([ap])\.?m\.?(?![a-z]))?/i,
  );
  const offset = rest.takeOffset();
  const name = rest.take(
    /(?<![a-z])(z|ut|utc|gmt|[a-z]+(?:\/[a-z_+-]+)+|[a-z]{2,5})(?![a-z])/i,
  )?.[1];
  const day = rest.take(/(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?!\d)/i);
  const year = iso ? null : rest.take(/(?<!\d)(\d{4})(?!\d)/);
  if (!rest.isEmpty() || (iso ? day : !(month && day && year))) return null;
  const date = iso
    ? { year: Number(iso[1]), month: Number(iso[3]), day: Number(iso[4]) }
    : {
        year: Number(year?.[1]),
        month: months.indexOf(month?.[1]?.toLowerCase() ?? '') + 1,
        day: Number(day?.[1]),
      };
  const at = clockOf(clock);
  const from = zoneOf(offset, name, zone, !iso);
  if (!at || from === null || offset === 'contradicting') return null;
  try {
    const local = Temporal.PlainDateTime.from({ ...date, ...at }, { overflow: 'reject' });
    if (weekday && weekdays[local.dayOfWeek - 1] !== weekday[1]?.toLowerCase()) return null;
    const earlier = local.toZonedDateTime(from, { disambiguation: 'earlier' });
    const later = local.toZonedDateTime(from, { disambiguation: 'later' });
    const isTwice = earlier.toPlainDateTime().equals(local);
    if (clock && !earlier.equals(later)) return isTwice ? 'twice' : 'never';
    const { epochMilliseconds } = isTwice ? earlier : later; // some days begin at 01:00
    return { at: epochMilliseconds, day: local.toPlainDate().toString() };
  } catch {
    return null;
  }
}

/** Midnight for a date without a time; null for an invalid time. */
function clockOf(clock: RegExpExecArray | null) {
  if (!clock) return { hour: 0, minute: 0, second: 0, millisecond: 0 };
  const [, hours, minutes, seconds = '0', fraction = '0', half] = clock;
  const written = Number(hours);
  if (half && (written < 1 || written > 12)) return null;
  const hour = half ? (written % 12) + (/p/i.test(half) ? 12 : 0) : written;
  const millisecond = Number(fraction.padEnd(3, '0').slice(0, 3));
  return { hour, minute: Number(minutes), second: Number(seconds), millisecond };
}

/** The zone of the time. An offset decides; null for an ambiguous zone name. */
function zoneOf(offset: string | null, name: string | undefined, usual: string, isMail: boolean) {
  const isUtc = name && /^(z|ut|utc|gmt)$/i.test(name);
  if (offset !== null) return isUtc && offset !== '+00:00' ? null : offset;
  if (!name) return usual;
  if (isUtc) return 'UTC';
  if (name.includes('/')) return name;
  const minutes = isMail ? mailZones[name] : undefined;
  return minutes === undefined ? null : `-${String(-minutes / 60).padStart(2, '0')}:00`;
}

/** The part of a text that is not parsed yet. */
class Rest {
  #text: string;

  constructor(text: string) {
    this.#text = text.trim();
  }

  take(pattern: RegExp): RegExpExecArray | null {
    const found = pattern.exec(this.#text);
    if (found) this.#text = this.#text.replace(pattern, ' ').trim();
    return found;
  }

  /** `+01:00` for `+0100`, `+01`, `GMT+1` and Go's `+0100 +01`; two that differ are `contradicting`. */
  takeOffset(): string | null {
    const next = () => {
      const found = this.take(/(?<!\S)(?:(?:utc|gmt)(?=[+-]))?([+-])(\d{1,2})(?::?(\d\d))?(?!\S)/i);
      return (
        found &&
        `${found[1]}${found[2]?.padStart(2, '0')}:${found[3] ?? '00'}`.replace('-00:00', '+00:00')
      );
    };
    const first = next();
    const second = first && next();
    return second && second !== first ? 'contradicting' : first;
  }

  isEmpty(): boolean {
    return /^[\s,tT-]*$/.test(this.#text);
  }
}
