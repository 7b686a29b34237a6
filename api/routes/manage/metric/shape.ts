import type { Metric, MetricsProvider } from '../../../../db/metric/metric.ts';
import type { Point } from '../../../domain/metric/points.ts';
import { isoTime } from '../../../domain/time/iso.ts';
import { SECOND } from '../../../domain/time/time.ts';

/** As in Statuspage’s API; `source`, `check_id` and `on_front_page` are ours. */
export const metricShape = (row: Metric) => ({
  id: row.id,
  metrics_provider_id: row.providerId,
  metric_identifier: row.checkId ?? row.id,
  name: row.name,
  display: row.display,
  tooltip_description: row.description,
  backfilled: false,
  y_axis_min: row.low,
  y_axis_max: row.high,
  y_axis_hidden: row.isScaleHidden,
  suffix: row.suffix,
  decimal_places: row.decimals,
  most_recent_data_at: row.newestAt === null ? null : isoTime(row.newestAt),
  last_fetched_at: null,
  backfill_percentage: 0,
  reference_name: null,
  source: row.source,
  check_id: row.checkId,
  on_front_page: row.isOnFront,
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
});

export const providerShape = (row: MetricsProvider) => ({
  id: row.id,
  page_id: row.pageId,
  type: 'Self',
  disabled: false,
  metric_base_uri: null,
  last_revalidated_at: null,
  created_at: isoTime(row.createdAt),
  updated_at: isoTime(row.updatedAt),
});

/** As stored: at the nearest half minute. */
export const pointShape = ({ at, value }: Point) => ({
  timestamp: Math.round(at / SECOND),
  value,
});
