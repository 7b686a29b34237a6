import { DAY, HOUR, MINUTE } from '../time/time.ts';
import type { MetricSource } from './source.ts';

/** The times that readers can choose. */
export const chartSpans = ['day', 'week', 'month', 'year'] as const;
export type ChartSpan = (typeof chartSpans)[number];

/** Lengths in ms. Values of one `step` are one point, and those of one `row` a line of the table. */
export const spanSizes: Record<ChartSpan, { length: number; step: number; row: number }> = {
  day: { length: DAY, step: 5 * MINUTE, row: HOUR },
  week: { length: 7 * DAY, step: HOUR, row: DAY },
  month: { length: 30 * DAY, step: 6 * HOUR, row: DAY },
  year: { length: 364 * DAY, step: DAY, row: 28 * DAY },
};

/** Values of a metric added up between `at` and the next step. `low` is unknown where days were added up. */
export type ChartPart = {
  at: number;
  count: number;
  sum: number;
  low: number | null;
  high: number;
};

export type ChartedMetric = {
  id: string;
  source: MetricSource;
  name: string;
  suffix: string;
  description: string;
  /** Ends of the scale; null where the values decide. */
  low: number | null;
  high: number | null;
  isScaleHidden: boolean;
  decimals: number;
};

export type Chart = { metric: ChartedMetric; parts: ChartPart[] };
export type Charts = {
  span: ChartSpan;
  from: number;
  until: number;
  readAt: number;
  charts: Chart[];
  /** True while the values can’t be read. */
  isAway: boolean;
};

/** Whole steps up to the one that `now` is in. */
export function rangeOf(span: ChartSpan, now: number): { from: number; until: number } {
  const { length, step } = spanSizes[span];
  const until = Math.floor(now / step) * step + step;
  return { from: until - length, until };
}

export const averageOf = ({ sum, count }: Pick<ChartPart, 'sum' | 'count'>): number => sum / count;

/** All values together; null without any. */
export function chartTotal(parts: readonly ChartPart[]): ChartPart | null {
  const [first] = parts;
  if (!first) return null;
  const lows = parts.flatMap(({ low }) => low ?? []);
  return {
    at: first.at,
    count: parts.reduce((sum, one) => sum + one.count, 0),
    sum: parts.reduce((sum, one) => sum + one.sum, 0),
    low: lows.length === parts.length ? Math.min(...lows) : null,
    high: Math.max(...parts.map(({ high }) => high)),
  };
}

/** The lines of the table, oldest first; times without values are left out. */
export function chartRows(parts: readonly ChartPart[], span: ChartSpan, from: number): ChartPart[] {
  const { row } = spanSizes[span];
  const startOf = ({ at }: ChartPart) => from + Math.floor((at - from) / row) * row;
  return [...Map.groupBy(parts, startOf)].flatMap(([at, some]) => {
    const total = chartTotal(some);
    return total ? [{ ...total, at }] : [];
  });
}
