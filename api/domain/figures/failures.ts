/** A time from, up to and without `to`. UTC ms. */
export type TimeSpan = { from: number; to: number };

export type TimeBetweenFailures = {
  failures: number;
  /** Time in the span without an open incident. */
  uptime: number;
  /** `uptime` divided by `failures`; null without failures. */
  mean: number | null;
};

/** Incidents that overlap, or touch, are one failure. Those that began before the span are none in it. */
export function timeBetweenFailures(
  incidents: readonly { startedAt: number; endedAt: number | null }[],
  span: TimeSpan,
): TimeBetweenFailures {
  const merged = mergedSpans(
    incidents.map(({ startedAt, endedAt }) => ({ from: startedAt, to: endedAt ?? span.to })),
  );
  const failures = merged.filter(({ from }) => from >= span.from && from < span.to).length;
  const down = merged.reduce((sum, one) => sum + overlap(one, span), 0);
  const uptime = Math.max(0, span.to - span.from - down);
  return { failures, uptime, mean: failures === 0 ? null : uptime / failures };
}

function mergedSpans(spans: readonly TimeSpan[]): TimeSpan[] {
  const merged: TimeSpan[] = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to: Math.max(from, to) });
  }
  return merged;
}

const overlap = (one: TimeSpan, other: TimeSpan): number =>
  Math.max(0, Math.min(one.to, other.to) - Math.max(one.from, other.from));
