import type { periods } from '../../../../api/domain/figures/period.ts';
import { keptShare, type PromiseCounts } from '../../../../api/domain/figures/promises.ts';
import { formatDuration } from '../../../../api/domain/time/duration.ts';
import { formatMonth } from '../../../../api/domain/time/format.ts';

/** `45 s`, `41 min`, `3 h 5 min`, `2 days 4 h`. */
export const shortDuration = (ms: number): string =>
  ms < 60_000 ? `${Math.round(ms / 1000)} s` : formatDuration(ms);

const lengths: Record<(typeof periods)[number], string> = {
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
  '365d': 'Last 12 months',
  all: 'All time',
};

/** What the filter calls a period; a month by its name. */
export const formatFiguresPeriod = (period: string): string =>
  Object.hasOwn(lengths, period) ? lengths[period as keyof typeof lengths] : formatMonth(period);

/** `94% (16 of 17)`. */
export const formatKept = (counts: PromiseCounts): string => {
  const share = keptShare(counts);
  const { kept, missed } = counts;
  return share === null ? '–' : `${Math.floor(share * 100)}% (${kept} of ${kept + missed})`;
};

/** Below this many, a median is a handful of cases. */
export const FEW = 10;
