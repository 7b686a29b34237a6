import { wordsIn } from '../../../site/locales/words.ts';
import { colours, type Theme } from '../../domain/branding/properties.ts';
import { averageOf, type Charts } from '../../domain/metric/chart.ts';
import type { SnapshotPage } from '../../snapshot/snapshot.ts';
import { chartPath } from './geometry.ts';
import { metricValue } from './words.ts';

const SIZE = { width: 180, height: 32 };
const TEXT = 110;

/** A line without a scale, and the newest value: a picture, since the front page has no values. */
export function smallChart(charts: Charts, theme: Theme, page: SnapshotPage): string {
  const [chart] = charts.charts;
  const newest = chart?.parts.at(-1);
  const words = wordsIn(page.locale);
  const text =
    chart && newest
      ? metricValue(words, chart.metric, averageOf(newest))
      : words.say(charts.isAway ? 'metrics.away' : 'metrics.none');
  const [width, height] = [SIZE.width + TEXT, SIZE.height + 8];
  const path = chart && newest ? chartPath(chart, charts, SIZE) : null;
  const color = (name: '--ink' | '--dim') => page.theme?.[theme][name] ?? colours[name][theme];
  const stroke = (d: string, wide: number) =>
    d &&
    `<path d="${d}" transform="translate(2 4)" fill="none" stroke="${color('--dim')}" stroke-width="${wide}" stroke-linecap="round" stroke-linejoin="round"/>`;
  const drawn = path ? stroke(path.line, 1.5) + stroke(path.dots, 4) : '';
  const x = path ? SIZE.width + 10 : 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${drawn}<text x="${x}" y="${height / 2 + 5}" font-family="system-ui,sans-serif" font-size="14" fill="${color('--ink')}">${escaped(text)}</text></svg>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (one) => entities[one] ?? one);
