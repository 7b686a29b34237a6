import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import type { Statement } from '../engine/write.ts';
import { directMail, subscriber } from '../schema/index.ts';

const MAX = 200;

/** The newest confirmation to an address that is still pending, if it failed. */
const isWanted = sql`exists (select 1 from ${subscriber} where ${subscriber.pageId} = ${directMail.pageId}
    and ${subscriber.email} = ${directMail.to} and ${subscriber.state} = 'pending')
  and not exists (select 1 from letter newer where newer.page_id = ${directMail.pageId}
    and newer.kind = ${directMail.kind} and newer."to" = ${directMail.to} and newer.created_at > ${directMail.createdAt})`;

/** Failed confirmations that may be sent again, newest first. */
export const failedConfirmations = (db: Db, pageId: string) =>
  db
    .select({
      id: directMail.id,
      to: directMail.to,
      reason: sql<string>`coalesce(${directMail.lastError}, '')`,
    })
    .from(directMail)
    .where(
      and(
        eq(directMail.pageId, pageId),
        eq(directMail.kind, 'confirm'),
        eq(directMail.state, 'dead'),
        isWanted,
      ),
    )
    .orderBy(desc(directMail.createdAt))
    .limit(MAX);

/** Sends them again without previous attempts. No effect on mail that has not failed. */
export const retryConfirmations = (db: Db, ids: string[]): Statement =>
  db
    .update(directMail)
    .set({
      state: 'ready',
      dueAt: dbNow,
      attempts: 0,
      firstSentAt: null,
      sentAt: null,
      leaseToken: null,
      leaseHolder: null,
      lastCode: null,
      lastError: null,
    })
    .where(and(inArray(directMail.id, ids), eq(directMail.state, 'dead')));
