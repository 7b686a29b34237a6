import { expect, test } from 'vitest';
import { endLike, shifted, windowsOf } from '../../../api/domain/maintenance/recurrence.ts';
import { readRule } from '../../../api/domain/maintenance/rule.ts';
import { DAY, HOUR } from '../../../api/domain/time/time.ts';
import { localInput, parseLocal } from '../../../api/domain/time/zone.ts';

const zone = 'Europe/Berlin';
const first = parseLocal('2026-11-24T02:00', zone) ?? 0; // a Tuesday
const read = (typed: string, lasts = 2 * HOUR) => readRule(typed, first, lasts, zone);
const starts = (typed: string) => {
  const found = read(typed);
  if ('wrong' in found) throw new Error(found.wrong);
  return found.starts.map((at) => localInput(at, zone));
};

test.each([
  ['FREQ=WEEKLY;COUNT=3', ['2026-11-24T02:00', '2026-12-01T02:00', '2026-12-08T02:00']],
  [
    ' rrule:freq=weekly;byday=tu,th;count=3',
    ['2026-11-24T02:00', '2026-11-26T02:00', '2026-12-01T02:00'],
  ],
  ['FREQ=DAILY;UNTIL=20261125', ['2026-11-24T02:00', '2026-11-25T02:00']],
  ['FREQ=DAILY;UNTIL=20261126T015959', ['2026-11-24T02:00', '2026-11-25T02:00']],
  ['FREQ=DAILY;UNTIL=20261125T010000Z', ['2026-11-24T02:00', '2026-11-25T02:00']],
  ['FREQ=MONTHLY;BYDAY=-1TU;COUNT=2', ['2026-11-24T02:00', '2026-12-29T02:00']],
])('%s is expanded as RFC 5545 says', (typed, expected) => {
  expect(starts(typed)).toEqual(expected);
});

test.each([
  ['FREQ=WEEKLY', /has no end/],
  ['FREQ=WEEKLY;COUNT=3;UNTIL=20261201', /COUNT and UNTIL/],
  ['FREQ=DAILY;COUNT=400', /400 windows or more/],
  ['FREQ=DAILY;COUNT=999999999', /400 windows or more/],
  ['FREQ=DAILY;COUNT=399', /a year ahead/],
  ['FREQ=WEEKLY;UNTIL=20400101', /a year ahead/],
  ['FREQ=DAILY;COUNT=1', /only once/],
  ['FREQ=DAILY;COUNT=0', /COUNT must be a whole number/],
  ['FREQ=DAILY;UNTIL=soon', /UNTIL must be a date/],
  ['FREQ=DAILY;UNTIL=20261301', /UNTIL must be a date/],
  ['FREQ=DAILY;UNTIL=20261101', /matches no dates/],
  ['FREQ=HOURLY;COUNT=3', /FREQ must be one of/],
  ['every Tuesday', /isn’t valid in a rule/],
  ['FREQ=WEEKLY;COUNT=2\nEXDATE:20261124T020000Z', /.+/],
  ['FREQ=WEEKLY;COUNT=2;COUNT=3', /twice/],
  ['FREQ=WEEKLY;BYDAY=XX;COUNT=2', /BYDAY takes weekdays/],
  ['FREQ=WEEKLY;BYDAY=2TU;COUNT=2', /only with FREQ=MONTHLY/],
  ['FREQ=MONTHLY;BYDAY=6TU;COUNT=2', /from 1 to 5/],
  ['FREQ=WEEKLY;INTERVAL=0;COUNT=2', /INTERVAL takes numbers from 1/],
  ['FREQ=DAILY;BYMONTH=13;COUNT=2', /BYMONTH takes numbers from 1 to 12/],
  ['FREQ=DAILY;BYMONTH=11,0;COUNT=2', /BYMONTH takes numbers/],
  ['FREQ=MONTHLY;BYMONTHDAY=32;COUNT=2', /BYMONTHDAY takes numbers/],
  ['FREQ=MONTHLY;BYMONTHDAY=-32;COUNT=2', /BYMONTHDAY takes numbers/],
  ['FREQ=WEEKLY;BYMONTHDAY=24;COUNT=2', /BYMONTHDAY can’t be used with FREQ=WEEKLY/],
  ['FREQ=YEARLY;BYYEARDAY=367;COUNT=2', /BYYEARDAY takes numbers/],
  ['FREQ=YEARLY;BYWEEKNO=54;COUNT=2', /BYWEEKNO takes numbers/],
  ['FREQ=DAILY;BYWEEKNO=3;COUNT=2', /BYWEEKNO can’t be used with FREQ=DAILY/],
  ['FREQ=DAILY;BYHOUR=24;COUNT=2', /BYHOUR takes numbers from 0 to 23/],
  ['FREQ=DAILY;BYMINUTE=60;COUNT=2', /BYMINUTE takes numbers from 0 to 59/],
  ['FREQ=DAILY;BYMINUTE=;COUNT=2', /BYMINUTE takes numbers/],
  ['FREQ=MONTHLY;BYSETPOS=1;COUNT=2', /BYSETPOS needs another/],
  ['FREQ=WEEKLY;WKST=8;COUNT=2', /WKST must be a weekday/],
  ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3', /matches no dates/],
  ['FREQ=WEEKLY;BYDAY=TH;COUNT=3', /the first match starts 2026-11-26, 02:00/],
  [`FREQ=DAILY;BYMONTHDAY=${'1,'.repeat(200)}1;COUNT=2`, /at most 300/],
  ['', /FREQ must be one of/],
])('%s is refused, and says why', (typed, sentence) => {
  expect(read(typed)).toEqual({ wrong: expect.stringMatching(sentence) });
});

test('a rule whose windows overlap is refused', () => {
  expect(read('FREQ=DAILY;COUNT=3', 25 * HOUR)).toEqual({
    wrong: expect.stringMatching(/less often/),
  });
});

test('moved windows keep their place in the rule and the wall-clock time', () => {
  const from = parseLocal('2027-03-26T02:00', zone) ?? 0;
  const series = {
    rule: 'FREQ=DAILY;COUNT=4',
    firstAt: from,
    zone,
    occurrence: { shift: 24 * 60 + 60, lasts: HOUR },
  };
  const windows = windowsOf(series, from - 1, from + 10 * DAY);
  expect(windows.map((one) => localInput(one.from, zone))).toEqual([
    '2027-03-27T03:00',
    '2027-03-28T03:00', // the clocks go forward that night
    '2027-03-30T03:00', // the rule leaves out the 28th: there is no two o’clock
    '2027-03-31T03:00',
  ]);
  expect(localInput(shifted(from, 48 * 60, zone), zone)).toBe('2027-03-28T03:00');
});

test.each([
  ['goes forward', '2027-03-27', ['2027-03-27', '2027-03-28', '2027-03-29']],
  ['goes back', '2026-10-24', ['2026-10-24', '2026-10-25', '2026-10-26']],
  ['has just gone forward', '2027-03-28', ['2027-03-28', '2027-03-29', '2027-03-30']],
])('windows end at the same time of day when the clock %s', (_, day, days) => {
  const firstAt = parseLocal(`${day}T01:00`, zone) ?? 0;
  const lasts = (parseLocal(`${day}T04:00`, zone) ?? 0) - firstAt;
  const series = { rule: 'FREQ=DAILY;COUNT=3', firstAt, zone, occurrence: { lasts } };
  const windows = windowsOf(series, firstAt - 1, firstAt + 10 * DAY);
  expect(windows.map(({ from }) => localInput(from, zone))).toEqual(days.map((d) => `${d}T01:00`));
  expect(windows.map((one) => localInput(one.until, zone))).toEqual(days.map((d) => `${d}T04:00`));
});

test('a window never ends before it begins, whatever the clocks do', () => {
  const back = Date.parse('2026-10-25T00:45:00Z'); // 02:45, and half an hour later it is 02:15
  const window = { from: back, until: back + HOUR / 2 };
  expect(endLike(window, first, zone)).toBe(first + HOUR / 2);
  const forward = parseLocal('2027-03-28T01:30', zone) ?? 0;
  const short = endLike({ from: first, until: first + HOUR }, forward, zone);
  expect(localInput(short, zone)).toBe('2027-03-28T03:30');
});

test('daily windows of a whole day do not overlap on the shorter day', () => {
  const at = parseLocal('2027-03-26T01:00', zone) ?? 0;
  expect(readRule('FREQ=DAILY;COUNT=4', at, DAY, zone)).toHaveProperty('starts');
});
