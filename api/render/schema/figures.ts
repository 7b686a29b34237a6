import { z } from 'zod';
import { measureKeys } from '../../domain/figures/measure.ts';
import { describedText } from './text.ts';

export const FiguresQuery = z.object({
  period: describedText(
    '30d, 90d (default), 365d, all, or a month such as 2026-10 in the page’s time zone.',
  ),
  severity: describedText('Only of this severity, such as SEV1; none: without a severity.'),
  component: describedText('ID of a component: only incidents that affected it.'),
  visibility: z
    .enum(['public', 'internal'])
    .optional()
    .meta({ description: 'internal: incidents that readers never saw.' }),
});

const seconds = z.number().int().nullable();
const Summary = z.looseObject({
  count: z.number().int(),
  median_seconds: z.number().int(),
  p90_seconds: z.number().int(),
  mean_seconds: z.number().int(),
});
const Kept = z.looseObject({
  kept: z.number().int(),
  missed: z.number().int(),
  percent: z.number().nullable(),
  target_percent: z.number().nullable(),
});
const Failures = z.looseObject({
  failures: z.number().int(),
  uptime_seconds: z.number().int().meta({ description: 'Time without an open incident.' }),
  mean_seconds: seconds.meta({ description: 'Uptime divided by failures.' }),
});

export const FiguresRead = z.looseObject({
  period: z.looseObject({ name: z.string(), from: z.string(), to: z.string() }),
  incidents: z.number().int().meta({
    description:
      'Incidents that started in the period. Maintenance and drills are left out, and so are restricted incidents that do not name the reader.',
  }),
  open_incidents: z.number().int(),
  measures: z.array(
    z.looseObject({
      key: z.enum(measureKeys.map((key) => `time_to_${key}` as const)),
      label: z.string(),
      from: z.string().meta({ description: 'The milestone from which the time is counted.' }),
      to: z.string().meta({ description: 'The milestone up to which the time is counted.' }),
      target_seconds: seconds,
      within_target: z.number().int().nullable(),
      overall: Summary.nullable().meta({ description: 'Percentiles interpolate linearly.' }),
      by_severity: z.array(z.looseObject({ severity: z.string().nullable() })),
      by_component: z.array(z.looseObject({ component_id: z.string(), name: z.string() })),
    }),
  ),
  frequency: z.looseObject({
    per_week: z.number(),
    target_per_week: z.number().nullable(),
    unit: z.enum(['week', 'month']),
    counts: z.array(z.looseObject({ from: z.string(), count: z.number().int() })),
  }),
  promises: Kept,
  cadence: Kept.meta({ description: 'Gaps between public updates within the severity’s pace.' }),
  postmortems: Kept.extend({
    approved: z.number().int().meta({ description: 'In time or late.' }),
    overdue: z.number().int(),
    not_due_yet: z.number().int(),
    not_needed: z.number().int(),
  }).meta({ description: 'Postmortems that were asked for; kept: approved by their due time.' }),
  on_call: z
    .looseObject({
      shifts: z.number().int().meta({ description: 'Shifts with a check-in.' }),
      mean_load: z.number().nullable().meta({ description: 'From 1 to 5.' }),
      interrupted_nights: z.number().int(),
    })
    .meta({ description: 'Check-ins at the end of shifts, of every schedule and severity.' }),
  time_between_failures: Failures.meta({
    description: 'Incidents that overlap are one failure.',
  }),
  by_incident: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      severity: z.string().nullable(),
      visibility: z.enum(['public', 'internal', 'restricted']),
      started_at: z.string(),
    }),
  ),
});
