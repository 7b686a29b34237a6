import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import type { Statement } from '../engine/write.ts';
import { letter, subscriber } from '../schema/index.ts';

const MOST = 200;

/** The newest confirmation to an address that is still pending, if it failed. */
const isWanted = sql`exists (select 1 from ${subscriber} where ${subscriber.pageId} = ${letter.pageId}
    and ${subscriber.email} = ${letter.to} and ${subscriber.state} = 'pending')
  and not exists (select 1 from letter newer where newer.page_id = ${letter.pageId}
    and newer.kind = ${letter.kind} and newer."to" = ${letter.to} and newer.created_at > ${letter.createdAt})`;

/** Failed confirmations that may be sent again, newest first. */
export const failedConfirmations = (db: Db, pageId: string) =>
  db
    .select({
      id: letter.id,
      to: letter.to,
      reason: sql<string>`coalesce(${letter.lastError}, '')`,
    })
    .from(letter)
    .where(
      and(
        eq(letter.pageId, pageId),
        eq(letter.kind, 'confirm'),
        eq(letter.state, 'dead'),
        isWanted,
      ),
    )
    .orderBy(desc(letter.createdAt))
    .limit(MOST);

/** Sends them again without previous attempts. No effect on mail that has not failed. */
export const retryConfirmations = (db: Db, ids: string[]): Statement =>
  db
    .update(letter)
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
    .where(and(inArray(letter.id, ids), eq(letter.state, 'dead')));
