import { PART, type RecentPart } from '../../../../api/domain/check/recent.ts';
import { DAY } from '../../../../api/domain/time/time.ts';
import type { CheckSummary } from '../../../../api/reads/check/checks.ts';

/** What a check is like now, in a word, and how that is colored. */
export function checkStanding(check: CheckSummary): { word: string; tone: string } {
  if (check.disabledAt !== null) return { word: 'Paused', tone: 'off' };
  if (!check.runsHere) return { word: 'Not run here', tone: 'off' };
  if (check.status === 'down') return { word: 'Down', tone: 'down' };
  return check.status === 'up' ? { word: 'Up', tone: 'up' } : { word: 'Waiting', tone: 'off' };
}

export type Bar = { x: number; height: number; isFailed: boolean };
export const CHART_BARS = DAY / PART;

/** Bars of the last 24 hours, each with a height of up to 1; and what they say, in words. */
export function barsOf(parts: readonly RecentPart[], now: number): { bars: Bar[]; words: string } {
  const first = now - (now % PART) - (CHART_BARS - 1) * PART;
  const shown = parts.filter(({ from }) => from >= first && from <= now);
  const average = ({ ms, timed }: RecentPart) => (timed === 0 ? 0 : ms / timed);
  const most = Math.max(1, ...shown.map(average));
  const bars = shown.map((one) => ({
    x: (one.from - first) / PART,
    height: one.timed === 0 ? (one.failed > 0 ? 1 : 0.35) : Math.max(0.08, average(one) / most),
    isFailed: one.failed > 0,
  }));
  const sum = (pick: (one: RecentPart) => number) => shown.reduce((n, one) => n + pick(one), 0);
  const [runs, failed, timed] = [
    sum(({ count }) => count),
    sum((one) => one.failed),
    sum((one) => one.timed),
  ];
  const speed = timed === 0 ? '' : `${Math.round(sum(({ ms }) => ms) / timed)} ms on average, `;
  const words = `Last 24 hours: ${speed}${failed} of ${runs} ${runs === 1 ? 'run' : 'runs'} failed`;
  return { bars, words: runs === 0 ? 'No runs in the last 24 hours' : words };
}
