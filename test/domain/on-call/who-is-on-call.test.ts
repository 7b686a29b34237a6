import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type {
  Restriction,
  Rotation,
  RotationUnit,
  Schedule,
  ShiftOverride,
} from '../../../api/domain/on-call/schedule.ts';
import {
  gapsBetween,
  shiftAt,
  shiftsBetween,
  shiftsOf,
} from '../../../api/domain/on-call/shifts.ts';
import { whoIsOnCall } from '../../../api/domain/on-call/who-is-on-call.ts';
import { DAY, HOUR, MINUTE } from '../../../api/domain/time/time.ts';
import { FULL } from '../../support/size.ts';
import { clockChanges } from '../../support/world/clock-changes.ts';
import { announced } from '../../support/world/random.ts';

const people = ['ada', 'bo', 'cy', 'di'].map((id) => ({ id, name: id, leftAt: null }));
const local = (text: string, zone: string) =>
  Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
const scheduleOf = (
  zone: string,
  rotations: Rotation[],
  overrides: ShiftOverride[] = [],
): Schedule => ({
  ...{ id: 's', name: 'Primary', zone, rotations, overrides, people },
});
const rotation = (more: Partial<Rotation> & Pick<Rotation, 'startsAt'>): Rotation => ({
  ...{ id: 'r', rotationId: 'r', name: 'Weekly', people: ['ada', 'bo'], unit: 'week', every: 1 },
  ...{ restrictions: [], from: Number.MIN_SAFE_INTEGER, until: null, ...more },
});
const override = (
  more: Partial<ShiftOverride> & Pick<ShiftOverride, 'from' | 'until'>,
): ShiftOverride => ({
  ...{ id: 'o', kind: 'replace', personId: 'cy', replacedId: null, author: 'Ada', ...more },
});

describe('hand-overs', () => {
  const zone = 'Europe/Berlin';

  test('stay at the same time by the clock when the clocks change', () => {
    for (const unit of ['day', 'week', 'month'] as const) {
      const schedule = scheduleOf(zone, [
        rotation({ startsAt: local('2027-01-04T09:00', zone), unit }),
      ]);
      const starts = shiftsBetween(
        schedule,
        local('2027-01-04T09:00', zone),
        local('2028-01-01T00:00', zone),
      );
      for (const { from } of starts)
        expect(Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).hour).toBe(9);
      expect(starts.length).toBe({ day: 362, week: 52, month: 12 }[unit]);
    }
  });

  test('by the hour follow the clock too: a repeated hour is one shift, a skipped one is none', () => {
    const schedule = scheduleOf(zone, [
      rotation({ startsAt: local('2027-01-01T00:00', zone), unit: 'hour' }),
    ]);
    const lengths = (day: string) =>
      shiftsBetween(schedule, local(`${day}T00:00`, zone), local(`${day}T06:00`, zone)).map(
        ({ from, until }) => (until - from) / HOUR,
      );
    expect(lengths('2027-03-28')).toEqual([1, 1, 1, 1, 1]);
    expect(lengths('2027-10-31')).toEqual([1, 1, 2, 1, 1, 1]);
    const spring = [1, 2, 3].map(
      (hours) => whoIsOnCall(schedule, local('2027-03-28T00:00', zone) + hours * HOUR).turn?.number,
    );
    expect((spring[1] ?? 0) - (spring[0] ?? 0)).toBe(2);
  });

  test('on the 31st are on the last day of a shorter month, and on the 31st again after it', () => {
    const startsAt = local('2027-01-31T09:00', zone);
    const schedule = scheduleOf(zone, [rotation({ startsAt, unit: 'month' })]);
    const days = shiftsBetween(schedule, startsAt, startsAt + 100 * DAY).map(({ from }) =>
      Temporal.Instant.fromEpochMilliseconds(from)
        .toZonedDateTimeISO(zone)
        .toPlainDate()
        .toString(),
    );
    expect(days).toEqual(['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30']);
  });
});

describe('overrides and people', () => {
  const zone = 'America/New_York';
  const startsAt = local('2027-01-04T09:00', zone);
  const at = (hours: number) => startsAt + hours * HOUR;
  const on = (overrides: ShiftOverride[], hours: number) =>
    whoIsOnCall(scheduleOf(zone, [rotation({ startsAt })], overrides), at(hours)).people;

  test('add, remove and replace people, and later ones build on earlier ones', () => {
    const from = at(10);
    const until = at(20);
    expect(on([override({ from, until })], 9)).toEqual(['ada']);
    expect(on([override({ from, until })], 10)).toEqual(['cy']);
    expect(on([override({ from, until })], 20)).toEqual(['ada']);
    expect(on([override({ kind: 'add', from, until })], 10)).toEqual(['ada', 'cy']);
    expect(on([override({ kind: 'remove', personId: 'ada', from, until })], 10)).toEqual([]);
    const pair = [
      override({ kind: 'add', from, until }),
      override({ id: 'p', personId: 'di', replacedId: 'ada', from, until }),
    ];
    expect(on(pair, 10)).toEqual(['cy', 'di']);
    expect(on([override({ personId: 'di', replacedId: 'bo', from, until })], 10)).toEqual(['ada']);
  });

  test('of one person are whole shifts, also where somebody joins for a while', () => {
    const overrides = [override({ kind: 'add', from: at(10), until: at(20) })];
    const schedule = scheduleOf(zone, [rotation({ startsAt, people: ['ada'] })], overrides);
    expect(shiftsOf(schedule, 'ada', at(0), at(200))).toEqual([
      { from: at(0), until: at(7 * 24) },
      { from: at(7 * 24), until: at(14 * 24) },
    ]);
    expect(shiftsOf(schedule, 'cy', at(12), at(13))).toEqual([{ from: at(10), until: at(20) }]);
  });

  test('who has left is on call no more: the gap is named, and the past stays', () => {
    const schedule = {
      ...scheduleOf(zone, [rotation({ startsAt })]),
      people: [...people.slice(1), { id: 'ada', name: 'ada', leftAt: at(30) }],
    };
    expect(whoIsOnCall(schedule, at(29)).people).toEqual(['ada']);
    const gaps = gapsBetween(schedule, at(0), at(24 * 7));
    expect(gaps).toMatchObject([{ from: at(30), until: at(24 * 7), absent: ['ada'] }]);
    expect(shiftAt(schedule, at(31)).people).toEqual([]);
  });

  test('the first rotation that covers a time decides, and hours left over are a gap', () => {
    const nights = { days: [1, 2, 3, 4, 5, 6, 7], start: 20 * 60, minutes: 12 * 60 };
    const days = { days: [1, 2, 3, 4, 5], start: 8 * 60, minutes: 12 * 60 };
    const schedule = scheduleOf(zone, [
      rotation({ id: 'n', rotationId: 'n', startsAt, people: ['cy'], restrictions: [nights] }),
      rotation({ id: 'd', rotationId: 'd', startsAt, people: ['ada'], restrictions: [days] }),
    ]);
    const monday = local('2027-03-08T00:00', zone);
    expect(whoIsOnCall(schedule, monday + 7 * HOUR).people).toEqual(['cy']);
    expect(whoIsOnCall(schedule, monday + 8 * HOUR).people).toEqual(['ada']);
    // Until 14 March, when the clocks of New York go forward.
    expect(gapsBetween(schedule, monday, local('2027-03-15T00:00', zone))).toMatchObject([
      { from: local('2027-03-13T08:00', zone), until: local('2027-03-13T20:00', zone) },
      { from: local('2027-03-14T08:00', zone), until: local('2027-03-14T20:00', zone) },
    ]);
  });
});

/** The same rules, step by step with Temporal, to compare with. */
function expectedPeople(schedule: Schedule, from: number, until: number) {
  const { zone, overrides } = schedule;
  const tables = schedule.rotations.map((one) => {
    const plain = Temporal.Instant.fromEpochMilliseconds(one.startsAt)
      .toZonedDateTimeISO(zone)
      .toPlainDateTime();
    const handovers = [one.startsAt];
    for (let turn = 1; (handovers.at(-1) ?? 0) <= until; turn++)
      handovers.push(
        plain
          .add({ [`${one.unit}s`]: turn * one.every })
          .toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds,
      );
    return { one, handovers, windows: windowsOf(one.restrictions, zone, from, until), turn: 0 };
  });
  return (instant: number): string[] => {
    let named: string[] = [];
    for (const table of tables) {
      if (instant < table.one.startsAt) continue;
      if (instant < (table.handovers[table.turn] ?? 0)) table.turn = 0;
      while ((table.handovers[table.turn + 1] ?? 0) <= instant) table.turn++;
      const { windows, one, turn } = table;
      const near = windows.get(Math.floor(instant / DAY)) ?? [];
      if (one.restrictions.length > 0 && !near.some(([a, b]) => a <= instant && instant < b))
        continue;
      named = [one.people[turn % one.people.length] ?? ''];
      break;
    }
    for (const { kind, personId, replacedId, from: begin, until: end } of overrides) {
      if (instant < begin || instant >= end) continue;
      if (kind === 'add' && !named.includes(personId)) named = [...named, personId];
      else if (kind === 'remove') named = named.filter((id) => id !== personId);
      else if (kind === 'replace' && replacedId === null) named = [personId];
      else if (kind === 'replace' && named.includes(replacedId ?? ''))
        named = [...named.filter((id) => id !== replacedId && id !== personId), personId];
    }
    return named.sort();
  };
}

/** Windows by the days of UTC that they touch. */
function windowsOf(
  restrictions: readonly Restriction[],
  zone: string,
  from: number,
  until: number,
) {
  const windows = new Map<number, [number, number][]>();
  const last = Temporal.Instant.fromEpochMilliseconds(until + 2 * DAY)
    .toZonedDateTimeISO(zone)
    .toPlainDate();
  let day = Temporal.Instant.fromEpochMilliseconds(from - 9 * DAY)
    .toZonedDateTimeISO(zone)
    .toPlainDate();
  for (; Temporal.PlainDate.compare(day, last) < 0; day = day.add({ days: 1 }))
    for (const { days, start, minutes } of restrictions) {
      if (!days.includes(day.dayOfWeek)) continue;
      const begin = day.toPlainDateTime().add({ minutes: start });
      const earliest = begin.toZonedDateTime(zone, { disambiguation: 'earlier' });
      const isSkipped = !earliest.toPlainDateTime().equals(begin);
      const starts = isSkipped
        ? earliest.getTimeZoneTransition('next')?.epochMilliseconds
        : earliest.epochMilliseconds;
      const ends = begin.add({ minutes }).toZonedDateTime(zone, { disambiguation: 'later' });
      const window: [number, number] = [starts ?? 0, ends.epochMilliseconds];
      for (let touched = Math.floor(window[0] / DAY); touched * DAY < window[1]; touched++)
        windows.set(touched, [...(windows.get(touched) ?? []), window]);
    }
  return windows;
}

/** `FULL=1 ZONE=Europe/Berlin` takes a year of one zone: all of them are 17 million minutes. */
const zones = clockChanges.filter(([zone]) => (process.env.ZONE ?? zone) === zone);
const year = [Date.UTC(2027, 0, 1), Date.UTC(2028, 0, 1)] as const;
const most: Record<RotationUnit, number> = { hour: 24, day: 14, week: 4, month: 3 };

test(
  'every minute of a year has one answer or a stated gap, in eight zones, with both changes of clocks',
  () => {
    const random = announced('ON_CALL_SEED');
    const upTo = (n: number) => Math.floor(random() * n);
    const pick = <T>(all: readonly T[]): T => all[upTo(all.length)] as T; // never empty
    let [minutes, gaps] = [0, 0];
    const units = ['hour', 'day', 'week', 'month'] as const;
    for (const [zone, ...changes] of zones)
      for (const unit of FULL ? units : [pick(units)]) {
        const schedule = randomSchedule(zone, unit);
        const expected = expectedPeople(schedule, ...year);
        const shifts = shiftsBetween(schedule, ...year);
        for (const [i, shift] of shifts.entries())
          expect([zone, unit, shift.from < shift.until, shift.until]).toEqual([
            ...[zone, unit, true],
            shifts[i + 1]?.from ?? shift.until,
          ]);
        expect(
          (shifts[0]?.from ?? 1 / 0) <= year[0] && (shifts.at(-1)?.until ?? 0) >= year[1],
        ).toBe(true);
        let place = 0;
        for (const minute of minutesOf(shifts, changes)) {
          while ((shifts[place]?.until ?? 1 / 0) <= minute) place++;
          const answers = [
            expected(minute).join(),
            [...whoIsOnCall(schedule, minute).people].sort().join(),
            [...(shifts[place]?.people ?? [])].sort().join(),
          ];
          minutes++;
          if (answers[0] === '') gaps++;
          if (new Set(answers).size !== 1)
            expect.fail(
              `${zone} ${unit} ${new Date(minute).toISOString()}: ${answers.join(' | ')}`,
            );
        }
      }
    console.log(`${minutes} minutes compared, ${gaps} of them in gaps`);
    expect([minutes > 12_000, gaps > 25]).toEqual([true, true]);

    /** All of them in the full size; otherwise those around each change, and the hours of new clocks. */
    function minutesOf(shifts: readonly { from: number }[], changes: readonly number[]): number[] {
      const all = new Set<number>();
      const add = (from: number, until: number) => {
        for (let at = Math.max(from, year[0]); at < Math.min(until, year[1]); at += MINUTE)
          all.add(at);
      };
      if (FULL) add(...year);
      else {
        for (const at of changes) add(at - 8 * HOUR, at + 8 * HOUR);
        for (const { from } of shifts.slice(0, 150)) add(from - MINUTE, from + 2 * MINUTE);
        for (let i = 0; i < 500; i++) {
          const at = year[0] + upTo(365 * 24 * 60) * MINUTE;
          add(at, at + MINUTE);
        }
      }
      return [...all].sort((a, b) => a - b);
    }

    function randomSchedule(zone: string, unit: RotationUnit): Schedule {
      const startsAt = year[0] - upTo(60 * 24 * 60) * MINUTE;
      const names = people.map(({ id }) => id);
      const first = rotation({
        ...{ id: '1', rotationId: '1', startsAt, unit, every: 1 + upTo(most[unit]) },
        people: names.slice(0, 1 + upTo(4)),
        restrictions: random() < 0.5 ? [] : [randomHours(), randomHours()],
      });
      const second = rotation({
        ...{
          id: '2',
          rotationId: '2',
          startsAt: startsAt + upTo(200) * DAY,
          unit: 'day',
          every: 1,
        },
        restrictions: random() < 0.5 ? [] : [randomHours()],
      });
      const overrides = Array.from({ length: 40 }, (_, i): ShiftOverride => {
        const near =
          random() < 0.3 ? pick(clockChanges.find(([one]) => one === zone)?.slice(1) ?? []) : null;
        const from =
          typeof near === 'number'
            ? near - upTo(300) * MINUTE
            : year[0] + upTo(365 * 24 * 60) * MINUTE;
        const kind = pick(['add', 'remove', 'replace'] as const);
        return {
          ...{ id: `o${i}`, kind, personId: pick(names), author: 'test' },
          replacedId: kind === 'replace' && random() < 0.5 ? pick(names) : null,
          ...{ from, until: from + (1 + upTo(3 * 24 * 60)) * MINUTE },
        };
      });
      return scheduleOf(zone, [first, second], overrides);
    }

    function randomHours(): Restriction {
      const days = [1, 2, 3, 4, 5, 6, 7].filter(() => random() < 0.7);
      return {
        days: days.length > 0 ? days : [7],
        start: random() < 0.4 ? upTo(4 * 60) : upTo(24 * 60),
        minutes: 1 + upTo(random() < 0.2 ? 3 * 24 * 60 : 14 * 60),
      };
    }
  },
  FULL ? 3_600_000 : 60_000,
);
