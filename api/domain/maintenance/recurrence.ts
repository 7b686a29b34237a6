import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { Locale } from '../text/locale.ts';
import type { Languages } from '../text/translation.ts';
import { DAY, MINUTE } from '../time/time.ts';

/** What each occurrence of a series is made of; `lasts` in ms, as one at `firstAt` would. */
export type Occurrence = {
  name: string;
  body: string;
  /** A series of old has neither. */
  locale?: Locale | null;
  translations?: Languages;
  lasts: number;
  componentIds: string[];
  automation: Record<string, boolean>;
  remindBefore: number[];
  verifyBefore: number | null;
  author: string;
  /** Minutes by the wall clock by which each begins later than the rule says; negative: earlier. */
  shift?: number;
};

/** How long a series may go on, ms. */
export const LONGEST_SERIES = 366 * DAY;
export const MOST_OCCURRENCES = 400;
/** How far ahead occurrences are made, and how many of a series at most are waiting. */
export const HORIZON = 35 * DAY;
export const MOST_AHEAD = 10;

export const repeats = ['daily', 'weekly', 'fortnightly', 'monthly', 'monthly_weekday'] as const;
export type Repeat = (typeof repeats)[number];

export const repeatWords: Record<Repeat, string> = {
  daily: 'Every day',
  weekly: 'Every week',
  fortnightly: 'Every two weeks',
  monthly: 'Every month, on the same day',
  monthly_weekday: 'Every month, on the same weekday',
};

/** An RRULE that ends with the day `lastDay` (`2027-02-28`) of the zone. */
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
 * The starts in `(after, to]`, by the zone's own wall clock: 02:00 stays 02:00 when the clocks change.
 * Where a day has no such hour, that occurrence is left out (RFC 5545). At most `most`.
 */
export function startsOf(
  series: { rule: string; firstAt: number; zone: string },
  after: number,
  to: number,
  most: number = MOST_OCCURRENCES,
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

/** What the rule says after `after` and begins by `to`: its start by the rule, and its window as it was moved. */
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
 * When a window that begins at `from` ends if it is as long by the wall clock as another one: 01:00 to
 * 04:00 stays so when the clocks change between. Counted by time alone where the clock turns back.
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

/** So many minutes later by the zone's wall clock; an hour that is not there is the one after it. */
export const shifted = (ms: number, minutes: number, zone: string): number =>
  minutes === 0
    ? ms
    : zoned(ms, zone)
        .toPlainDateTime()
        .add({ milliseconds: Math.round(minutes * MINUTE) })
        .toZonedDateTime(zone).epochMilliseconds;

/** Minutes from one to the other by the zone's wall clock. */
export const wallMinutes = (from: number, to: number, zone: string): number =>
  zoned(from, zone)
    .toPlainDateTime()
    .until(zoned(to, zone).toPlainDateTime())
    .total({ unit: 'minutes' });

const zoned = (ms: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
