import { z } from 'zod';
import { singleLine } from '../text/single-line.ts';
import { metricSources } from './source.ts';

/** Larger ones could not be added up. */
const LARGEST = 1e15;
export const MetricValue = z
  .number('A value is a number.')
  .min(-LARGEST, 'A value is at least -1e15.')
  .max(LARGEST, 'A value is at most 1e15.');

const Name = singleLine(80, 'Enter a name of at most 80 characters.').min(1, 'Enter a name.');
const End = MetricValue.nullable();

const fields = {
  name: Name,
  suffix: singleLine(20, 'Enter a unit of at most 20 characters.'),
  description: singleLine(300, 'Enter a description of at most 300 characters.'),
  low: End,
  high: End,
  isScaleHidden: z.boolean(),
  decimals: z
    .number('Enter a number of decimals from 0 to 6.')
    .int('Enter a number of decimals from 0 to 6.')
    .min(0, 'Enter a number of decimals from 0 to 6.')
    .max(6, 'Enter a number of decimals from 0 to 6.'),
  display: z.boolean(),
  isOnFront: z.boolean(),
};

const hasOrder = ({
  low,
  high,
}: {
  low?: number | null | undefined;
  high?: number | null | undefined;
}) => low == null || high == null || low < high;
const disorder = { path: ['high'], message: 'The end of the scale must be above its start.' };

export const NewMetric = z
  .strictObject({
    ...fields,
    suffix: fields.suffix.default(''),
    description: fields.description.default(''),
    low: End.default(null),
    high: End.default(null),
    isScaleHidden: fields.isScaleHidden.default(false),
    decimals: fields.decimals.default(2),
    display: fields.display.default(true),
    isOnFront: fields.isOnFront.default(false),
    source: z.enum(metricSources).default('posted'),
    checkId: z.string().nullable().default(null),
  })
  .refine(hasOrder, disorder)
  .refine(({ source, checkId }) => source === 'posted' || checkId !== null, {
    path: ['checkId'],
    message: 'Choose a health check.',
  });
export type NewMetric = z.infer<typeof NewMetric>;

/** Absent: as before. */
export const MetricEdit = z
  .strictObject({
    ...z.object(fields).partial().shape,
    expectedRevision: z.number().int().optional(),
  })
  .refine(hasOrder, disorder);
export type MetricEdit = z.infer<typeof MetricEdit>;
