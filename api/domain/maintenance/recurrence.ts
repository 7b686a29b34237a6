import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { Locale } from '../text/locale.ts';
import type { Languages } from '../text/translation.ts';
import { DAY, MINUTE } from '../time/time.ts';

/** The template of each window; `lasts` in ms, for one that starts at `firstAt`. */
export type Occurrence = {
  name: string;
  body: string;
  /** Old series have neither. */
  locale?: Locale | null;
  translations?: Languages;
  lasts: number;
  componentIds: string[];
  automation: Record<string, boolean>;
  remindBefore: number[];
  verifyBefore: number | null;
  author: string;
  /** Minutes by local time that each window starts after the rule's time; negative: before. */
  shift?: number;
};

/** The longest duration of a series, ms. */
export const MAX_SERIES_DURATION = 366 * DAY;
export const MAX_OCCURRENCES = 400;
/** How far ahead windows are created, and how many of a series may wait. */
export const HORIZON = 35 * DAY;
export const MAX_AHEAD = 10;

export const repeats = ['daily', 'weekly', 'fortnightly', 'monthly', 'monthly_weekday'] as const;
export type Repeat = (typeof repeats)[number];

export const repeatLabels: Record<Repeat, string> = {
  daily: 'Every day',
  weekly: 'Every week',
  fortnightly: 'Every two weeks',
  monthly: 'Every month, on the same day',
  monthly_weekday: 'Every month, on the same weekday',
};

/** An RRULE that ends on `lastDay` (`2027-02-28`) of the zone. */
export function ruleOf(repeat: Repeat, first: number, zone: string, lastDay: string): string {
  const start = zoned(first, zone);
  const end = Temporal.PlainDate.from(lastDay)
    .toZonedDateTime({ timeZone: zone, plainTime: '23:59:59' })
    .toInstant();
  const until = end.toString({ smallestUnit: 'second' }).replace(/[-:]/g, '');
  return `${partsOf(repeat, start)};UNTIL=${until}`;
}

function partsOf(repeat: Repeat, start: Temporal.ZonedDateTime): string {
  switch (repeat) {
    case 'daily':
      return 'FREQ=DAILY';
    case 'weekly':
      return 'FREQ=WEEKLY';
    case 'fortnightly':
      return 'FREQ=WEEKLY;INTERVAL=2';
    case 'monthly':
      return `FREQ=MONTHLY;BYMONTHDAY=${start.day}`;
    case 'monthly_weekday': {
      const weekday = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'][start.dayOfWeek - 1];
      const nth = Math.ceil(start.day / 7);
      return `FREQ=MONTHLY;BYDAY=${nth > 4 ? -1 : nth}${weekday}`;
    }
  }
}

/**
 * Starts in `(after, to]` by local time of the zone: 02:00 stays 02:00 when the clocks change. Days
 * without that hour are skipped (RFC 5545). At most `most`.
 */
export function startsOf(
  series: { rule: string; firstAt: number; zone: string },
  after: number,
  to: number,
  most: number = MAX_OCCURRENCES,
): number[] {
  const { rule, firstAt, zone } = series;
  const rrule = new RRuleTemporal({
    rruleString: `RRULE:${rule}`,
    dtstart: zoned(firstAt, zone),
    tzid: zone,
  });
  const found: number[] = [];
  const from = Math.max(after + 1, firstAt);
  for (const at of rrule.between(new Date(from), new Date(to), true)) {
    if (at.epochMilliseconds <= after || at.epochMilliseconds > to) continue;
    found.push(at.epochMilliseconds);
    if (found.length === most) break;
  }
  return found;
}

type Planned = {
  rule: string;
  firstAt: number;
  zone: string;
  occurrence: Pick<Occurrence, 'shift' | 'lasts'>;
};

/** Windows after `after` that start by `to` by the rule, each with its rule start and its shifted window. */
export function windowsOf(
  series: Planned,
  after: number,
  to: number,
): { at: number; from: number; until: number }[] {
  const { shift = 0, lasts } = series.occurrence;
  const first = { from: series.firstAt, until: series.firstAt + lasts };
  const reach = to + Math.abs(shift) * MINUTE + DAY;
  return startsOf(series, after, reach)
    .map((at) => ({ at, from: shifted(at, shift, series.zone) }))
    .filter(({ from }) => from <= to)
    .map(({ at, from }) => ({ at, from, until: endLike(first, from, series.zone) }));
}

/**
 * The end of a window that is as long by local time as another one: 01:00 to 04:00 stays so across
 * a clock change. Where the clock turns back, elapsed time counts.
 */
export function endLike(
  other: { from: number; until: number },
  from: number,
  zone: string,
): number {
  const minutes = wallMinutes(other.from, other.until, zone);
  const end = shifted(from, minutes, zone);
  return minutes > 0 && end > from ? end : from + other.until - other.from;
}

/** Adds minutes by local time; an hour that is skipped becomes the next one. */
export const shifted = (ms: number, minutes: number, zone: string): number =>
  minutes === 0
    ? ms
    : zoned(ms, zone)
        .toPlainDateTime()
        .add({ milliseconds: Math.round(minutes * MINUTE) })
        .toZonedDateTime(zone).epochMilliseconds;

/** Minutes between two instants by local time. */
export const wallMinutes = (from: number, to: number, zone: string): number =>
  zoned(from, zone)
    .toPlainDateTime()
    .until(zoned(to, zone).toPlainDateTime())
    .total({ unit: 'minutes' });

const zoned = (ms: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
