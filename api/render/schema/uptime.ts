import { z } from 'zod';
import { ComponentStatus } from '../../domain/component/status.ts';
import { At, Id, Page } from './v2.ts';

const Percent = z
  .number()
  .min(0)
  .max(100)
  .nullable()
  .meta({ description: 'Per cent, rounded down to two places; null where no time counts.' });
const Seconds = z.number().int().nonnegative();

export const Figures = z
  .strictObject({
    uptime: Percent,
    seconds: z.strictObject({
      known: Seconds.meta({ description: 'How long there was a record at all.' }),
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
    status: ComponentStatus.meta({ description: 'The worst that it was on that day.' }),
    ...Figures.shape,
    incidents: z.array(z.strictObject({ id: Id, name: z.string(), url: z.url() })),
    corrections: z
      .array(z.string())
      .meta({ description: 'Why what was recorded of that day was corrected later.' }),
  })
  .meta({ id: 'UptimeDay' });

const head = {
  page: Page,
  first_day: z.iso.date(),
  days: z.number().int(),
  until: At.meta({ description: 'The figures are up to this instant.' }),
  weights: z
    .strictObject({
      major_outage: z.number(),
      partial_outage: z.number(),
      degraded_performance: z.number(),
      under_maintenance: z.null(),
    })
    .meta({
      description:
        'How many per cent of a minute are lost by a minute in this status; null: it is taken out of the time that counts.',
    }),
};
const component = {
  id: Id,
  name: z.string(),
  group: z.boolean(),
  group_id: Id.nullable(),
  since: At.nullable().meta({ description: 'Before it there is no data.' }),
  days: z.array(EventfulDay).meta({
    description: 'The days on which something was; on each other one it was operational.',
  }),
};

export const UptimeNow = z
  .strictObject({
    ...head,
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
    period: z.string().meta({ description: 'A month (2026-10) or a year (2026).' }),
    ...head,
    components: z.array(z.strictObject({ ...component, ...Figures.shape })),
  })
  .meta({ id: 'UptimeIn' });
