import type { UptimeRows } from '../../db/component/uptime.ts';
import { NEWEST, type PublicRows } from '../../db/public/current.ts';
import type { Yield } from '../core/pieces.ts';
import {
  type TrackedTime,
  tallyOf,
  trackedSince,
  type Weights,
} from '../domain/component/uptime.ts';
import { daysFrom } from '../domain/time/days.ts';
import { DAY, MINUTE } from '../domain/time/time.ts';
import { addDays, dayOf } from '../domain/time/zone.ts';
import type { SnapshotComponent } from './snapshot.ts';
import type { ComponentUptime, Uptime } from './snapshot-uptime.ts';
import { eventfulDays } from './uptime-days.ts';

/** Days in the bars, including today. */
export const UPTIME_DAYS = 90;
/** How old the figures of the last 24 hours may become. */
const MOVES_EVERY = 10 * MINUTE;

const weightsOf = (page: PublicRows['page']): Weights => ({
  degraded_performance: page.weightDegraded,
  partial_outage: page.weightPartial,
  major_outage: page.weightMajor,
});

/** The uptime before a write, and the components whose uptime may have changed. */
export type UptimeCache = { uptime: Uptime; touched: ReadonlySet<string> };

export function uptimeUntilNow(rows: PublicRows, now: number, cached?: UptimeCache): Uptime {
  const { timeZone } = rows.page;
  const first = addDays(dayOf(now, timeZone), 1 - UPTIME_DAYS);
  const of = { ...rows, timeZone, weights: weightsOf(rows.page) };
  const span = { first, count: UPTIME_DAYS, now };
  return uptimeOver(of, span, cached?.uptime.first === first ? cached : undefined, (tracked) => {
    const { known: _, ...trouble } = tallyOf(tracked, now - DAY, now);
    return Object.keys(trouble).length > 0 ? { last24h: trouble } : {};
  });
}

/**
 * The first instant that the page's record of incidents covers; null where no import limits it. A
 * page without components has no other start than its first incident, or its own.
 */
export function recordStart(
  { records }: UptimeRows,
  uptime: Uptime,
  { createdAt, incidents }: { createdAt: number; incidents: readonly { startedAt: number }[] },
): number | null {
  if (records.length === 0)
    return incidents.length < NEWEST ? Math.min(createdAt, ...incidents.map(startOf)) : null;
  if (records.every(({ recordedSince }) => !recordedSince)) return null;
  const starts = records.map(
    ({ id, recordedSince }) =>
      recordedSince ?? uptime.byComponent[id]?.since ?? Number.POSITIVE_INFINITY,
  );
  return Math.min(...starts);
}

const startOf = ({ startedAt }: { startedAt: number }): number => startedAt;

type Rows = {
  timeZone: string;
  weights: Weights;
  components: readonly Pick<SnapshotComponent, 'id' | 'group' | 'startDate' | 'createdAt'>[];
  uptime: UptimeRows;
};
type Days = { first: string; count: number; now: number };

/** Pure: the uptime of `count` days from these rows, up to now. */
export function uptimeOver(
  rows: Rows,
  days: Days,
  cached?: UptimeCache,
  more?: (tracked: TrackedTime) => Partial<ComponentUptime>,
): Uptime {
  const steps = uptimeSteps(rows, days, cached, more);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same with a pause after each component: a year of a busy page takes long. */
export async function uptimeInPieces(rows: Rows, days: Days, rest: Yield): Promise<Uptime> {
  const steps = uptimeSteps(rows, days);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await rest();
  }
}

function* uptimeSteps(
  { timeZone: zone, weights, components, uptime: { records: tracked, intervals, named } }: Rows,
  { first, count, now }: Days,
  cached?: UptimeCache,
  more: (tracked: TrackedTime) => Partial<ComponentUptime> = () => ({}),
): Generator<undefined, Uptime> {
  const days = daysFrom(first, count, zone);
  const until = Math.min(now, days.at(-1)?.to ?? now);
  const records = new Map(tracked.map((component) => [component.id, component]));
  const intervalsOf = Map.groupBy(intervals, (interval) => interval.componentId);
  const incidentsOf = Map.groupBy(named, (incident) => incident.componentId);
  const mentioned = new Set<string>();
  const leaves = components.filter((component) => !component.group);
  const entries: [string, ComponentUptime][] = [];
  for (const { id, startDate, createdAt } of leaves) {
    yield;
    const { recordedFrom = null, recordedSince = null } = records.get(id) ?? {};
    const since = trackedSince({ startDate, createdAt, recordedSince }, recordedFrom, zone);
    const time = { since, intervals: intervalsOf.get(id) ?? [] };
    const about = incidentsOf.get(id) ?? [];
    const same = cached?.touched.has(id) ? undefined : cached?.uptime.byComponent[id];
    const unchanged =
      same?.since === since ? same.days.filter(({ at }) => at < days.length - 1) : [];
    const begun = same?.since === since ? days.length - 1 : 0;
    const eventful = [...unchanged, ...eventfulDays(days, begun, until, time, about)];
    for (const day of eventful) for (const incident of day.incidents ?? []) mentioned.add(incident);
    entries.push([id, { since, ...more(time), days: eventful }]);
  }
  const about = named.filter(({ id }) => mentioned.has(id));
  const translated = about.flatMap(({ id, translations }) =>
    translations ? [[id, translations]] : [],
  );
  const written = about.flatMap(({ id, locale }) => (locale ? [[id, locale] as const] : []));
  return {
    first,
    count,
    until,
    weights,
    byComponent: Object.fromEntries(entries),
    incidents: Object.fromEntries(about.map(({ id, name }) => [id, name])),
    ...(translated.length > 0 ? { names: Object.fromEntries(translated) } : {}),
    ...(written.length > 0 ? { written: Object.fromEntries(written) } : {}),
  };
}

/** Figures of the last 24 hours change with time while they include an outage. */
export function uptimeMovesAt({ intervals }: UptimeRows, now: number): number {
  const moves = intervals.some(
    ({ status, toAt }) => status !== 'operational' && (toAt === null || toAt > now - DAY),
  );
  return moves ? now + MOVES_EVERY : Number.POSITIVE_INFINITY;
}
