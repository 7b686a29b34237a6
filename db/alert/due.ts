import { and, asc, eq, lte, type SQL, sql } from 'drizzle-orm';
import { HOUR } from '../../api/domain/time/time.ts';
import type { Db } from '../engine/client.ts';
import { nextRevision, plain, type Statement } from '../engine/write.ts';
import { alert, alertDecision, alertSource } from '../schema/index.ts';
import type { Alert } from './alert.ts';

/** An alert that rules must look at. `episodes`: how often its problem came within the last hour. */
export type DueAlert = Alert & { source: string; episodes: number };

const episodes = sql<number>`(select count(*) from alert e where e.source_id = ${alert.sourceId}
  and e.fingerprint = ${alert.fingerprint}
  and e.starts_at between ${alert.startsAt} - ${HOUR} and ${alert.startsAt})`;

const dueQuery = (db: Db, where: SQL | undefined, most: number) =>
  db
    .select({ alert, source: alertSource.name, episodes })
    .from(alert)
    .innerJoin(alertSource, eq(alertSource.id, alert.sourceId))
    .where(where)
    .orderBy(asc(alert.dueAt), asc(alert.id))
    .limit(most);

/** Those that were due first come first. */
export async function dueAlerts(db: Db, now: number, most: number): Promise<DueAlert[]> {
  // The condition of the partial index, so that it serves.
  const isDue = and(sql`${alert.dueAt} is not null`, lte(alert.dueAt, now));
  const found = await dueQuery(db, isDue, most);
  return found.map((row) => ({ ...row.alert, source: row.source, episodes: row.episodes }));
}

/** The newest alerts of a page, oldest first, for trying a rule on them. */
export async function alertsForReplay(
  db: Db,
  pageId: string,
  { since, most }: { since: number; most: number },
): Promise<DueAlert[]> {
  const found = await db
    .select({ alert, source: alertSource.name, episodes })
    .from(alert)
    .innerJoin(alertSource, eq(alertSource.id, alert.sourceId))
    .where(and(eq(alert.pageId, pageId), sql`${alert.firstSeenAt} >= ${since}`))
    .orderBy(sql`${alert.firstSeenAt} desc`, sql`${alert.id} desc`)
    .limit(most);
  return found
    .map((row) => ({ ...row.alert, source: row.source, episodes: row.episodes }))
    .toReversed();
}

/** Takes the alerts of a page without rules out of the queue. */
export const skipUnruled = (pageId: string, now: number): Statement =>
  plain(sql`update alert set due_at = null where due_at is not null and due_at <= ${now}
    and page_id = ${pageId} and not exists (select 1 from alert_rule r where r.page_id = ${pageId})`);

/** What was decided. Fails the whole batch where the alert has changed or was decided meanwhile. */
export const markDecided = (
  db: Db,
  { id, turn }: Pick<Alert, 'id' | 'turn'>,
  decided: Pick<Alert, 'dueAt' | 'outcome' | 'groupId'>,
): Statement =>
  db
    .update(alert)
    .set({ ...decided, turn: nextRevision(alert.turn, turn) })
    .where(eq(alert.id, id));

export const insertAlertDecision = (db: Db, row: typeof alertDecision.$inferInsert): Statement =>
  db.insert(alertDecision).values(row);

export type AlertDecision = typeof alertDecision.$inferSelect;

/** What was done with one alert, oldest first. */
export const listAlertDecisions = (db: Db, alertId: string): Promise<AlertDecision[]> =>
  db
    .select()
    .from(alertDecision)
    .where(eq(alertDecision.alertId, alertId))
    .orderBy(asc(alertDecision.at), sql`rowid`)
    .limit(200);
