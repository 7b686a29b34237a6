import { and, count, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { write } from '../engine/write.ts';
import { directMail, incident, incidentUpdate, mail, notification } from '../schema/index.ts';
import { outcomeColumns } from './failed.ts';

export type StoredMail = typeof mail.$inferSelect;

/** Keeps the stored mail when the key exists: exactly once, however often it is sent. */
export async function storeMails(db: Db, rows: (typeof mail.$inferInsert)[]): Promise<void> {
  await write(
    db,
    rows.map((row) =>
      db.insert(mail).values(row).onConflictDoNothing({ target: mail.idempotencyKey }),
    ),
  );
}

/** Newest first, without their bodies; one more than `limit`. `page` is 1-based. */
export const listMails = (db: Db, pageId: string, query: { page: number; limit: number }) =>
  db
    .select({ id: mail.id, to: mail.to, subject: mail.subject, createdAt: mail.createdAt })
    .from(mail)
    .where(eq(mail.pageId, pageId))
    .orderBy(desc(mail.createdAt), desc(mail.id))
    .limit(query.limit + 1)
    .offset((query.page - 1) * query.limit);

export async function findMail(db: Db, pageId: string, id: string): Promise<StoredMail | null> {
  const [row] = await db
    .select()
    .from(mail)
    .where(and(eq(mail.pageId, pageId), eq(mail.id, id)));
  return row ?? null;
}

const progress = {
  ...outcomeColumns,
  createdAt: notification.createdAt,
  holdUntil: notification.holdUntil,
  guard: notification.guard,
  /** Time since it was started, ms. */
  underWayMs: sql<number | null>`${dbNow} - ${notification.startedAt}`,
  incidentId: notification.incidentId,
  updateId: notification.updateId,
  /** The newest reason why a part of it waits. */
  trouble: sql<
    string | null
  >`(select last_error from chunk where notification_id = ${notification.id}
    and state in ('ready', 'leased') and last_error is not null order by due_at desc limit 1)`,
};

const progressRows = (db: Db) =>
  db
    .select({ ...progress, incidentName: incident.name, updateState: incidentUpdate.state })
    .from(notification)
    .leftJoin(incident, eq(incident.id, notification.incidentId))
    .leftJoin(incidentUpdate, eq(incidentUpdate.id, notification.updateId));

/** Notifications and their progress, newest first; one more than `limit`. */
export const listNotifications = (db: Db, pageId: string, query: { page: number; limit: number }) =>
  progressRows(db)
    .where(eq(notification.pageId, pageId))
    .orderBy(desc(notification.createdAt), desc(notification.id))
    .limit(query.limit + 1)
    .offset((query.page - 1) * query.limit);

/** Progress of one notification. */
export async function findProgress(db: Db, pageId: string, id: string) {
  const [row] = await progressRows(db).where(
    and(eq(notification.pageId, pageId), eq(notification.id, id)),
  );
  return row ?? null;
}

/** Progress of all notifications of an incident. */
export const progressOf = (db: Db, incidentId: string) =>
  db.select(progress).from(notification).where(eq(notification.incidentId, incidentId));

export type MailProgress = Awaited<ReturnType<typeof progressOf>>[number];

/** Number of confirmations that are not sent yet. */
export async function directMailWaiting(db: Db, pageId: string): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(directMail)
    .where(
      and(
        eq(directMail.pageId, pageId),
        eq(directMail.kind, 'confirm'),
        inArray(directMail.state, ['ready', 'leased']),
      ),
    );
  return row?.n ?? 0;
}
