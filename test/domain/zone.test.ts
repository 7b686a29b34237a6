import { expect, test } from 'vitest';
import { localFault, readLocal } from '../../api/domain/zone.ts';

const zone = 'Europe/Berlin';
const [first, second] = [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)];

test('a time that the clocks repeat is asked about, and each of the two can be meant', () => {
  expect(readLocal('2026-10-25T02:30', zone)).toEqual({
    fault: 'repeated',
    instants: [first, second],
  });
  expect(readLocal('2026-10-25T02:30', zone, { fold: 'earlier' })).toEqual({ at: first });
  expect(readLocal('2026-10-25T02:30', zone, { fold: 'later' })).toEqual({ at: second });
  expect(readLocal('2026-10-25T03:00', zone)).toEqual({ at: Date.UTC(2026, 9, 25, 2) });
  expect(readLocal('2026-04-05T01:45', 'Australia/Lord_Howe')).toMatchObject({ fault: 'repeated' });
});

test('what was not touched stays exactly, and what was chosen anew does not', () => {
  const was = second + 12_345;
  expect(readLocal('2026-10-25T02:30', zone, { was })).toEqual({ at: was });
  expect(readLocal('2026-10-25T02:30', zone, { was, fold: 'later' })).toEqual({ at: was });
  expect(readLocal('2026-10-25T02:30', zone, { was, fold: 'earlier' })).toEqual({ at: first });
  expect(readLocal('2026-11-25T02:30', zone, { was })).toEqual({
    at: Date.UTC(2026, 10, 25, 1, 30),
  });
  expect(readLocal('2026-10-25T02:31', zone, { was })).toMatchObject({ fault: 'repeated' });
});

test('a time that the clocks skip, or that is none, is told with a way out', () => {
  const skipped = readLocal('2027-03-28T02:30', zone);
  expect('fault' in skipped && localFault(skipped, zone)).toMatch(/Choose 03:30 or another time/);
  expect(readLocal('yesterday', zone)).toEqual({ fault: 'unreadable' });
});
