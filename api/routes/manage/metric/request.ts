import { z } from 'zod';
import { Problem } from '../../../core/problem.ts';
import { MetricEdit, MetricValue, NewMetric } from '../../../domain/metric/input.ts';
import type { Point } from '../../../domain/metric/points.ts';
import { metricSources } from '../../../domain/metric/source.ts';
import { SECOND } from '../../../domain/time/time.ts';
import type { Fields } from '../request/body.ts';
import { flag, maybe, oneOf, parsed, textField } from '../request/fields.ts';

/** A number, or a form's text of one. */
const numberField = (field: string) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value),
    z.number(`${field} is a number.`),
  );

/** A form's empty text is no end; absent leaves it as it was. */
const end = (field: string) =>
  z.preprocess(
    (value) => (value === '' || value === 'null' ? null : value),
    z.union([z.null(), numberField(field)]).optional(),
  );

export const metricFields = z.object({
  name: maybe(textField('name')),
  suffix: maybe(textField('suffix')),
  tooltip_description: maybe(textField('tooltip_description')),
  y_axis_min: end('y_axis_min'),
  y_axis_max: end('y_axis_max'),
  y_axis_hidden: maybe(flag('y_axis_hidden')),
  decimal_places: maybe(numberField('decimal_places')),
  display: maybe(flag('display')),
  on_front_page: maybe(flag('on_front_page')),
});
export const newMetricFields = metricFields.extend({
  source: maybe(oneOf('source', metricSources)),
  check_id: maybe(textField('check_id')),
});

const named = (asked: z.infer<typeof metricFields>) => ({
  name: asked.name,
  suffix: asked.suffix,
  description: asked.tooltip_description,
  ...{ low: asked.y_axis_min, high: asked.y_axis_max, isScaleHidden: asked.y_axis_hidden },
  decimals: asked.decimal_places,
  ...{ display: asked.display, isOnFront: asked.on_front_page },
});

/** A check alone is drawn as response time. */
export function newMetricIn(fields: Fields): NewMetric {
  const asked = parsed(newMetricFields, fields);
  return parsed(NewMetric, {
    ...named({ ...asked, name: asked.name ?? '' }),
    source: asked.source ?? (asked.check_id ? 'response_time' : 'posted'),
    checkId: asked.check_id,
  });
}

export const metricEditIn = (fields: Fields): MetricEdit =>
  parsed(MetricEdit, named(parsed(metricFields, fields)));

/** Statuspage's other kinds are systems that it asks for data. */
const fetched = ['Pingdom', 'NewRelic', 'Librato', 'Datadog'] as const;
const providerFields = z.object({ type: maybe(oneOf('type', ['Self', ...fetched])) });

/** Keys and passwords of other systems are not looked at, and never stored. */
export function assertOwnProvider(fields: Fields): void {
  const { type = 'Self' } = parsed(providerFields, fields);
  if (type === 'Self') return;
  const sentence = `This page doesn’t fetch from ${type}. Make a provider with the type Self, and send the values.`;
  throw new Problem('invalid', sentence, { type: sentence });
}

const PointFields = z.object(
  {
    timestamp: numberField('timestamp'),
    value: numberField('value').pipe(MetricValue),
  },
  'A value is {"timestamp": …, "value": …}.',
);
const pointOf = ({ timestamp, value }: z.infer<typeof PointFields>): Point => ({
  at: timestamp * SECOND,
  value,
});

/** `{"data": {"timestamp": 1690000000, "value": 1.5}}`; a list of them is ours. */
export function pointsIn(body: Fields): Point[] {
  const { data } = body;
  const list = Array.isArray(data) ? data : [data];
  return parsed(z.array(PointFields), list).map(pointOf);
}

/** `{"data": {"METRIC": [{…}, …]}}`. */
export function pointsByMetric(body: Fields): Map<string, Point[]> {
  const given = z.record(z.string(), z.unknown()).safeParse(body.data);
  if (!given.success)
    throw new Problem('malformed', 'Send {"data": {"METRIC": [{"timestamp": …, "value": …}]}}.');
  const entries = Object.entries(given.data);
  if (entries.length > 100)
    throw new Problem('invalid', 'Send values of at most 100 metrics at once.');
  return new Map(
    entries.map(([id, list]) => [id, parsed(z.array(PointFields), list).map(pointOf)]),
  );
}
