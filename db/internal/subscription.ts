import { and, eq, sql } from 'drizzle-orm';
import type { InternalTopic } from '../../api/domain/internal/topics.ts';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import {
  incident,
  incidentReader,
  internalSubscriber,
  member,
  page,
  user,
  viewer,
} from '../schema/index.ts';
import { hasAccess } from './viewer.ts';

/** Who reads the internal page: a member of the team, or a viewer. */
export type InternalReader = { userId: string } | { viewerId: string };

const isOf = (reader: InternalReader) =>
  'userId' in reader
    ? eq(internalSubscriber.userId, reader.userId)
    : eq(internalSubscriber.viewerId, reader.viewerId);

/** What this person gets by email. */
export async function subscribedTo(
  db: Db,
  pageId: string,
  reader: InternalReader,
): Promise<InternalTopic[]> {
  const rows = await db
    .select({ audience: internalSubscriber.audience })
    .from(internalSubscriber)
    .where(and(eq(internalSubscriber.pageId, pageId), isOf(reader)));
  return rows.map(({ audience }) => audience);
}

export const subscribe = (db: Db, row: typeof internalSubscriber.$inferInsert): Statement =>
  db.insert(internalSubscriber).values(row).onConflictDoNothing();

export const unsubscribeFrom = (
  db: Db,
  pageId: string,
  reader: InternalReader,
  audience: InternalTopic,
): Statement =>
  db
    .delete(internalSubscriber)
    .where(
      and(
        eq(internalSubscriber.pageId, pageId),
        isOf(reader),
        eq(internalSubscriber.audience, audience),
      ),
    );

export const endSubscription = (db: Db, pageId: string, id: string): Statement =>
  db
    .delete(internalSubscriber)
    .where(and(eq(internalSubscriber.pageId, pageId), eq(internalSubscriber.id, id)));

export async function hasSubscription(db: Db, pageId: string, id: string): Promise<boolean> {
  const rows = await db
    .select({ id: internalSubscriber.id })
    .from(internalSubscriber)
    .where(and(eq(internalSubscriber.pageId, pageId), eq(internalSubscriber.id, id)));
  return rows.length > 0;
}

/**
 * Who gets internal news of this incident: people who still have access to the internal page; of a
 * restricted incident, only those whom it names; of a drill, nobody. It need not be stored yet.
 */
export async function internalRecipients(
  db: Db,
  options: { pageId: string; incidentId: string; audience: InternalTopic },
): Promise<{ id: string; email: string }[]> {
  const mayReadIt = sql`not exists (select 1 from ${incident} where ${incident.id} = ${options.incidentId}
    and (${incident.drill} = 1 or ${incident.audience} = 'restricted' and not exists (select 1 from ${incidentReader}
    where ${incidentReader.incidentId} = ${incident.id} and ${incidentReader.userId} = ${internalSubscriber.userId})))`;
  const email = sql<string>`coalesce(${user.email}, ${viewer.email})`;
  return db
    .select({ id: internalSubscriber.id, email })
    .from(internalSubscriber)
    .innerJoin(page, eq(page.id, internalSubscriber.pageId))
    .leftJoin(
      member,
      and(
        eq(member.userId, internalSubscriber.userId),
        eq(member.pageId, internalSubscriber.pageId),
      ),
    )
    .leftJoin(user, eq(user.id, member.userId))
    .leftJoin(viewer, and(eq(viewer.id, internalSubscriber.viewerId), hasAccess))
    .where(
      and(
        eq(internalSubscriber.pageId, options.pageId),
        eq(internalSubscriber.audience, options.audience),
        sql`${email} is not null`,
        mayReadIt,
      ),
    )
    .groupBy(email);
}
