import type { Db } from '../../db/engine/client.ts';
import { type Reads, readNow, readsInto } from '../../db/engine/write.ts';
import { installationPage } from '../../db/page/page.ts';
import { changedReads } from '../../db/public/change.ts';
import { type PublicRows, publicReads, type ReadScope } from '../../db/public/current.ts';
import { type PageScope, pageScopeOf, type SnapshotAudience } from '../domain/page/scope.ts';
import { DAY } from '../domain/time/time.ts';
import { FRONT_PAGE_DAYS, snapshotOf } from './from-rows.ts';
import { incrementalSnapshot } from './incremental/incremental.ts';
import type { Snapshot } from './snapshot.ts';
import { UPTIME_DAYS } from './uptime.ts';

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
    since: today - (FRONT_PAGE_DAYS + 1) * DAY,
    uptime: { from: today - (UPTIME_DAYS + 1) * DAY, to: today + 2 * DAY },
  };
}
