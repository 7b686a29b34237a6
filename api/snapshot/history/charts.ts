import type { Db } from '../../../db/engine/client.ts';
import { chartPartsOf, type ShownMetric, shownMetrics } from '../../../db/public/metric.ts';
import type { RunQuery } from '../../core/pieces.ts';
import {
  type ChartedMetric,
  type ChartPart,
  type ChartSpan,
  type Charts,
  chartTotal,
  rangeOf,
  spanSizes,
} from '../../domain/metric/chart.ts';
import { DAY, HOUR } from '../../domain/time/time.ts';
import type { Snapshot } from '../snapshot.ts';

const LONG = new Set<ChartSpan>(['month', 'year']);

/** The charts that readers see, or one of them. */
export async function historyCharts(
  db: Db,
  { page }: Snapshot,
  { span, now, only }: { span: ChartSpan; now: number; only?: string | undefined },
  piece: RunQuery,
): Promise<Charts> {
  const { from, until } = rangeOf(span, now);
  const all = await piece(() => shownMetrics(db, page.id));
  const metrics = only === undefined ? all : all.filter(({ id }) => id === only);
  const part = { from, step: spanSizes[span].step, isLong: LONG.has(span) };
  const asked = metrics.map((metric) => ({ metric, part }));
  const found = await chartPartsOf(db, asked, piece);
  const charts = metrics.map((one, i) => ({ metric: charted(one), parts: found[i] ?? [] }));
  return { span, from, until, readAt: now, charts, isAway: false };
}

/** Without the check behind it, which is the team's. */
const charted = ({ checkId: _, componentId: __, ...metric }: ShownMetric): ChartedMetric => metric;

/** What a health check measured: percent of runs that succeeded, or ms. Null without runs. */
export type Measured = {
  id: string;
  name: string;
  componentId: string | null;
  kind: 'uptime' | 'response_time';
  windows: Record<'24h' | '7d' | '30d' | '90d', number | null>;
};

/** Figures of the shown metrics that draw health checks. */
export async function historyMeasured(
  db: Db,
  { page }: Snapshot,
  now: number,
  piece: RunQuery,
): Promise<Measured[]> {
  const metrics = await piece(() => shownMetrics(db, page.id));
  const week = { from: now - 7 * DAY, step: HOUR, isLong: false };
  const day = { from: now - DAY, step: DAY, isLong: false };
  const quarter = { from: now - 90 * DAY, step: DAY, isLong: true };
  const asked = metrics
    .filter(({ source }) => source !== 'posted')
    .flatMap((metric) => [week, day, quarter].map((part) => ({ metric, part })));
  const found = await chartPartsOf(db, asked, piece);
  return metrics.flatMap(({ id, name, componentId, source: kind }) => {
    if (kind === 'posted') return [];
    const [runs = [], newest = [], days = []] = found.splice(0, 3);
    const windows = {
      '24h': figureOf(newest),
      '7d': figureOf(runs),
      '30d': figureOf(days.filter(({ at }) => at >= now - 30 * DAY)),
      '90d': figureOf(days),
    };
    return { id, name, componentId, kind, windows };
  });
}

/** Rounded down to two decimals, so that 100 means that no run failed. */
function figureOf(parts: readonly ChartPart[]): number | null {
  const total = chartTotal(parts);
  return total && Math.floor((total.sum / total.count) * 100) / 100;
}
