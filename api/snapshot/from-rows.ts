import type { Component } from '../../db/component/component.ts';
import type { PublicRows } from '../../db/public/current.ts';
import { detailsOf } from '../domain/component/details.ts';
import { worst } from '../domain/component/status.ts';
import { rollup } from '../domain/incident/rollup.ts';
import { addressOf } from '../domain/page/address.ts';
import type { SnapshotAudience } from '../domain/page/scope.ts';
import { daysFrom } from '../domain/time/days.ts';
import { addDays, dayOf, startOfDay } from '../domain/time/zone.ts';
import { snapshotIncidentOf } from './incident.ts';
import { mayExpect, snapshotSeriesOf } from './series.ts';
import type { Snapshot, SnapshotComponent, SnapshotDay, SnapshotIncident } from './snapshot.ts';
import { recordStart, type UptimeCache, uptimeMovesAt, uptimeUntilNow } from './uptime.ts';

/** Pure: the same rows at the same instant give the same snapshot. `url` is the installation's address. */
export function snapshotOf(
  rows: PublicRows,
  audience: SnapshotAudience,
  url: string,
  now: number,
  cached?: UptimeCache,
): Snapshot {
  const { page } = rows;
  const components = withGroupStatus(rows.components);
  const all = rows.incidents.map(snapshotIncidentOf);
  const incidents = all.filter((i) => i.kind === 'incident');
  const maintenances = all.filter((i) => i.kind === 'maintenance');
  const overrides = incidents
    .filter((i) => i.resolvedAt === null && i.impactOverridden)
    .map((i) => i.impact);
  const leaves = components.filter((c) => !c.group).map((c) => c.status);
  const uptime = uptimeUntilNow(rows, now, cached);
  return {
    audience,
    version: page.version,
    builtAt: now,
    staleAt: Math.min(nextMoment(all, page.timeZone, now), uptimeMovesAt(rows.uptime, now)),
    page: {
      id: page.id,
      name: page.name,
      url: addressOf(page, url),
      timeZone: page.timeZone,
      locale: page.locale,
      languages: page.languages,
      accent: page.accent,
      logo: page.logo,
      logoUrl: page.logoUrl,
      supportUrl: page.supportUrl,
      privacyUrl: page.privacyUrl,
      links: page.links,
      footer: page.footer,
      theme: page.theme,
      noindex: page.noindex,
      frameOrigins: page.frameOrigins,
      idOrigin: page.idOrigin,
      createdAt: page.createdAt,
      updatedAt: page.updatedAt,
    },
    status: rollup(leaves, overrides),
    components,
    incidents,
    maintenances,
    days: recentDays(rows.starts, page.timeZone, now),
    uptime,
    recordedSince: recordStart(rows.uptime, uptime, { createdAt: page.createdAt, incidents }),
    series: rows.series.filter((row) => mayExpect(row, now)).map(snapshotSeriesOf),
    metrics: rows.metrics,
  };
}

function withGroupStatus(rows: Component[]): SnapshotComponent[] {
  const members = Map.groupBy(rows, (row) => row.groupId);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    status: row.group ? worst((members.get(row.id) ?? []).map((m) => m.status)) : row.status,
    position: row.position,
    groupId: row.groupId,
    group: row.group,
    ...(row.group ? { groupDisplay: row.groupDisplay } : {}),
    ...detailsOf(row),
    ...(row.report && !row.group ? { report: row.report } : {}),
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  }));
}

/**
 * The next time something changes by itself: a promise is overdue, a window begins or ends, or the
 * page's day begins.
 */
function nextMoment(incidents: SnapshotIncident[], zone: string, now: number): number {
  const midnight = startOfDay(addDays(dayOf(now, zone), 1), zone);
  const moments = incidents
    .filter((i) => i.resolvedAt === null)
    .flatMap((i) => [i.nextUpdateBy, i.scheduledFor, i.scheduledUntil])
    .filter((at) => at !== null && at > now) as number[]; // the filter leaves no null
  return Math.min(midnight, ...moments);
}

/** Days of incidents on the front page, including today. */
export const FRONT_PAGE_DAYS = 15;

/** Today first, in the page's zone. Days without incidents are included. */
function recentDays(
  starts: { quarter: number; incidents: number }[],
  zone: string,
  now: number,
): SnapshotDay[] {
  const first = addDays(dayOf(now, zone), 1 - FRONT_PAGE_DAYS);
  const days = daysFrom(first, FRONT_PAGE_DAYS, zone).toReversed();
  return days.map(({ day, from, to }) => {
    const within = starts.filter(({ quarter }) => quarter >= from && quarter < to);
    return { day, from, incidents: within.reduce((sum, { incidents }) => sum + incidents, 0) };
  });
}
