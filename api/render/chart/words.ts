import type { Words } from '../../../site/locales/words.ts';
import type { ChartedMetric } from '../../domain/metric/chart.ts';

/** `182 ms`, `99.98%`, as each language writes them. */
export const metricValue = (
  { decimal, inPercent }: Pick<Words, 'decimal' | 'inPercent'>,
  { suffix, decimals }: Pick<ChartedMetric, 'suffix' | 'decimals'>,
  value: number,
): string => {
  if (suffix === '%') return inPercent(value, decimals);
  const number = decimal(value, decimals);
  return suffix === '' ? number : `${number}\u00a0${suffix}`;
};
