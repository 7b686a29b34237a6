import type { ComponentStatus } from '../../domain/component/status.ts';
import { worstOf } from '../../domain/component/uptime.ts';
import { type Day, daysFrom, daysOf } from '../../domain/time/days.ts';
import { monthOf, previousMonth } from '../../domain/time/format.ts';
import type { Snapshot, SnapshotComponent } from '../../snapshot/snapshot.ts';
import type { Uptime, UptimeDay } from '../../snapshot/snapshot-uptime.ts';
import { leaves } from '../components.ts';
import { daysOfUptime, uptimeRecordOf } from './uptime.ts';

/** A day of the whole page. */
export type CalendarDay = {
  /** `2026-11-28`. */
  day: string;
  /** The worst of any component; `none` before the record, null for a day that has not begun. */
  status: ComponentStatus | 'none' | null;
  incidents: { id: string; name: string }[];
  affected: { component: SnapshotComponent; day: UptimeDay }[];
};

/** The days of these weeks or months, in the order given. */
export function calendarDays(s: Snapshot, uptime: Uptime, days: readonly Day[]): CalendarDay[] {
  const components = leaves(s);
  const { begins, eventful } = uptimeRecordOf(
    uptime,
    days,
    components.map(({ id }) => id),
  );
  const eventfulAt = new Map(eventful.map((day) => [day.at, day]));
  const affectedAt = affectedByDay(uptime, components);
  return days.map((day, at) => {
    const all = eventfulAt.get(at);
    const status = day.from >= uptime.until ? null : at < begins ? 'none' : worstOf(all ?? {});
    return {
      day: day.day,
      status,
      incidents: status === null ? [] : incidentsOn(s, uptime, day, all?.incidents ?? []),
      affected: affectedAt.get(at) ?? [],
    };
  });
}

function affectedByDay({ byComponent }: Uptime, components: readonly SnapshotComponent[]) {
  const byDay = new Map<number, CalendarDay['affected']>();
  for (const component of components)
    for (const day of byComponent[component.id]?.days ?? []) {
      if (worstOf(day) === 'operational') continue;
      const affected = byDay.get(day.at);
      if (affected) affected.push({ component, day });
      else byDay.set(day.at, [{ component, day }]);
    }
  return byDay;
}

/** Those of components, the worst first, then the newest ones that name no component. */
function incidentsOn(s: Snapshot, uptime: Uptime, day: Day, ids: readonly string[]) {
  const named = ids.map((id) => ({ id, name: uptime.incidents[id] ?? '' }));
  const others = s.incidents.filter(
    ({ id, startedAt, resolvedAt }) =>
      !ids.includes(id) && startedAt < day.to && (resolvedAt ?? uptime.until) > day.from,
  );
  return [...named, ...others.map(({ id, name }) => ({ id, name }))];
}

/** A day with something to read about. */
export const isEventful = ({ status, incidents }: CalendarDay): boolean =>
  incidents.length > 0 || (status !== null && status !== 'none' && status !== 'operational');

/** This month and the two before, oldest first. */
export function monthsUntil(until: number, timeZone: string): [string, string, string] {
  const month = monthOf(until, timeZone);
  const before = previousMonth(month);
  return [previousMonth(before), before, month];
}

/**
 * These months from the snapshot's 90 days. A day before them, of which there can be two, is not
 * claimed to be anything.
 */
export function calendarOf(s: Snapshot, months: readonly string[]): CalendarDay[] {
  const known = new Map(
    calendarDays(s, s.uptime, daysOfUptime(s, s.uptime)).map((day) => [day.day, day]),
  );
  return months
    .flatMap((month) => daysFrom(`${month}-01`, daysOf(month), s.page.timeZone))
    .map(({ day }) => known.get(day) ?? { day, status: null, incidents: [], affected: [] });
}
