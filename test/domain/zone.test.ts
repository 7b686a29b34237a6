import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { DAY, HOUR } from '../../api/domain/time/time.ts';
import {
  addDays,
  dayOf,
  isoInZone,
  localTimeError,
  readLocal,
  startOfDay,
} from '../../api/domain/time/zone.ts';
import { clockChanges } from '../support/world/clock-changes.ts';
import { announced } from '../support/world/random.ts';

const zone = 'Europe/Berlin';
const [first, second] = [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)];

test('a repeated time needs a choice, and each of the two can be chosen', () => {
  expect(readLocal('2026-10-25T02:30', zone)).toEqual({
    error: 'repeated',
    instants: [first, second],
  });
  expect(readLocal('2026-10-25T02:30', zone, { fold: 'earlier' })).toEqual({ at: first });
  expect(readLocal('2026-10-25T02:30', zone, { fold: 'later' })).toEqual({ at: second });
  expect(readLocal('2026-10-25T03:00', zone)).toEqual({ at: Date.UTC(2026, 9, 25, 2) });
  expect(readLocal('2026-04-05T01:45', 'Australia/Lord_Howe')).toMatchObject({ error: 'repeated' });
});

test('an unchanged time stays exact, and a newly chosen one does not', () => {
  const was = second + 12_345;
  expect(readLocal('2026-10-25T02:30', zone, { was })).toEqual({ at: was });
  expect(readLocal('2026-10-25T02:30', zone, { was, fold: 'later' })).toEqual({ at: was });
  expect(readLocal('2026-10-25T02:30', zone, { was, fold: 'earlier' })).toEqual({ at: first });
  expect(readLocal('2026-11-25T02:30', zone, { was })).toEqual({
    at: Date.UTC(2026, 10, 25, 1, 30),
  });
  expect(readLocal('2026-10-25T02:31', zone, { was })).toMatchObject({ error: 'repeated' });
});

test('a skipped or invalid time is reported with a suggestion', () => {
  const skipped = readLocal('2027-03-28T02:30', zone);
  expect('error' in skipped && localTimeError(skipped, zone)).toMatch(
    /Choose 03:30 or another time/,
  );
  expect(readLocal('yesterday', zone)).toEqual({ error: 'unreadable' });
});

test('times, days and midnights agree with Temporal, in any zone, also around clock changes', () => {
  const random = announced('ZONES');
  const zones = ['Etc/UTC', ...Intl.supportedValuesOf('timeZone')];
  const anywhere = Array.from({ length: 300 }, () => ({
    zone: zones[Math.floor(random() * zones.length)] ?? '',
    ms: Math.floor((random() * 140 - 70) * 365 * DAY),
  }));
  const changes = clockChanges.flatMap(([zone, ...switches]) =>
    switches.flatMap((at) =>
      [-1, 0, 1, -HOUR, HOUR - 1, HOUR].map((away) => ({ zone, ms: at + away })),
    ),
  );
  for (const { zone, ms } of [...anywhere, ...changes]) {
    const there = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
    const iso = there.toString({ timeZoneName: 'never', fractionalSecondDigits: 3 });
    const day = there.toPlainDate();
    expect([zone, isoInZone(ms, zone)]).toEqual([zone, iso.replace(/[+-]00:00$/, 'Z')]);
    expect([zone, dayOf(ms, zone)]).toEqual([zone, day.toString()]);
    const midnight = day.toZonedDateTime(zone).epochMilliseconds;
    expect([zone, startOfDay(day.toString(), zone)]).toEqual([zone, midnight]);
    expect(addDays(day.toString(), 31)).toBe(day.add({ days: 31 }).toString());
  }
  expect(() => startOfDay('2026-02-30', 'Etc/UTC')).toThrow(RangeError);
});
