import { z } from 'zod';
import { MINUTE } from '../time/time.ts';
import { type MeasureKey, measureKeys } from './measure.ts';

const minutes = z
  .number('Enter whole minutes, or leave empty.')
  .int('Enter whole minutes, or leave empty.')
  .min(1, 'Enter whole minutes, or leave empty.')
  .max(10_080, 'Enter at most 10080 minutes (one week).')
  .nullable();
const percent = z
  .number('Enter a whole percentage, or leave empty.')
  .int('Enter a whole percentage, or leave empty.')
  .min(1, 'Enter a percentage from 1 to 100.')
  .max(100, 'Enter a percentage from 1 to 100.')
  .nullable();

/** What the team aims for. Null: no target. */
export const FigureTargets = z.object({
  inform: minutes,
  acknowledge: minutes,
  announce: minutes,
  diagnose: minutes,
  mitigate: minutes,
  resolve: minutes,
  notify: minutes,
  /** At most so many incidents a week. */
  perWeek: z
    .number('Enter a number, or leave empty.')
    .min(0, 'Enter a number from 0.')
    .max(1000, 'Enter at most 1000.')
    .nullable(),
  promises: percent,
  cadence: percent,
  /** Of postmortems, by their due time. */
  reviews: percent,
});
export type FigureTargets = z.infer<typeof FigureTargets>;

export const defaultTargets: FigureTargets = {
  inform: null,
  acknowledge: 5,
  announce: null,
  diagnose: 15,
  mitigate: null,
  resolve: 60,
  notify: null,
  perWeek: 2,
  promises: null,
  cadence: null,
  reviews: null,
};

/** Stored targets may lack one that is newer than they are. */
export const targetsOf = (stored: Partial<FigureTargets> | null | undefined): FigureTargets => ({
  ...defaultTargets,
  ...stored,
});

export const targetTimes = (targets: FigureTargets): Record<MeasureKey, number | null> =>
  Object.fromEntries(
    measureKeys.map((key) => {
      const value = targets[key];
      return [key, value === null ? null : value * MINUTE];
    }),
  ) as Record<MeasureKey, number | null>; // one entry a key
