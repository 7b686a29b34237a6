import type { Component } from '../../db/component/component.ts';
import type { Db } from '../../db/engine/client.ts';
import { type Reads, readNow, readsInto } from '../../db/engine/write.ts';
import { installationPage } from '../../db/page/page.ts';
import { changedReads } from '../../db/public/change.ts';
import { type PublicRows, publicReads, type ReadScope } from '../../db/public/current.ts';
import { detailsOf } from '../domain/component/details.ts';
import { worst } from '../domain/component/status.ts';
import { rollup } from '../domain/incident/rollup.ts';
import { addressOf } from '../domain/page/address.ts';
import { type PageScope, pageScopeOf, type SnapshotAudience } from '../domain/page/scope.ts';
import { daysFrom } from '../domain/time/days.ts';
import { DAY } from '../domain/time/time.ts';
import { addDays, dayOf, startOfDay } from '../domain/time/zone.ts';
import { snapshotIncidentOf } from './incident.ts';
import { incrementalSnapshot } from './incremental/incremental.ts';
import { mayExpect, snapshotSeriesOf } from './series.ts';
import type { Snapshot, SnapshotComponent, SnapshotDay, SnapshotIncident } from './snapshot.ts';
import {
  recordStart,
  UPTIME_DAYS,
  type UptimeCache,
  uptimeMovesAt,
  uptimeUntilNow,
} from './uptime.ts';

/** A snapshot and the rows it was made from. */
export type Made = { rows: PublicRows; snapshot: Snapshot };

/** A page as an audience sees it; without an id, the installation's page. */
export type SnapshotScope = { pageId: string | null; audience: SnapshotAudience };

/** One round trip. Null when there is no page yet. `url` is the installation's address. */
export const makeSnapshot = (
  db: Db,
  scope: SnapshotScope,
  url: string,
  now: number,
): Promise<Made | null> => readNow(db, wholeReads(db, scope, url, now));

/** The reads of `makeSnapshot`, for the batch of a write. */
export const wholeReads = (
  db: Db,
  { pageId, audience }: SnapshotScope,
  url: string,
  now: number,
): Reads<Made | null> =>
  readsInto(
    recentReads(db, { pageId: pageId ?? installationPage, audience }, now),
    (rows) => rows && { rows, snapshot: snapshotOf(rows, audience, url, now) },
  );

/**
 * Builds the next snapshot from the previous one after a write about one incident: reads and
 * computes only what can have changed. Null when everything must be read.
 */
export function incidentReads(
  db: Db,
  { rows, snapshot }: Made,
  incidentId: string,
  url: string,
  now: number,
): Reads<Made | null> {
  const { audience } = snapshot;
  const span = spanAt(now);
  return readsInto(changedReads(db, pageScopeOf(snapshot), incidentId, span), (changed) => {
    const isOfToday = spanAt(snapshot.builtAt).since === span.since;
    if (!changed || !isOfToday || now >= (snapshot.staleAt ?? now)) return null;
    const after = incrementalSnapshot(rows, incidentId, changed, span.since);
    if (!after) return null;
    const cached = { uptime: snapshot.uptime, touched: after.touched };
    return { rows: after.rows, snapshot: snapshotOf(after.rows, audience, url, now, cached) };
  });
}

/** The rows for a snapshot of this instant; `except` is about to change and may move to another place. */
export const recentRows = (
  db: Db,
  scope: PageScope,
  now: number,
  except?: string,
): Promise<PublicRows | null> => readNow(db, recentReads(db, scope, now, except));

function recentReads(
  db: Db,
  scope: ReadScope,
  now: number,
  except?: string,
): Reads<PublicRows | null> {
  const { since, uptime } = spanAt(now);
  return publicReads(db, scope, since, uptime, except);
}

/**
 * The same range all day, so that rows of one change fit those read before. One day more at each
 * end covers every time zone, since the page's is not known yet.
 */
export function spanAt(now: number) {
  const today = Math.floor(now / DAY) * DAY;
  return {
    since: today - (RECENT_DAYS + 1) * DAY,
    uptime: { from: today - (UPTIME_DAYS + 1) * DAY, to: today + 2 * DAY },
  };
}

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
const RECENT_DAYS = 15;

/** Today first, in the page's zone. Days without incidents are included. */
function recentDays(
  starts: { quarter: number; incidents: number }[],
  zone: string,
  now: number,
): SnapshotDay[] {
  const first = addDays(dayOf(now, zone), 1 - RECENT_DAYS);
  const days = daysFrom(first, RECENT_DAYS, zone).toReversed();
  return days.map(({ day, from, to }) => {
    const within = starts.filter(({ quarter }) => quarter >= from && quarter < to);
    return { day, from, incidents: within.reduce((sum, { incidents }) => sum + incidents, 0) };
  });
}
