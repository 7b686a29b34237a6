import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Failure } from '../../api/domain/delivery/delivery.ts';
import type { Db } from '../engine/client.ts';
import { batch, directMail, incident, incidentUpdate, notification } from '../schema/index.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';

/** Notifications searched for one person, since each may have thousands of batches. */
const NEWEST = 20;

/** Mail to one person, newest first, with its outcome. */
export async function deliveryLogOf(db: Db, of: Pick<Subscriber, 'id' | 'pageId'>) {
  const newest = db
    .select({ id: notification.id })
    .from(notification)
    .where(eq(notification.pageId, of.pageId))
    .orderBy(desc(notification.createdAt))
    .limit(NEWEST);
  const place = sql<number>`(select key from json_each(${batch.recipients}) where value = ${of.id})`;
  const rows = await db
    .select({
      notificationId: notification.id,
      incidentId: notification.incidentId,
      incidentName: incident.name,
      updateState: incidentUpdate.state,
      createdAt: notification.createdAt,
      channel: batch.channel,
      state: batch.state,
      sentAt: batch.firstSentAt,
      trouble: batch.lastError,
      failures: batch.failures,
      place,
    })
    .from(batch)
    .innerJoin(notification, eq(notification.id, batch.notificationId))
    .leftJoin(incident, eq(incident.id, notification.incidentId))
    .leftJoin(incidentUpdate, eq(incidentUpdate.id, notification.updateId))
    .where(and(inArray(notification.id, newest), mayHold(of.id), sql`${place} is not null`))
    // Parts of a split batch have higher numbers, so they come first.
    .orderBy(desc(notification.createdAt), desc(batch.batchNo));
  const seen = new Set<string>();
  return rows
    .filter(({ notificationId, channel }) => {
      const key = `${notificationId} ${channel}`;
      return !seen.has(key) && seen.add(key);
    })
    .map(({ failures, place: at, ...row }) => ({ ...row, failure: failureAt(failures, at) }));
}

/** Recipients are in the order of their ids, so the first and the last id rule out most batches. */
const mayHold = (id: string): SQL =>
  sql`${batch.recipients} ->> '$[0]' <= ${id} and ${batch.recipients} ->> '$[#-1]' >= ${id}`;

const failureAt = (failures: Failure[] | null, at: number): string | null =>
  failures?.find((failure) => failure.index === at)?.message ?? null;

/** Confirmations of the last days; older ones are deleted. */
export const directMailTo = (db: Db, of: Pick<Subscriber, 'email' | 'pageId'>) =>
  db
    .select({
      state: directMail.state,
      createdAt: directMail.createdAt,
      sentAt: directMail.sentAt,
      trouble: directMail.lastError,
    })
    .from(directMail)
    .where(
      and(
        eq(directMail.pageId, of.pageId),
        eq(directMail.kind, 'confirm'),
        eq(directMail.to, of.email),
      ),
    )
    .orderBy(desc(directMail.createdAt));
