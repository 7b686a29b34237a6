import { type DurationTally, sumOf } from '../../domain/component/uptime.ts';
import { type Day, daysFrom } from '../../domain/time/days.ts';
import { DAY } from '../../domain/time/time.ts';
import type { Snapshot, SnapshotComponent } from '../../snapshot/snapshot.ts';
import type { Uptime, UptimeDay } from '../../snapshot/snapshot-uptime.ts';
import { membersOf } from '../components.ts';

/** The record of a component, or of a group's members together, over some days. */
export type UptimeRecord = {
  /** Index of the first day with a record; the number of days when there is none. */
  begins: number;
  /** Days on which it was not always operational. */
  eventful: UptimeDay[];
  total: DurationTally;
};

export const daysOfUptime = (snapshot: Snapshot, uptime: Uptime): readonly Day[] =>
  daysFrom(uptime.first, uptime.count, snapshot.page.timeZone);

/** The components behind one: itself, or the members of a group. */
export const leavesOf = (snapshot: Snapshot, component: SnapshotComponent): string[] =>
  component.group ? membersOf(snapshot, component).map((member) => member.id) : [component.id];

/** `last` limits it to so many days, up to today. */
export function uptimeRecordOf(
  uptime: Uptime,
  days: readonly Day[],
  ids: string[],
  last?: number,
): UptimeRecord {
  const components = ids.flatMap((id) => uptime.byComponent[id] ?? []);
  const skipped = last === undefined ? 0 : uptime.count - last;
  const from = days[skipped]?.from ?? 0;
  const counted = components
    .flatMap((component) => component.days)
    .filter(({ at }) => at >= skipped);
  const known = components.map(({ since }) => Math.max(0, uptime.until - Math.max(since, from)));
  const since = Math.min(...components.map((component) => component.since));
  const begins = days.findIndex((day) => since < Math.min(day.to, uptime.until));
  return {
    begins: begins < 0 ? uptime.count : begins,
    eventful: [...Map.groupBy(counted, ({ at }) => at)]
      .sort(([a], [b]) => a - b)
      .map(([at, same]) => (same.length === 1 && same[0] ? same[0] : merged(at, same))),
    total: { ...talliesAdded(counted), known: known.reduce((a, b) => a + b, 0) },
  };
}

/** Recorded time of these components on that day, ms. */
export function knownOn(uptime: Uptime, day: Day, ids: string[]): number {
  const end = Math.min(day.to, uptime.until);
  return ids
    .flatMap((id) => uptime.byComponent[id] ?? [])
    .reduce((sum, { since }) => sum + Math.max(0, end - Math.max(since, day.from)), 0);
}

const talliesAdded = (days: readonly UptimeDay[]): DurationTally =>
  sumOf(days.map((day) => ({ ...day, known: 0 })));

function merged(at: number, days: readonly UptimeDay[]): UptimeDay {
  const { known: _, ...trouble } = talliesAdded(days);
  // The worst of each component come first.
  const all = (of: (day: UptimeDay) => string[] | undefined) => {
    const ranked = days.flatMap((day) => (of(day) ?? []).map((one, rank) => ({ one, rank })));
    return [...new Set(ranked.sort((a, b) => a.rank - b.rank).map(({ one }) => one))];
  };
  const [incidents, notes] = [all((day) => day.incidents), all((day) => day.notes)];
  return {
    at,
    ...trouble,
    ...(incidents.length > 0 ? { incidents } : {}),
    ...(notes.length > 0 ? { notes } : {}),
    ...(days.some((day) => day.retimed) ? { retimed: true } : {}),
  };
}

/** The 24 hours before the snapshot. */
export function last24h(uptime: Uptime, ids: string[]): DurationTally {
  const components = ids.flatMap((id) => uptime.byComponent[id] ?? []);
  return sumOf(
    components.map(({ since, last24h }) => ({
      ...last24h,
      known: Math.max(0, Math.min(DAY, uptime.until - since)),
    })),
  );
}

/** Periods shown side by side. */
export const windows = ['24h', '7d', '30d', '90d'] as const;
export type UptimeWindow = (typeof windows)[number];

export function tallyOfWindow(
  uptime: Uptime,
  days: readonly Day[],
  ids: string[],
  window: UptimeWindow,
): DurationTally {
  if (window === '24h') return last24h(uptime, ids);
  return uptimeRecordOf(uptime, days, ids, Number.parseInt(window, 10)).total;
}
