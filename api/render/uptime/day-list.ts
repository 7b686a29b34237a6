import type { Snapshot, SnapshotIncident } from '../../snapshot/snapshot.ts';

export type DayList = {
  /**
   * Today first; `more` counts incidents of the day that only the history shows. `isContinued` when
   * an incident of an earlier day was still open.
   */
  days: { day: string; incidents: SnapshotIncident[]; more: number; isContinued: boolean }[];
  /** The newest earlier incident, when all these days were quiet. */
  earlier: SnapshotIncident | null;
  /** The instant before which nothing is known, if it lies within these days. */
  recordedSince: number | null;
};

/** Days with more incidents are better shown on their own page. */
const MAX = 5;

/** A day before the record begins is listed only for an incident that is known all the same. */
export function dayList({ days, incidents, recordedSince, builtAt }: Snapshot): DayList {
  const isQuiet = days.every((day) => day.incidents === 0);
  const begins = recordedSince ?? Number.NEGATIVE_INFINITY;
  const isRecorded = begins <= (days.at(-1)?.from ?? 0);
  return {
    days: days.flatMap(({ day, from, incidents: all }, back) => {
      const until = days[back - 1]?.from ?? Number.POSITIVE_INFINITY;
      if (until <= begins && all === 0) return [];
      const began = incidents.filter((i) => i.startedAt >= from && i.startedAt < until);
      const shown = began.slice(0, MAX);
      const isContinued = incidents.some(
        ({ startedAt, resolvedAt }) => startedAt < from && (resolvedAt ?? builtAt) > from,
      );
      return { day, incidents: shown, more: all - shown.length, isContinued };
    }),
    earlier: isQuiet && isRecorded ? (incidents[0] ?? null) : null,
    recordedSince: isRecorded ? null : begins,
  };
}

type ListedDay = DayList['days'][number];

/** Consecutive days on which no incident began become one entry, from its oldest day to its newest. */
export function quietRuns(days: readonly ListedDay[]): (ListedDay & { from: string })[] {
  const isQuiet = (day: ListedDay | undefined) => day?.incidents.length === 0 && day.more === 0;
  const runs: (ListedDay & { from: string })[] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last && isQuiet(last) && isQuiet(day) && last.isContinued === day.isContinued)
      last.from = day.day;
    else runs.push({ ...day, from: day.day });
  }
  return runs;
}
