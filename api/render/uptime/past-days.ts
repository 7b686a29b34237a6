import type { Snapshot, SnapshotIncident } from '../../snapshot/snapshot.ts';

export type PastDays = {
  /** Today first; `more` counts incidents of the day that only the history shows. */
  days: { day: string; incidents: SnapshotIncident[]; more: number }[];
  /** The newest earlier incident, when all these days were quiet. */
  earlier: SnapshotIncident | null;
};

/** Days with more incidents are better shown on their own page. */
const MOST = 5;

export function pastDays({ days, incidents }: Snapshot): PastDays {
  const isQuiet = days.every((day) => day.incidents === 0);
  return {
    days: days.map(({ day, from, incidents: all }, back) => {
      const until = days[back - 1]?.from ?? Number.POSITIVE_INFINITY;
      const began = incidents.filter((i) => i.startedAt >= from && i.startedAt < until);
      const shown = began.slice(0, MOST);
      return { day, incidents: shown, more: all - shown.length };
    }),
    earlier: isQuiet ? (incidents[0] ?? null) : null,
  };
}
