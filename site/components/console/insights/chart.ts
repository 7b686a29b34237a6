import { scaleLinear, scaleSymlog } from 'd3-scale';
import {
  type SymbolType,
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
} from 'd3-shape';
import type { PeriodCount } from '../../../../api/domain/figures/period.ts';
import type { MeasureSummary } from '../../../../api/domain/figures/summary.ts';
import { MINUTE } from '../../../../api/domain/time/time.ts';
import { shortDuration } from './words.ts';

/** Pixels. Widths are percentages: a drawing fits its card without scaling its text. */
export const CHART_HEIGHT = 232;
const TOP = 18;
const BOTTOM = CHART_HEIGHT - 26;
export const BASELINE = BOTTOM;
const LABEL_HEIGHT = 15;
/** Pixels² of a mark. */
const MARK_AREA = 52;

const shapes: readonly SymbolType[] = [
  symbolCircle,
  symbolTriangle,
  symbolSquare,
  symbolDiamond,
  symbolCross,
  symbolStar,
];

/** The outline of a severity's mark, around 0,0: shapes differ, so that no color is needed. */
export const markOf = (severities: readonly string[], severity: string | null): string => {
  const rank = severity === null ? shapes.length - 1 : severities.indexOf(severity);
  return symbol(shapes[rank % shapes.length] ?? symbolCircle, MARK_AREA)() ?? '';
};

/** Durations that a scale is labeled with, in ms. */
const steps = [1, 5, 15, 60, 4 * 60, 24 * 60, 7 * 24 * 60, 28 * 24 * 60].map((n) => n * MINUTE);

export const percent = (share: number): string => `${Number((share * 100).toFixed(2))}%`;

/** Share of the width that the labels of the scale take on the left. */
const LABELS = 0.12;

/** Position of an instant, beside the labels and with room for half a mark at the end. */
const along = (span: { from: number; to: number }) =>
  scaleLinear([span.from, Math.max(span.to, span.from + 1)], [LABELS, 0.98]).clamp(true);

/**
 * Marks and lines of a chart of durations. Minutes and days both have room: the scale is linear up
 * to five minutes, and logarithmic above.
 */
export function durationChart(
  points: readonly { at: number; value: number }[],
  span: { from: number; to: number },
  { overall, target }: Pick<MeasureSummary, 'overall' | 'target'>,
) {
  const levels = [...points.map(({ value }) => value), target ?? 0, 10 * MINUTE];
  const most = Math.max(...levels) * 1.1;
  const y = scaleSymlog([0, most], [BOTTOM, TOP]).constant(5 * MINUTE);
  const x = along(span);
  const lines = [
    ...(target === null ? [] : [{ kind: 'target', label: 'Target', value: target }]),
    ...(overall
      ? [
          { kind: 'p90', label: '90th percentile', value: overall.p90 },
          { kind: 'mean', label: 'Mean', value: overall.mean },
          { kind: 'median', label: 'Median', value: overall.median },
        ]
      : []),
  ].map((line) => ({
    ...line,
    y: y(line.value),
    label: `${line.label} ${shortDuration(line.value)}`,
  }));
  return {
    /** Across: a share of the width. Down: pixels. */
    marks: points.map(({ at, value }) => ({ x: x(at), y: y(value) })),
    ticks: steps
      .filter((step) => step < most)
      .map((step) => ({ y: y(step), label: shortDuration(step) })),
    lines: spread(lines),
  };
}

/** Labels of lines that are close to each other move apart; the lines stay. */
function spread<T extends { y: number }>(lines: readonly T[]): (T & { labelY: number })[] {
  let lowest = BOTTOM - 4 + LABEL_HEIGHT;
  return lines
    .toSorted((a, b) => b.y - a.y)
    .map((line) => {
      lowest = Math.min(line.y - 4, lowest - LABEL_HEIGHT);
      return { ...line, labelY: lowest };
    });
}

/** Bars of incidents per week or month, and the line of the target. */
export function barChart(buckets: readonly PeriodCount[], target: number | null) {
  const most = Math.max(4, target ?? 0, ...buckets.map(({ count }) => count));
  const y = scaleLinear([0, most * 1.1], [BOTTOM, TOP]);
  const width = (1 - LABELS) / Math.max(1, buckets.length);
  return {
    bars: buckets.map(({ count }, i) => ({
      x: percent(LABELS + i * width + width * 0.12),
      width: percent(width * 0.76),
      middle: percent(LABELS + (i + 0.5) * width),
      y: y(count),
      height: BOTTOM - y(count),
      label: buckets.length <= 16 && count > 0 ? String(count) : '',
    })),
    ticks: y
      .ticks(4)
      .filter((n) => Number.isInteger(n) && n > 0)
      .map((n) => ({ y: y(n), label: String(n) })),
    target: target === null ? null : y(target),
  };
}
