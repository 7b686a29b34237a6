import { z } from 'zod';
import { singleLine } from '../text/single-line.ts';
import { DAY } from '../time/time.ts';
import { isZone } from '../time/zone.ts';
import { MINUTES_A_DAY } from './restriction.ts';
import { mostUnits } from './rotation.ts';
import { overrideKinds, type RotationUnit, rotationUnits } from './schedule.ts';

/** Limits of a page and of each schedule. */
export const MAX_SCHEDULES = 100;
export const MAX_ROTATIONS = 20;

const Name = singleLine(80, 'A name can have at most 80 characters.').min(1, 'Enter a name.');

export const ScheduleInput = z.object({
  name: Name,
  zone: z.string().refine(isZone, 'Choose a time zone, such as Europe/Berlin.'),
});
export type ScheduleInput = z.infer<typeof ScheduleInput>;

const unitLabels: Record<RotationUnit, string> = {
  hour: 'hours',
  day: 'days',
  week: 'weeks',
  month: 'months',
};

export const RestrictionInput = z.object({
  days: z
    .array(z.number().int().min(1).max(7))
    .min(1, 'Choose at least one day.')
    .max(7)
    .transform((days) => [...new Set(days)].sort()),
  start: z
    .number()
    .int()
    .min(0)
    .max(MINUTES_A_DAY - 1),
  minutes: z
    .number()
    .int()
    .min(1)
    .max(7 * MINUTES_A_DAY, 'Hours can last a week at most.'),
});

export const RotationInput = z
  .object({
    name: Name,
    people: z
      .array(z.string())
      .min(1, 'Choose at least one person.')
      .max(100, 'A rotation can have at most 100 people.'),
    unit: z.enum(rotationUnits, 'Choose hours, days, weeks or months.'),
    every: z.coerce
      .number('Enter a whole number.')
      .int('Enter a whole number.')
      .min(1, 'Enter 1 or more.'),
    startsAt: z.number().int(),
    restrictions: z.array(RestrictionInput).max(20, 'At most 20 ranges of hours.').default([]),
  })
  .superRefine(({ unit, every }, issues) => {
    if (every <= mostUnits[unit]) return;
    const message = `A shift can have at most ${mostUnits[unit]} ${unitLabels[unit]}.`;
    issues.addIssue({ code: 'custom', path: ['every'], message });
  });
export type RotationInput = z.infer<typeof RotationInput>;

export const OverrideInput = z
  .object({
    kind: z.enum(overrideKinds).default('replace'),
    personId: z.string().min(1, 'Choose a person.'),
    replacedId: z.string().nullable().default(null),
    from: z.number().int(),
    until: z.number().int(),
  })
  .superRefine(({ from, until, kind, replacedId }, issues) => {
    if (until <= from)
      issues.addIssue({
        code: 'custom',
        path: ['until'],
        message: 'The end must be after the start.',
      });
    if (until - from > 366 * DAY)
      issues.addIssue({
        code: 'custom',
        path: ['until'],
        message: 'An override can last a year at most.',
      });
    if (kind !== 'replace' && replacedId !== null)
      issues.addIssue({
        code: 'custom',
        path: ['replacedId'],
        message: 'Only “replace” takes somebody’s place.',
      });
  });
export type OverrideInput = z.infer<typeof OverrideInput>;
