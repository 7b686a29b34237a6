import { z } from 'zod';
import { MAX_POINTS } from '../../domain/metric/points.ts';
import { metricSources } from '../../domain/metric/source.ts';
import { describedText } from './text.ts';

const about = <T extends z.ZodType>(schema: T, description: string) => schema.meta({ description });

const changeable = {
  suffix: describedText('A unit such as ms, at most 20 characters.'),
  tooltip_description: describedText('Shown below the name.'),
  y_axis_min: about(z.number().nullish(), 'Start of the scale; null: the values decide.'),
  y_axis_max: about(z.number().nullish(), 'End of the scale; null: the values decide.'),
  y_axis_hidden: about(z.boolean().optional(), 'Leaves out the numbers of the scale.'),
  decimal_places: about(z.int().optional(), 'From 0 to 6; 2 by default.'),
  display: about(z.boolean().optional(), 'Shows its chart on the page; true by default.'),
  on_front_page: about(z.boolean().optional(), 'Ours: shows a small chart on the front page, too.'),
};

export const MetricInput = z.object({
  metric: z.looseObject({
    name: z.string(),
    ...changeable,
    source: about(
      z.enum(metricSources).optional(),
      'Ours: posted by default. The others draw the runs of `check_id`.',
    ),
    check_id: about(z.string().nullish(), 'Ours: a health check.'),
  }),
});
export const MetricChange = z.object({
  metric: z.looseObject({ name: z.string().optional(), ...changeable }),
});

export const MetricRead = z.looseObject({
  id: z.string(),
  metrics_provider_id: z.string(),
  metric_identifier: z.string(),
  name: z.string(),
  display: z.boolean(),
  tooltip_description: z.string(),
  y_axis_min: z.number().nullable(),
  y_axis_max: z.number().nullable(),
  y_axis_hidden: z.boolean(),
  suffix: z.string(),
  decimal_places: z.int(),
  most_recent_data_at: z.string().nullable(),
  source: z.enum(metricSources),
  check_id: z.string().nullable(),
  on_front_page: z.boolean(),
  created_at: z.string(),
  updated_at: z.string(),
});
export const MetricsRead = z.array(MetricRead);

export const MetricsProviderInput = z.object({
  metrics_provider: z.looseObject({
    type: about(
      z.enum(['Self']).optional(),
      'Only Self: this page fetches from no other system, and stores none of its keys.',
    ),
  }),
});
export const MetricsProviderRead = z.looseObject({
  id: z.string(),
  page_id: z.string(),
  type: z.literal('Self'),
  disabled: z.boolean(),
  created_at: z.string(),
  updated_at: z.string(),
});
export const MetricsProvidersRead = z.array(MetricsProviderRead);

const Value = z.object({
  timestamp: about(
    z.number(),
    'Seconds since 1970, at most 28 days ago. Stored at the nearest half minute; the last value there counts.',
  ),
  value: z.number(),
});
export const MetricData = z.object({ data: Value });
export const MetricsData = z.object({
  data: about(
    z.record(z.string(), z.array(Value)),
    `Values by the ID of their metric, at most ${MAX_POINTS} in all.`,
  ),
});
