import { expect, test } from 'vitest';
import { overwriteRange } from '../../../api/domain/component/interval.ts';
import { type ComponentStatus, componentStatuses } from '../../../api/domain/component/status.ts';
import {
  sumOf,
  tallyOf,
  uptimeOf,
  type Weights,
  worstOf,
} from '../../../api/domain/component/uptime.ts';
import { daysFrom } from '../../../api/domain/time/days.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../api/domain/time/time.ts';
import { addDays, dayOf } from '../../../api/domain/time/zone.ts';
import { formatUptime } from '../../../api/render/uptime/words.ts';
import { wordsIn } from '../../../site/locales/words.ts';
import { FULL } from '../../support/size.ts';
import { clockChanges } from '../../support/world/clock-changes.ts';
import { announced } from '../../support/world/random.ts';

const usual: Weights = { degraded_performance: 0, partial_outage: 30, major_outage: 100 };
const NOV = Date.UTC(2026, 10, 1);
const intervalOf = (status: ComponentStatus, fromAt: number, toAt: number | null) => ({
  status,
  fromAt,
  toAt,
});
const words = (tally: Parameters<typeof uptimeOf>[0], weights = usual) =>
  formatUptime(wordsIn(), uptimeOf(tally, weights));

test('a month of 30 days with three hours of major outage was 99.58% up', () => {
  const componentUptime = {
    since: 0,
    intervals: [intervalOf('major_outage', NOV + DAY, NOV + DAY + 3 * HOUR)],
  };
  const month = tallyOf(componentUptime, NOV, NOV + 30 * DAY);
  expect(month).toEqual({ known: 30 * DAY, major_outage: 3 * HOUR });
  expect(words(month)).toBe('99.58%'); // 1 - 3/720 = 99.583…
});

test('a partial outage counts for 30%, degraded performance for nothing, unless the page says otherwise', () => {
  const day = (status: ComponentStatus, weights = usual) =>
    words(
      tallyOf({ since: 0, intervals: [intervalOf(status, NOV, NOV + 6 * HOUR)] }, NOV, NOV + DAY),
      weights,
    );
  expect(day('major_outage')).toBe('75.00%');
  expect(day('partial_outage')).toBe('92.50%');
  expect(day('degraded_performance')).toBe('100%');
  expect(day('degraded_performance', { ...usual, degraded_performance: 10 })).toBe('97.50%');
});

test('maintenance is excluded from the total time', () => {
  const componentUptime = {
    since: 0,
    intervals: [
      intervalOf('under_maintenance', NOV, NOV + 12 * HOUR),
      intervalOf('major_outage', NOV + 12 * HOUR, NOV + 13 * HOUR),
    ],
  };
  expect(words(tallyOf(componentUptime, NOV, NOV + DAY))).toBe('91.66%'); // 11 of 12 hours
  expect(words(tallyOf(componentUptime, NOV, NOV + 12 * HOUR))).toBe('no data');
});

test('one millisecond of outage in a year does not show as 100%', () => {
  const componentUptime = { since: 0, intervals: [intervalOf('major_outage', NOV, NOV + 1)] };
  expect(words(tallyOf(componentUptime, NOV, NOV + 365 * DAY))).toBe('99.99%');
  const barely = { since: 0, intervals: [intervalOf('partial_outage', NOV, NOV + 1)] };
  expect(words(tallyOf(barely, NOV, NOV + 365 * DAY), { ...usual, partial_outage: 1 })).toBe(
    '99.99%',
  );
});

test('before a component existed there is no data, and that time does not dilute an outage', () => {
  const life = {
    since: NOV + DAY,
    intervals: [intervalOf('major_outage', NOV + DAY, NOV + DAY + 6 * HOUR)],
  };
  expect(words(tallyOf(life, NOV, NOV + DAY))).toBe('no data');
  expect(words(tallyOf(life, NOV, NOV + 2 * DAY))).toBe('75.00%');
});

test('a day shows its worst status, however short', () => {
  const life = {
    since: 0,
    intervals: [
      intervalOf('under_maintenance', NOV, NOV + 12 * HOUR),
      intervalOf('major_outage', NOV + 12 * HOUR, NOV + 12 * HOUR + 1),
      intervalOf('partial_outage', NOV + 13 * HOUR, NOV + 20 * HOUR),
    ],
  };
  expect(worstOf(tallyOf(life, NOV, NOV + DAY))).toBe('major_outage');
  expect(worstOf(tallyOf(life, NOV, NOV + HOUR))).toBe('under_maintenance');
  expect(worstOf(tallyOf(life, NOV + DAY, NOV + 2 * DAY))).toBe('operational');
});

test('an ongoing outage counts until now', () => {
  const life = { since: 0, intervals: [intervalOf('major_outage', NOV, null)] };
  expect(tallyOf(life, NOV - HOUR, NOV + HOUR)).toEqual({ known: 2 * HOUR, major_outage: HOUR });
});

test('a day is 23 or 25 hours long where the zone says so', () => {
  const hours = (day: string, zone: string) => {
    const [only] = daysFrom(day, 1, zone);
    return only && (only.to - only.from) / HOUR;
  };
  expect(hours('2026-03-29', 'Europe/Berlin')).toBe(23);
  expect(hours('2026-10-25', 'Europe/Berlin')).toBe(25);
  expect(hours('2026-04-05', 'Australia/Lord_Howe')).toBe(24.5);
  const [day = { from: 0, to: 0 }] = daysFrom('2026-10-25', 1, 'Europe/Berlin');
  const life = { since: 0, intervals: [intervalOf('major_outage', day.from, day.from + HOUR)] };
  expect(words(tallyOf(life, day.from, day.to))).toBe('96.00%');
});

/** By the runtime's own calendar, in minutes. */
function offsetAt(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  const name = parts.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = 0, minutes = 0] = /GMT(?:([+-])(\d+):(\d+))?/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

test.each(clockChanges)(
  'in %s the days around a clock change begin and end exactly',
  (zone, ...changes) => {
    for (const change of changes) {
      const shift = (offsetAt(change, zone) - offsetAt(change - 1, zone)) * MINUTE;
      expect(shift).not.toBe(0);
      const day = dayOf(change, zone);
      const [before, it, after] = daysFrom(addDays(day, -1), 3, zone);
      if (!before || !it || !after) throw new Error('three days');
      expect([it.day, it.to - it.from]).toEqual([day, 24 * HOUR - shift]);
      expect([before.to, after.from]).toEqual([it.from, it.to]);
      const edges = [it.from - 1, it.from, it.to - 1, it.to];
      expect(edges.map((at) => dayOf(at, zone))).toEqual([before.day, day, day, after.day]);
    }
  },
);

test('a range between two instants is overwritten, and the open interval continues', () => {
  const history = [
    intervalOf('operational', 0, 10),
    intervalOf('major_outage', 10, 50),
    intervalOf('operational', 50, null),
  ];
  expect(overwriteRange(history, { status: 'operational', fromAt: 30, toAt: 60 })).toEqual([
    intervalOf('operational', 0, 10),
    intervalOf('major_outage', 10, 30),
    intervalOf('operational', 30, 60),
    intervalOf('operational', 60, null),
  ]);
  expect(overwriteRange(history, { status: 'partial_outage', fromAt: 20, toAt: 30 })).toEqual([
    intervalOf('operational', 0, 10),
    intervalOf('major_outage', 10, 20),
    intervalOf('partial_outage', 20, 30),
    intervalOf('major_outage', 30, 50),
    intervalOf('operational', 50, null),
  ]);
});

/** Around a change of clocks each, so that days of 23, 24.5 and 25 hours are among them. */
const windows = [
  { zone: 'Europe/Berlin', first: '2026-03-28' },
  { zone: 'Europe/Berlin', first: '2026-10-24' },
  { zone: 'America/New_York', first: '2026-10-31' },
  { zone: 'Australia/Lord_Howe', first: '2026-04-04' },
  { zone: 'Asia/Kolkata', first: '2026-06-10' },
].map(({ zone, first }) => {
  const days = daysFrom(first, 3, zone);
  const from = days[0]?.from ?? 0;
  const seconds = ((days.at(-1)?.to ?? 0) - from) / SECOND;
  // The day of a second, by the calendar: offsets change at whole quarters of an hour.
  const dayAt = Uint8Array.from({ length: seconds / 900 }, (_, quarter) =>
    days.findIndex((day) => day.day === dayOf(from + quarter * 15 * MINUTE, zone)),
  );
  return { days, from, seconds, dayAt };
});

const HISTORIES = FULL ? 1000 : 200;

test(`${HISTORIES} random histories add up as counting every second does`, () => {
  const random = announced('UPTIME_SEED');
  const int = (most: number) => Math.floor(random() * most);
  for (let n = 0; n < HISTORIES; n++) {
    const { days, from, seconds, dayAt } = windows[n % windows.length] ?? windows[0] ?? never();
    let history = [intervalOf('operational', from - DAY, null)];
    for (let cuts = int(12); cuts > 0; cuts--) {
      const begin = int(seconds);
      const status = componentStatuses[int(componentStatuses.length)] ?? 'operational';
      const toAt = from + (begin + 1 + int(seconds - begin)) * SECOND;
      history = overwriteRange(history, { status, fromAt: from + begin * SECOND, toAt });
    }
    const since = int(3) === 0 ? from + int(seconds) * SECOND : from - DAY;
    const weights = { degraded_performance: int(20), partial_outage: int(60), major_outage: 100 };
    const counted = bruteForce(history, since, { from, seconds, dayAt }, days.length);
    const tallies = days.map((day) => tallyOf({ since, intervals: history }, day.from, day.to));
    for (const [i, tally] of tallies.entries())
      expect(inSeconds(tally), `history ${n}`).toEqual(counted[i]);
    const lost = counted.reduce(
      (sum, day) =>
        sum +
        BigInt(day.major_outage * 100) +
        BigInt(day.partial_outage * weights.partial_outage) +
        BigInt(day.degraded_performance * weights.degraded_performance),
      0n,
    );
    const time = counted.reduce((sum, day) => sum + BigInt(day.known - day.under_maintenance), 0n);
    const exact = time === 0n ? null : Number((10_000n * (100n * time - lost)) / (100n * time));
    expect(uptimeOf(sumOf(tallies), weights), `history ${n}`).toBe(exact);
  }
});

type Counted = Record<(typeof keys)[number], number>;
const keys = [
  'known',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
] as const;

function bruteForce(
  history: { status: ComponentStatus; fromAt: number; toAt: number | null }[],
  since: number,
  { from, seconds, dayAt }: { from: number; seconds: number; dayAt: Uint8Array },
  count: number,
): Counted[] {
  const days = Array.from(
    { length: count },
    () => Object.fromEntries(keys.map((key) => [key, 0])) as Counted,
  );
  let current = history[0] ?? never();
  for (let second = 0; second < seconds; second++) {
    const at = from + second * SECOND;
    const day = days[dayAt[Math.floor(second / 900)] ?? 0];
    if (!day || at < since) continue;
    day.known++;
    if (at < current.fromAt || (current.toAt ?? Number.POSITIVE_INFINITY) <= at)
      current = history.find((s) => s.fromAt <= at && (s.toAt === null || at < s.toAt)) ?? never();
    if (current.status !== 'operational') day[current.status]++;
  }
  return days;
}

const inSeconds = (tally: ReturnType<typeof tallyOf>): Counted =>
  Object.fromEntries(keys.map((key) => [key, (tally[key] ?? 0) / SECOND])) as Counted;

function never(): never {
  throw new Error('There is one.');
}
