import { describe, expect, test } from 'vitest';
import { readTimeOrError, readWrittenTime } from '../../api/domain/time/written-time.ts';

const AT = Date.UTC(2026, 11, 20, 1);
const berlin = (value: unknown) => readWrittenTime(value, 'Europe/Berlin');

describe('a time with its offset is the same instant in every notation', () => {
  test.each<[string, unknown]>([
    ['RFC 3339', '2026-12-20T01:00:00Z'],
    ['with milliseconds', '2026-12-20T01:00:00.000Z'],
    ['with an offset', '2026-12-20T02:00:00+01:00'],
    ['with nanoseconds', '2026-12-20T01:00:00.000000000+00:00'],
    ['with a space', '2026-12-20 01:00:00Z'],
    ['with a space and an offset', '2026-12-20 02:00:00+01:00'],
    ['lower case', '2026-12-20t01:00:00z'],
    ['without separators', '20261220T010000Z'],
    ['with its zone', '2026-12-20T02:00:00+01:00[Europe/Berlin]'],
    ['Go', '2026-12-20 01:00:00 +0000 UTC'],
    ['Go, elsewhere', '2026-12-20 02:00:00 +0100 CET'],
    ['Go, unnamed zone', '2026-12-20 06:30:00 +0530 +0530'],
    ['Go, short unnamed zone', '2026-12-20 04:00:00 +0300 +03'],
    ['Go, monotonic clock', '2026-12-20 01:00:00.000123456 +0000 UTC m=+0.012345678'],
    ['Go, UnixDate', 'Sun Dec 20 01:00:00 UTC 2026'],
    ['Go, RubyDate', 'Sun Dec 20 01:00:00 +0000 2026'],
    ['Rails', '2026-12-20 01:00:00 UTC'],
    ['Ruby', '2026-12-20 02:00:00 +0100'],
    ['without seconds', '2026-12-20 01:00 UTC'],
    ['one digit', '2026-12-20 1:00 UTC'],
    ['slashes', '2026/12/20 01:00:00 +0000'],
    ['twelve hours', '2026-12-20 1:00 AM UTC'],
    ['RFC 2822', 'Sun, 20 Dec 2026 01:00:00 +0000'],
    ['RFC 2822, GMT', 'Sun, 20 Dec 2026 01:00:00 GMT'],
    ['RFC 2822, short', '20 Dec 2026 01:00 +0000'],
    ['RFC 2822, comment', 'Sun, 20 Dec 2026 02:00:00 +0100 (CET)'],
    ['RFC 2822, named zone', 'Sat, 19 Dec 2026 20:00:00 EST'],
    ['JavaScript', 'Sun Dec 20 2026 02:00:00 GMT+0100 (Central European Standard Time)'],
    ['with a named zone', '2026-12-19 20:00:00 America/New_York'],
    ['a sentence’s', 'December 20, 2026 1:00 AM UTC'],
    ['seconds', AT / 1000],
    ['seconds as text', String(AT / 1000)],
    ['seconds with a fraction', `${AT / 1000}.000`],
    ['milliseconds', AT],
    ['milliseconds as text', String(AT)],
  ])('%s: %j', (_, value) => {
    expect(berlin(value)).toMatchObject({ at: AT });
  });
});

test('a time without an offset is in the page’s time zone', () => {
  for (const value of ['2026-12-20 02:00:00', '2026-12-20T02:00', 'Sun Dec 20 02:00:00 2026'])
    expect(berlin(value)).toMatchObject({ at: AT });
  expect(berlin('2026-12-20')).toMatchObject({ at: AT - 2 * 3_600_000 });
});

test('the day is kept as written', () => {
  expect(berlin('2026-01-10T23:30:00-08:00')).toMatchObject({ day: '2026-01-10' });
  expect(berlin('2026-01-10')).toMatchObject({ day: '2026-01-10' });
  expect(berlin('2026-01-10 00:00:00 +0900 JST')).toMatchObject({ day: '2026-01-10' });
});

test.each<unknown>([
  '0001-01-01T00:00:00Z',
  '0001-01-01 00:00:00 +0000 UTC',
  '0001-01-01T00:00:00+00:53',
  '0001-01-01',
  '0000-00-00',
  '0000-00-00 00:00:00',
  '1970-01-01T00:00:00Z',
  0,
  '0',
  -62_135_596_800,
])('%j counts as a missing time', (value) => {
  expect(berlin(value)).toBe('unset');
});

test.each<unknown>([
  '01/02/2026',
  '01-02-2026 10:00 UTC',
  '20.12.2026',
  '12/20/2026 01:00:00 UTC',
  '20 Dec 26 01:00 GMT',
  '2026-12-20 01:00:00 CST',
  '2026-12-20 01:00:00 +0100 UTC',
  '2026-12-20 01:00:00 +0100 +0200',
  'Mon, 20 Dec 2026 01:00:00 +0000',
  '2026-02-30 01:00:00 UTC',
  '2026-12-20 25:00:00 UTC',
  '2026-12-20 13:00 PM UTC',
  '2026-12-20 01:00:00 Mars/Olympus',
  '2026-10-25 02:30:00',
  '2026-03-29 02:30:00',
  '202612200100',
  20261220010000,
  'tomorrow',
  '01:00',
  '',
  'Dec 2026',
  true,
  {},
  Number.NaN,
  Number.POSITIVE_INFINITY,
])('%j is refused', (value) => {
  expect(berlin(value)).toBeNull();
});

test.each([
  ['Europe/Berlin', '2026-10-25T02:30', 'twice'],
  ['Europe/Berlin', '2026-10-25 2:30 am', 'twice'],
  ['Europe/Berlin', '2026-03-29 02:30:00', 'never'],
  ['America/New_York', '2026-11-01T01:00:00', 'twice'],
  ['America/New_York', 'Mar 8 02:15:00 2026', 'never'],
  ['Australia/Lord_Howe', '2026-04-05 01:45', 'twice'],
  ['Pacific/Apia', '2011-12-30T12:00', 'never'],
])('in %s, %j occurs %s, unless an offset says which is meant', (zone, value, error) => {
  expect(readTimeOrError(value, zone)).toBe(error);
  expect(readTimeOrError(`${value} +0200`, zone)).toHaveProperty('at');
});

test('the hours beside a clock change, and days alone, are unambiguous', () => {
  for (const value of ['2026-10-25T01:59', '2026-10-25T03:00', '2026-03-29T03:00', '2026-10-25'])
    expect(readTimeOrError(value, 'Europe/Berlin')).toHaveProperty('at');
  expect(readTimeOrError('2018-11-04', 'America/Sao_Paulo')).toHaveProperty(
    'at',
    Date.UTC(2018, 10, 4, 3),
  );
});
