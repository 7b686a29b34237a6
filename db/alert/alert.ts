import { and, asc, desc, eq, inArray, lt, ne, or, type SQL, sql } from 'drizzle-orm';
import type { AlertStatus } from '../../api/domain/alert/inbound.ts';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { alert, alertSource } from '../schema/index.ts';

export type Alert = typeof alert.$inferSelect;
export type ListedAlert = Alert & { source: string };

/** Whether the delivery is not older than what is stored; at the same moment, the end wins. */
const isNewer = sql`(excluded.changed_at > ${alert.changedAt} or (excluded.changed_at = ${alert.changedAt}
  and not (${alert.status} = 'resolved' and excluded.status <> 'resolved')))`;
const newer = <T>(column: string, stored: SQL.Aliased<T> | unknown) =>
  sql`case when ${isNewer} then excluded.${sql.identifier(column)} else ${stored} end`;

const changesStatus = sql`(${isNewer} and excluded.status <> ${alert.status})`;

/**
 * Stores what a sender says about an alert. One row for each episode: an older or repeated delivery
 * changes only when and how often it was received. Without an episode it joins the open one.
 */
export const upsertAlert = (
  db: Db,
  { episode, ...row }: Omit<typeof alert.$inferInsert, 'episode'> & { episode: string | null },
): Statement =>
  db
    .insert(alert)
    .values({
      ...row,
      dueAt: row.lastSeenAt,
      episode: episode ?? (openEpisode(row) as unknown as string),
    }) // SQL of a text
    .onConflictDoUpdate({
      target: [alert.sourceId, alert.fingerprint, alert.episode],
      set: {
        received: sql`${alert.received} + 1`,
        lastSeenAt: sql`max(${alert.lastSeenAt}, excluded.last_seen_at)`,
        status: newer('status', alert.status),
        title: newer('title', alert.title),
        severity: newer('severity', alert.severity),
        labels: newer('labels', alert.labels),
        annotations: newer('annotations', alert.annotations),
        links: newer('links', alert.links),
        groupKey: newer('group_key', alert.groupKey),
        endsAt: newer('ends_at', alert.endsAt),
        // A resolution that came first knew no start.
        startsAt: sql`min(${alert.startsAt}, excluded.starts_at)`,
        acknowledgedAt: sql`coalesce(${alert.acknowledgedAt}, excluded.acknowledged_at)`,
        changedAt: sql`max(${alert.changedAt}, excluded.changed_at)`,
        // Rules look at it again.
        dueAt: sql`case when ${changesStatus} then excluded.last_seen_at else ${alert.dueAt} end`,
        turn: sql`${alert.turn} + ${changesStatus}`,
      },
    });

const openEpisode = ({
  sourceId,
  fingerprint,
  id,
}: Pick<typeof alert.$inferInsert, 'sourceId' | 'fingerprint' | 'id'>): SQL<string> =>
  sql<string>`coalesce((select episode from alert where source_id = ${sourceId}
    and fingerprint = ${fingerprint} and status <> 'resolved'
    order by first_seen_at desc, id desc limit 1), ${id})`;

/** Ends the open episodes of an alert whose sender names none. */
export const resolveOpenAlert = (
  db: Db,
  { sourceId, fingerprint }: Pick<Alert, 'sourceId' | 'fingerprint'>,
  { endsAt, now }: { endsAt: number; now: number },
): Statement =>
  db
    .update(alert)
    .set({
      status: 'resolved',
      endsAt,
      changedAt: sql`max(${alert.changedAt}, ${endsAt})`,
      lastSeenAt: now,
      received: sql`${alert.received} + 1`,
      dueAt: now,
      turn: sql`${alert.turn} + 1`,
    })
    .where(
      and(
        eq(alert.sourceId, sourceId),
        eq(alert.fingerprint, fingerprint),
        ne(alert.status, 'resolved'),
      ),
    );

/** Where a list goes on: after this alert. */
export type AlertCursor = Pick<Alert, 'firstSeenAt' | 'id'>;

export type AlertFilter = {
  statuses?: readonly AlertStatus[] | undefined;
  sourceId?: string | undefined;
  after?: AlertCursor | undefined;
};

/** The newest first. */
export async function listAlerts(
  db: Db,
  pageId: string,
  { statuses, sourceId, after }: AlertFilter,
  most: number,
): Promise<ListedAlert[]> {
  const found = await db
    .select({ alert, source: alertSource.name })
    .from(alert)
    .innerJoin(alertSource, eq(alertSource.id, alert.sourceId))
    .where(
      and(
        eq(alert.pageId, pageId),
        statuses && inArray(alert.status, [...statuses]),
        sourceId ? eq(alert.sourceId, sourceId) : undefined,
        after &&
          or(
            lt(alert.firstSeenAt, after.firstSeenAt),
            and(eq(alert.firstSeenAt, after.firstSeenAt), lt(alert.id, after.id)),
          ),
      ),
    )
    .orderBy(desc(alert.firstSeenAt), desc(alert.id))
    .limit(most);
  return found.map((row) => ({ ...row.alert, source: row.source }));
}

export async function findAlert(db: Db, pageId: string, id: string): Promise<ListedAlert | null> {
  const [row] = await db
    .select({ alert, source: alertSource.name })
    .from(alert)
    .innerJoin(alertSource, eq(alertSource.id, alert.sourceId))
    .where(and(eq(alert.pageId, pageId), eq(alert.id, id)));
  return row ? { ...row.alert, source: row.source } : null;
}

/** The alert of a group that came first; null for a group of another page. */
export async function firstAlertOfGroup(
  db: Db,
  pageId: string,
  groupId: string,
): Promise<string | null> {
  const [row] = await db
    .select({ id: alert.id })
    .from(alert)
    .where(and(eq(alert.groupId, groupId), eq(alert.pageId, pageId)))
    .orderBy(asc(alert.firstSeenAt), asc(alert.id))
    .limit(1);
  return row?.id ?? null;
}

/** How many alerts are not resolved. */
export const countOpenAlerts = (db: Db, pageId: string): Promise<number> =>
  db.$count(alert, and(eq(alert.pageId, pageId), ne(alert.status, 'resolved')));

/** Alerts that ended, or were last heard of, before `before`. */
export const oldAlerts = (before: number): Statement =>
  plain(sql`delete from alert where last_seen_at < ${before}`);
