import type { Words } from '../../../site/locales/words.ts';
import type { ChartedMetric } from '../../domain/metric/chart.ts';

/** `182 ms`, `99.98%`, as each language writes numbers. */
export const metricValue = (
  { decimal }: Pick<Words, 'decimal'>,
  { suffix, decimals }: Pick<ChartedMetric, 'suffix' | 'decimals'>,
  value: number,
): string => {
  const number = decimal(value, decimals);
  if (suffix === '') return number;
  return suffix === '%' ? `${number}%` : `${number}\u00a0${suffix}`;
};
