import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import {
  averageOf,
  type Chart,
  type ChartPart,
  type Charts,
  spanSizes,
} from '../../domain/metric/chart.ts';

/** A size in pixels, or in any unit of a drawing that is stretched. */
type Size = { width: number; height: number };

/** Values that are up to so many steps apart are joined; a longer gap is left open. */
const JOINED = 3;

/** Both ends of the scale: what the team set, or round numbers around the values. */
export function scaleOf({ metric, parts }: Chart): { low: number; high: number } {
  const averages = parts.map(averageOf);
  const isUptime = metric.source === 'uptime';
  const least = isUptime ? Math.min(99, ...averages) : Math.min(0, ...averages);
  const most = isUptime ? 100 : Math.max(...averages);
  const [low = 0, high = 1] = scaleLinear([least, most > least ? most : least + 1], [0, 1])
    .nice(4)
    .domain();
  const ends = { low: metric.low ?? low, high: metric.high ?? (isUptime ? 100 : high) };
  return ends.low < ends.high ? ends : { low: ends.low, high: ends.low + 1 };
}

/** The line of averages, and the values without neighbors: lines of no length, which round ends make dots. */
export function chartPath(
  chart: Chart,
  { span, from, until }: Charts,
  size: Size,
): { line: string; dots: string } {
  const { low, high } = scaleOf(chart);
  const x = scaleLinear([from, until], [0, size.width]).clamp(true);
  const y = scaleLinear([low, high], [size.height, 0]).clamp(true);
  const { step } = spanSizes[span];
  const draw = line<ChartPart>(
    (one) => x(one.at + step / 2),
    (one) => y(averageOf(one)),
  ).digits(1);
  const runs: ChartPart[][] = [];
  for (const one of chart.parts) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && one.at - last.at <= JOINED * stepIn(chart, step)) run.push(one);
    else runs.push([one]);
  }
  const drawn = (some: ChartPart[][]) => some.map((run) => draw(run) ?? '').join('');
  const isAlone = (run: ChartPart[]) => run.length === 1;
  return { line: drawn(runs.filter((run) => !isAlone(run))), dots: drawn(runs.filter(isAlone)) };
}

/** Health checks may run less often than once a step, so the usual distance between values counts. */
function stepIn({ parts }: Chart, step: number): number {
  const distances = parts.slice(1).map(({ at }, i) => at - (parts[i]?.at ?? at));
  return Math.max(step, distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0);
}
