import { z } from 'zod';
import { HOUR, MINUTE } from '../time/time.ts';
import type { RotationInput } from './input.ts';
import { MINUTES_A_DAY } from './restriction.ts';
import { mostUnits } from './rotation.ts';
import type { Restriction, RotationUnit } from './schedule.ts';

const Time = z.string().transform((written, issues) => {
  const at = Date.parse(written);
  if (!Number.isNaN(at)) return at;
  issues.addIssue({ code: 'custom', message: `“${written}” is not a time.` });
  return z.NEVER;
});
const Reference = z.looseObject({ id: z.string(), summary: z.string().nullish() });

const LayerRestriction = z.looseObject({
  type: z.string(),
  /** Without a zone: by the clock of the schedule. */
  start_time_of_day: z.string().regex(/^\d\d:\d\d/),
  duration_seconds: z.number().int().min(60),
  start_day_of_week: z.number().int().min(1).max(7).nullish(),
});

/** A schedule as PagerDuty’s REST API answers it: layers with the strongest first. */
export const PagerDutySchedule = z.looseObject({
  id: z.string(),
  name: z.string(),
  time_zone: z.string(),
  schedule_layers: z
    .array(
      z.looseObject({
        name: z.string().nullish(),
        start: Time,
        end: Time.nullish(),
        rotation_virtual_start: Time,
        rotation_turn_length_seconds: z.number().int().positive(),
        users: z.array(z.looseObject({ user: Reference })),
        restrictions: z.array(LayerRestriction).nullish(),
      }),
    )
    .default([]),
});
export type PagerDutySchedule = z.infer<typeof PagerDutySchedule>;

export const PagerDutyOverride = z.looseObject({
  id: z.string(),
  start: Time,
  end: Time,
  user: Reference,
});
export type PagerDutyOverride = z.infer<typeof PagerDutyOverride>;

export const PagerDutyUser = z.looseObject({ id: z.string(), name: z.string(), email: z.string() });
export type PagerDutyUser = z.infer<typeof PagerDutyUser>;

type Layer = PagerDutySchedule['schedule_layers'][number];

/** A layer as a rotation and the time it begins; or a sentence where rotations cannot express it. */
export function rotationOfLayer(
  layer: Layer,
  personOf: (pagerDutyId: string) => string,
): (RotationInput & { from: number; until: number | null }) | string {
  const name = layer.name?.trim() || 'Layer';
  const turn = turnOfSeconds(layer.rotation_turn_length_seconds);
  if (!turn) return `Layer “${name}”: turns of ${layer.rotation_turn_length_seconds} seconds`;
  if (layer.users.length === 0) return `Layer “${name}”: nobody is in it`;
  return {
    ...{ name: name.slice(0, 80), ...turn, startsAt: layer.rotation_virtual_start },
    people: layer.users.map(({ user }) => personOf(user.id)),
    restrictions: restrictionsOf(layer.restrictions ?? []),
    ...{ from: layer.start, until: layer.end ?? null },
  };
}

/** Whole hours, days or weeks. */
function turnOfSeconds(seconds: number): { unit: RotationUnit; every: number } | null {
  const hours = (seconds * 1000) / HOUR;
  const sizes: [RotationUnit, number][] = [
    ['week', 168],
    ['day', 24],
    ['hour', 1],
  ];
  for (const [unit, size] of sizes)
    if (hours % size === 0 && hours / size <= mostUnits[unit]) return { unit, every: hours / size };
  return null;
}

/** One range for each day of a weekly restriction; equal ranges of several days are one. */
function restrictionsOf(given: NonNullable<Layer['restrictions']>) {
  const byHours = new Map<string, Restriction & { days: number[] }>();
  for (const one of given) {
    const [hours = 0, minutes = 0] = one.start_time_of_day.split(':').map(Number);
    const start = hours * 60 + minutes;
    const length = Math.min(Math.round((one.duration_seconds * 1000) / MINUTE), 7 * MINUTES_A_DAY);
    const key = `${start} ${length}`;
    const range = byHours.get(key) ?? { days: [], start, minutes: length };
    range.days.push(...(one.start_day_of_week ? [one.start_day_of_week] : [1, 2, 3, 4, 5, 6, 7]));
    byHours.set(key, range);
  }
  return [...byHours.values()].map((range) => ({
    ...range,
    days: [...new Set(range.days)].sort(),
  }));
}
