import { expect, test } from 'vitest';
import {
  formatDay,
  formatMoment,
  formatMonth,
  formatWindow,
  monthOf,
  nextMonth,
  zoneName,
} from '../../../api/domain/time/format.ts';
import { isoInZone, startOfDay } from '../../../api/domain/time/zone.ts';

const at = Date.UTC(2026, 10, 20, 14, 50);

test('a time today has its zone and no day', () => {
  expect(formatMoment(at, 'Etc/UTC', at)).toBe('14:50 UTC');
  expect(formatMoment(at, 'Europe/Berlin', at)).toBe('15:50 CET');
  expect(formatMoment(at, 'America/New_York', at)).toBe('09:50 EST');
});

test('a time on another day has the day, in another year the year', () => {
  expect(formatMoment(at - 86_400_000, 'Etc/UTC', at)).toBe('Nov 19, 14:50 UTC');
  expect(formatMoment(Date.UTC(2019, 1, 3), 'Etc/UTC', at)).toBe('Feb 3, 2019, 00:00 UTC');
});

test('the day depends on the zone', () => {
  const late = Date.UTC(2026, 10, 30, 23, 30);
  expect(monthOf(late, 'Etc/UTC')).toBe('2026-11');
  expect(monthOf(late, 'Asia/Tokyo')).toBe('2026-12');
});

test('summer and winter have their own zone names', () => {
  expect(zoneName(Date.UTC(2026, 6, 1), 'Europe/Berlin')).toBe('CEST');
  expect(zoneName(at, 'Asia/Tokyo')).toBe('GMT+9');
});

test('a window within a day names the day once, across midnight twice', () => {
  const from = Date.UTC(2026, 10, 28, 2);
  expect(formatWindow(from, from + 7_200_000, 'Etc/UTC', at)).toBe('Nov 28, 02:00 – 04:00 UTC');
  expect(formatWindow(from, from + 86_400_000, 'Etc/UTC', at)).toBe(
    'Nov 28, 02:00 – Nov 29, 02:00 UTC',
  );
});

test('days and months are named without a shift', () => {
  expect(formatDay('2026-11-28')).toBe('Saturday, November 28');
  expect(formatMonth('2026-11')).toBe('November 2026');
  expect(nextMonth('2026-12')).toBe('2027-01');
});

test('JSON times have Z for UTC and an offset elsewhere, with milliseconds', () => {
  expect(isoInZone(at, 'Etc/UTC')).toBe('2026-11-20T14:50:00.000Z');
  expect(isoInZone(at, 'America/Los_Angeles')).toBe('2026-11-20T06:50:00.000-08:00');
  expect(isoInZone(at, 'Europe/London')).toBe('2026-11-20T14:50:00.000Z');
});

test('a day of 25 hours ends where the next begins', () => {
  const zone = 'Europe/Berlin';
  expect(startOfDay('2026-10-26', zone) - startOfDay('2026-10-25', zone)).toBe(25 * 3_600_000);
});
