import { expect, test } from 'vitest';
import { timeBetweenFailures } from '../../../api/domain/figures/failures.ts';
import { bucketsOf, perWeek, spanOf } from '../../../api/domain/figures/period.ts';
import { cadenceOf, promisesOf } from '../../../api/domain/figures/promises.ts';
import { reviewTotals } from '../../../api/domain/figures/reviews.ts';
import { summarize } from '../../../api/domain/figures/summary.ts';
import { describeOnCallLoad, onCallLoadOf } from '../../../api/domain/handover/load.ts';
import { standardScale } from '../../../api/domain/response/severity.ts';
import type { ReviewState } from '../../../api/domain/review/state.ts';
import { HOUR, MINUTE } from '../../../api/domain/time/time.ts';

const hour = (n: number) => n * HOUR;
const incident = (from: number, to: number | null) => ({
  startedAt: hour(from),
  endedAt: to === null ? null : hour(to),
});

test('incidents that overlap or touch are one failure, and time is up when none is open', () => {
  const span = { from: 0, to: hour(100) };
  // 10–14, 12–16 and 16–18 are one failure of eight hours; 40–41 is another, and 90 on is open.
  const some = [incident(12, 16), incident(10, 14), incident(16, 18), incident(40, 41)];
  expect(timeBetweenFailures([...some, incident(90, null)], span)).toEqual({
    failures: 3,
    uptime: hour(81),
    mean: hour(27),
  });
});

test('an incident that began before the period is down time in it, but no failure of it', () => {
  const span = { from: hour(10), to: hour(20) };
  expect(timeBetweenFailures([incident(5, 12)], span)).toEqual({
    ...{ failures: 0, uptime: hour(8), mean: null },
  });
  expect(timeBetweenFailures([incident(20, 25), incident(1, 10)], span).failures).toBe(0);
});

test('percentiles lie between two values, as in a spreadsheet', () => {
  expect(summarize([])).toBe(null);
  expect(summarize([7])).toEqual({ count: 1, median: 7, p90: 7, mean: 7 });
  expect(summarize([10, 1, 9, 2, 8, 3, 7, 4, 6, 5])).toEqual({
    ...{ count: 10, median: 5.5, p90: 9.1, mean: 5.5 },
  });
});

test('a week begins on Monday in the zone of the page, also when the clocks change', () => {
  const span = {
    from: Date.parse('2026-10-19T00:00+02:00'),
    to: Date.parse('2026-11-02T00:00+01:00'),
  };
  // The last minute of the Sunday with 25 hours, and the first of the Monday after.
  const times = ['2026-10-25T23:59+01:00', '2026-10-26T00:00+01:00', '2026-11-02T00:00+01:00'];
  const { unit, buckets } = bucketsOf(times.map(Date.parse), span, 'Europe/Berlin');
  expect(unit).toBe('week');
  expect(buckets.map(({ day, count }) => [day, count])).toEqual([
    ['2026-10-19', 1],
    ['2026-10-26', 1],
  ]);
  expect(perWeek(3, span)).toBeCloseTo(3 / (2 + 1 / 168), 10);
});

test('more than a year is counted by month, and a month is one of the page’s zone', () => {
  const zone = 'America/New_York';
  const month = spanOf('2026-11', zone, Date.parse('2027-01-01T00:00Z'));
  expect(month).toEqual({
    from: Date.parse('2026-11-01T00:00-04:00'),
    to: Date.parse('2026-12-01T00:00-05:00'),
  });
  const span = { from: Date.parse('2025-01-15T12:00Z'), to: month.to };
  const { unit, buckets } = bucketsOf([month.from], span, zone);
  expect([unit, buckets.length, buckets.at(-1)?.count]).toEqual(['month', 23, 1]);
});

const update = (seq: number, minute: number, by: number | null, state = 'investigating') => ({
  ...{ id: `u${seq}`, seq, author: 'Ada', audience: 'public' as const },
  ...{ state: state as 'investigating', displayAt: minute * MINUTE, createdAt: minute * MINUTE },
  nextUpdateBy: by === null ? null : by * MINUTE,
});
const facts = {
  ...{ id: 'i', name: 'Cards fail', severity: 'SEV2', audience: 'public' as const },
  ...{ startedAt: 0, createdAt: 0, resolvedAt: null, componentIds: [], written: [] },
  ...{ acknowledged: null, alertedAt: null, firstMail: null },
};

test('a promise is kept by the next update, and a gap is too long after the minutes of the severity', () => {
  // SEV2: every 30 minutes. Kept at 30 sharp, missed at 61, and the last one is not due yet.
  const open = { ...facts, updates: [update(1, 0, 30), update(2, 30, 60), update(3, 61, 91)] };
  expect(promisesOf(open, 80 * MINUTE)).toEqual({ kept: 1, missed: 1 });
  expect(cadenceOf(open, standardScale, 80 * MINUTE)).toEqual({ kept: 1, missed: 1 });
  expect(cadenceOf(open, standardScale, 92 * MINUTE)).toEqual({ kept: 1, missed: 2 });
  const over = { ...open, updates: [...open.updates, update(4, 80, null, 'resolved')] };
  expect(promisesOf(over, 999 * MINUTE)).toEqual({ kept: 2, missed: 1 });
  expect(cadenceOf(over, standardScale, 999 * MINUTE)).toEqual({ kept: 2, missed: 1 });
});

test('a postmortem counts as in time when it was approved by its due time, and not while it is not due', () => {
  const one = (state: ReviewState | null, dueAt: number | null, doneAt: number | null = null) => ({
    ...{ state, dueAt, doneAt },
  });
  const all = [
    one('approved', 10, 10),
    one('published', 10, 9),
    one('approved', 10, 11),
    one('draft', 99),
    one(null, 99),
    one('in_review', 100),
    one('not_needed', 10),
    // Not required.
    ...[one('published', null, 5), one(null, null)],
  ];
  expect(reviewTotals(all, 100)).toEqual({
    ...{ kept: 2, missed: 3, done: 3, overdue: 2, pending: 1, notNeeded: 1 },
  });
});

test('on-call load is the mean of the check-ins, and empty without any', () => {
  const load = onCallLoadOf([
    { load: 2, nights: 0 },
    { load: 5, nights: 1 },
  ]);
  expect(load).toEqual({ shifts: 2, load: 3.5, interruptedNights: 1 });
  expect(describeOnCallLoad(load)).toBe('3.5 of 5 (2 shifts), 1 interrupted night');
  expect(describeOnCallLoad(onCallLoadOf([]))).toBe('–');
});
