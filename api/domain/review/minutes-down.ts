import type { ComponentStatus } from '../component/status.ts';
import { MINUTE } from '../time/time.ts';

const outages: readonly ComponentStatus[] = ['partial_outage', 'major_outage'];

type Interval = { status: ComponentStatus; fromAt: number; toAt: number | null };

/** Minutes in which at least one component had an outage; null where none had. */
export function minutesOf(
  intervals: readonly Interval[],
  { from, to }: { from: number; to: number },
): number | null {
  const spans = intervals
    .filter(({ status }) => outages.includes(status))
    .map(({ fromAt, toAt }) => ({ from: Math.max(fromAt, from), to: Math.min(toAt ?? to, to) }))
    .filter((span) => span.to > span.from)
    .toSorted((a, b) => a.from - b.from);
  let [down, until] = [0, from];
  for (const span of spans) {
    down += Math.max(0, span.to - Math.max(span.from, until));
    until = Math.max(until, span.to);
  }
  return down === 0 ? null : Math.max(1, Math.round(down / MINUTE));
}
