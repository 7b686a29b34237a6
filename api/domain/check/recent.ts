import { DAY, MINUTE } from '../time/time.ts';

/** Results of half an hour: how many, how many of them failed, and the sum of response times in ms. */
export type RecentPart = { from: number; count: number; failed: number; ms: number; timed: number };

export const PART = 30 * MINUTE;

/** The last 24 hours with one more result, in parts, so that a list needs no results. */
export function addRecent(
  parts: readonly RecentPart[],
  { at, ok, ms }: { at: number; ok: boolean; ms: number | null },
): RecentPart[] {
  const from = at - (at % PART);
  const kept = parts.filter((one) => one.from > at - DAY && one.from !== from);
  const own = parts.find((one) => one.from === from);
  return [
    ...kept,
    {
      from,
      count: (own?.count ?? 0) + 1,
      failed: (own?.failed ?? 0) + Number(!ok),
      ms: (own?.ms ?? 0) + (ms ?? 0),
      timed: (own?.timed ?? 0) + Number(ms !== null),
    },
  ];
}
