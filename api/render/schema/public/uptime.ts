import { z } from 'zod';
import { ComponentStatus } from '../../../domain/component/status.ts';
import { At, Id, PageSchema } from './v2.ts';

const Percent = z
  .number()
  .min(0)
  .max(100)
  .nullable()
  .meta({ description: 'Percentage, rounded down to two decimals; null if there is no data.' });
const Seconds = z.number().int().nonnegative();

export const Figures = z
  .strictObject({
    uptime: Percent,
    seconds: z.strictObject({
      known: Seconds.meta({ description: 'Seconds with data.' }),
      under_maintenance: Seconds,
      degraded_performance: Seconds,
      partial_outage: Seconds,
      major_outage: Seconds,
    }),
  })
  .meta({ id: 'UptimeFigures' });

const EventfulDay = z
  .strictObject({
    day: z.iso.date(),
    status: ComponentStatus.meta({ description: 'The worst status of the day.' }),
    ...Figures.shape,
    incidents: z.array(z.strictObject({ id: Id, name: z.string(), url: z.url() })),
    corrections: z.array(z.string()).meta({ description: 'Reasons for later corrections.' }),
  })
  .meta({ id: 'UptimeDay' });

const head = {
  page: PageSchema,
  first_day: z.iso.date(),
  days: z.number().int(),
  until: At.meta({ description: 'End of the period covered.' }),
  weights: z
    .strictObject({
      major_outage: z.number(),
      partial_outage: z.number(),
      degraded_performance: z.number(),
      under_maintenance: z.null(),
    })
    .meta({
      description:
        'How much this status counts as downtime, in percent; null if its time is excluded.',
    }),
};
const component = {
  id: Id,
  name: z.string(),
  group: z.boolean(),
  group_id: Id.nullable(),
  since: At.nullable().meta({ description: 'Start of the data.' }),
  days: z.array(EventfulDay).meta({
    description: 'Days with a status other than operational.',
  }),
};

const Measure = z.number().nonnegative().nullable();
const Measured = z
  .strictObject({
    id: Id,
    name: z.string(),
    component_id: Id.nullable(),
    kind: z.enum(['uptime', 'response_time']).meta({
      description: 'uptime: percent of runs that succeeded. response_time: average in ms.',
    }),
    windows: z.strictObject({ '24h': Measure, '7d': Measure, '30d': Measure, '90d': Measure }),
  })
  .meta({ id: 'MeasuredFigures' });

export const UptimeNow = z
  .strictObject({
    ...head,
    measured: z.array(Measured).meta({
      description:
        'Figures of health checks, for metrics that the page shows. All other figures follow from published statuses.',
    }),
    components: z.array(
      z.strictObject({
        ...component,
        windows: z.strictObject({ '24h': Figures, '7d': Figures, '30d': Figures, '90d': Figures }),
      }),
    ),
  })
  .meta({ id: 'UptimeNow' });

export const UptimeIn = z
  .strictObject({
    period: z.string().meta({ description: 'A month (2026-10) or year (2026).' }),
    ...head,
    components: z.array(z.strictObject({ ...component, ...Figures.shape })),
  })
  .meta({ id: 'UptimeIn' });
