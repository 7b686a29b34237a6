import { z } from 'zod';
import { storable } from '../text/characters.ts';
import { DAY, HOUR } from '../time/time.ts';
import { dayOf } from '../time/zone.ts';

/** `planned`: somebody wrote notes before the shift ended. */
export type ShiftHandoverState = 'planned' | 'open' | 'accepted';

type Turn = { from: number; until: number; people: readonly string[] };

/** Where one shift ends and another person's begins. */
export type ShiftChange = {
  at: number;
  until: number;
  from: readonly string[];
  to: readonly string[];
};

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.toSorted().join() === b.toSorted().join();

/**
 * Changes of people among shifts in order. Hours in which nobody is on call don't change who comes
 * next; two turns of the same people are no change.
 */
export function shiftChanges(shifts: readonly Turn[]): ShiftChange[] {
  const staffed = shifts.filter(({ people }) => people.length > 0);
  return staffed.flatMap((next, i) => {
    const last = staffed[i - 1];
    if (!last || isSame(last.people, next.people)) return [];
    const end = staffed.slice(i).findIndex(({ people }) => !isSame(people, next.people));
    const until =
      end < 0 ? (staffed.at(-1)?.until ?? next.until) : (staffed[i + end - 1]?.until ?? next.until);
    return [{ at: next.from, until, from: last.people, to: next.people }];
  });
}

/** Identifies a change of shifts, so that it has one row. */
export const shiftHandoverId = (scheduleId: string, at: number): string =>
  `${scheduleId}${at.toString(36)}`;

/** Hours of the night by the schedule's clock. */
const EVENING = 22;
const MORNING = 7;

/** In how many nights somebody was notified. A night belongs to the day on which it begins. */
export function interruptedNights(times: readonly number[], zone: string): number {
  const hour = (at: number) =>
    Number(
      new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        hour: '2-digit',
        hourCycle: 'h23',
      }).format(at),
    );
  const nights = times.flatMap((at) => {
    const now = hour(at);
    if (now >= EVENING) return [dayOf(at, zone)];
    return now < MORNING ? [dayOf(at - (MORNING + 1) * HOUR, zone)] : [];
  });
  return new Set(nights).size;
}

export const loads = [1, 2, 3, 4, 5] as const;
export const loadLabels: Record<(typeof loads)[number], string> = {
  1: 'Very light',
  2: 'Light',
  3: 'All right',
  4: 'Heavy',
  5: 'Too much',
};

export const CheckIn = z.object({
  load: z.coerce
    .number('Choose how heavy the shift was.')
    .int('Choose how heavy the shift was.')
    .min(1, 'Choose how heavy the shift was.')
    .max(5, 'Choose how heavy the shift was.'),
  /** For the owners of the page, and nobody else. */
  line: z
    .string()
    .overwrite(storable)
    .trim()
    .max(1000, 'Use at most 1,000 characters.')
    .default(''),
});
export type CheckIn = z.infer<typeof CheckIn>;

/** Notes of a shift that ends. */
export const ShiftNotes = z
  .string()
  .overwrite(storable)
  .trim()
  .max(4000, 'Notes can have at most 4,000 characters.');

/** Changes older than this are not handed over any more. */
export const LATEST_HANDOVER = DAY;
/** Minutes in which the next person accepts. */
export const ACCEPT_WITHIN = 60;
