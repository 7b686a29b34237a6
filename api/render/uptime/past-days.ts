import type { Snapshot, SnapshotIncident } from '../../snapshot/snapshot.ts';

export type PastDays = {
  /** Today first; `more` began on that day too, and are told in the history. */
  days: { day: string; incidents: SnapshotIncident[]; more: number }[];
  /** Where all of them were quiet: the newest incident before them. */
  earlier: SnapshotIncident | null;
};

/** A day on which more went wrong is better read on a page of its own. */
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
