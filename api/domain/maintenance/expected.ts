import { MINUTE } from '../time/time.ts';
import { MAX_SERIES_DURATION, windowsOf } from './recurrence.ts';

type Planned = Parameters<typeof windowsOf>[0];
export type ExpectedWindow = ReturnType<typeof windowsOf>[number];

/** Windows of a series that are not created yet and not over by `now`, the earliest first. */
export const expectedWindows = (
  series: Planned & { plannedTo: number },
  now: number,
): ExpectedWindow[] =>
  allWindows(series).filter(({ at, until }) => at > series.plannedTo && until > now);

const MAX_CACHED = 100;
const cache = new Map<string, ExpectedWindow[]>();

/** Expanding a year of daily windows takes about 30 ms, so the last results are cached. */
function allWindows({ rule, firstAt, zone, occurrence }: Planned): ExpectedWindow[] {
  const { shift = 0, lasts } = occurrence;
  const key = JSON.stringify([rule, firstAt, zone, shift, lasts]);
  const known = cache.get(key);
  const windows =
    known ??
    windowsOf(
      { rule, firstAt, zone, occurrence: { shift, lasts } },
      firstAt - 1,
      firstAt + MAX_SERIES_DURATION + Math.abs(shift) * MINUTE,
    );
  cache.delete(key);
  cache.set(key, windows);
  const [oldest] = cache.keys();
  if (cache.size > MAX_CACHED && oldest) cache.delete(oldest);
  return windows;
}
