import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../api/domain/time/time.ts';
import {
  addWorkingTime,
  nextBusinessDay,
  standardCalendar,
  WorkingCalendar,
  workingTimeBetween,
} from '../../../api/domain/time/working-time.ts';
import { parseLocal } from '../../../api/domain/time/zone.ts';
import { FULL } from '../../support/size.ts';
import { announced } from '../../support/world/random.ts';

const at = (local: string, zone = 'Europe/Berlin') => parseLocal(local, zone) ?? Number.NaN;
const berlin = {
  ...standardCalendar('Europe/Berlin'),
  holidays: [{ date: '2026-12-25', name: 'Christmas Day' }],
};
const plus = (local: string, hours: number) =>
  addWorkingTime(berlin, at(local), hours * HOUR) - at('2026-11-20T00:00');
const since = (local: string) => at(local) - at('2026-11-20T00:00');

test('time passes in business hours only', () => {
  expect(plus('2026-11-20T10:00', 2)).toBe(since('2026-11-20T12:00')); // a Friday
  expect(plus('2026-11-20T16:00', 2)).toBe(since('2026-11-23T10:00'));
  expect(plus('2026-11-21T12:00', 1)).toBe(since('2026-11-23T10:00'));
  expect(plus('2026-11-20T07:30', 8)).toBe(since('2026-11-20T17:00'));
  expect(plus('2026-12-24T16:30', 1)).toBe(since('2026-12-28T09:30'));
});

test('the next business day is after the weekend and the holiday, also from before work begins', () => {
  expect(nextBusinessDay(berlin, at('2026-11-20T10:00'))).toMatchObject({
    date: '2026-11-23',
    start: at('2026-11-23T09:00'),
    end: at('2026-11-23T17:00'),
  });
  expect(nextBusinessDay(berlin, at('2026-11-23T00:30'))?.date).toBe('2026-11-24');
  expect(nextBusinessDay(berlin, at('2026-12-24T10:00'))?.date).toBe('2026-12-28');
  // The day is that of the calendar's zone.
  const zone = 'Pacific/Auckland';
  expect(nextBusinessDay(standardCalendar(zone), at('2026-11-20T10:00', zone))?.date).toBe(
    '2026-11-23',
  );
});

test('a night of work has an hour less when the clocks go forward, and one more when they go back', () => {
  const nights = {
    zone: 'Europe/Berlin',
    days: Array.from({ length: 7 }, () => ({ from: '00:00', to: '24:00' })),
    holidays: [],
  };
  const day = (date: string) =>
    workingTimeBetween(nights, at(`${date}T00:00`), at(`${date}T23:59`));
  expect(day('2026-03-29')).toBe(23 * HOUR - MINUTE);
  expect(day('2026-10-25')).toBe(25 * HOUR - MINUTE);
});

test('in every zone, over changes of the clocks, adding and counting agree', () => {
  const random = announced('WORKING_TIME_SEED');
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T; // not empty
  const zones = [
    ...['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'],
    ...['America/St_Johns', 'Pacific/Apia', 'Africa/Casablanca', 'Asia/Tehran', 'Etc/UTC'],
  ];
  const clock = () =>
    `${`${Math.floor(random() * 24)}`.padStart(2, '0')}:${pick(['00', '15', '30'])}`;
  for (let n = 0; n < (FULL ? 20_000 : 1500); n++) {
    const days = Array.from({ length: 7 }, () => {
      const [from = '', to = ''] = [clock(), pick([clock(), '24:00'])].sort();
      return random() < 0.3 || from === to ? null : { from, to };
    });
    const holidays = Array.from({ length: Math.floor(random() * 4) }, () => ({
      date: new Date(Date.UTC(2026, 2, 20) + Math.floor(random() * 240) * DAY)
        .toISOString()
        .slice(0, 10),
      name: '',
    }));
    const parsed = WorkingCalendar.safeParse({ zone: pick(zones), days, holidays });
    if (!parsed.success) continue;
    const from = Date.UTC(2026, 2, 20) + Math.floor(random() * 240 * DAY);
    const [a, b] = [1 + Math.floor(random() * 3 * DAY), 1 + Math.floor(random() * DAY)];
    const due = addWorkingTime(parsed.data, from, a);
    const about = `seed case ${n}: ${JSON.stringify(parsed.data)} ${from} ${a} ${b}`;
    expect(workingTimeBetween(parsed.data, from, due), about).toBe(a);
    expect(addWorkingTime(parsed.data, due, b), about).toBe(
      addWorkingTime(parsed.data, from, a + b),
    );
    expect(due - from, about).toBeGreaterThanOrEqual(a);
  }
});

test('a calendar without a working day, or with an end before its start, is refused', () => {
  const week = standardCalendar('Etc/UTC');
  const faults = (change: object) =>
    WorkingCalendar.safeParse({ ...week, ...change }).error?.issues.map(({ message }) => message);
  expect(faults({ days: Array.from({ length: 7 }, () => null) })).toEqual([
    'Keep at least one working day.',
  ]);
  expect(faults({ days: [{ from: '17:00', to: '09:00' }, ...week.days.slice(1)] })).toEqual([
    'Choose an end that is later than the start. Work past midnight isn’t supported.',
  ]);
  expect(faults({ zone: 'Berlin' })).toEqual(['Choose a time zone from the list.']);
  expect(faults({ holidays: [{ date: '2026-02-30' }] })).toEqual([
    'Enter a date, such as 2026-12-25.',
  ]);
});
