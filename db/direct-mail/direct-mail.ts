import { and, eq, getTableColumns, sql } from 'drizzle-orm';
import type { SQLiteUpdateSetSource } from 'drizzle-orm/sqlite-core';
import { permitGiven } from '../channel/rate-limit.ts';
import { KEY_WINDOW, LEASE, type Lease } from '../delivery/batch/fence.ts';
import { type NextAttempt, requeued } from '../delivery/lease.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { type Statement, writeAndRead } from '../engine/write.ts';
import {
  type DeliveryState,
  DIRECT_MAIL,
  type DirectMail,
  directMail,
  type MailText,
} from '../schema/index.ts';

export type ClaimedDirectMail = Awaited<ReturnType<typeof claimDirectMail>>[number];

/** Mails to many people at once: they wait for the mails that one person waits for. */
const isBulk = sql`l.kind = 'internal_update'`;

/** Claims like batches. The content never changes, so there is nothing to fix at the first attempt. */
export async function claimDirectMail(db: Db, lease: Lease, k: number) {
  const claim = db
    .update(directMail)
    .set({
      state: 'leased',
      leaseToken: lease.token,
      leaseHolder: lease.holder,
      dueAt: sql`${dbNow} + ${LEASE}`,
    })
    .where(
      sql`${directMail.id} in (select l.id from letter l where l.state in ('ready', 'leased')
          and l.due_at <= ${dbNow} order by ${isBulk}, l.due_at limit ${k})`,
    )
    .returning({ ...getTableColumns(directMail), keyExpired });
  const [rows] = await writeAndRead(db, [], [claim]);
  return rows
    .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
    .map(({ keyExpired: expired, ...row }) => ({ directMail: row, keyExpired: expired }));
}

/** Kinds whose text holds a link that signs somebody in: it is deleted once the mail is sent. */
const isSecret = sql`${directMail.kind} in ('invitation', 'password_reset', 'internal_sign_in')`;

type NewDirectMail = Pick<DirectMail, 'id' | 'pageId' | 'kind' | 'to'> & MailText;

/** Rows of one statement: each has a dozen values, and SQLite takes 32,766. */
const ROWS_AT_ONCE = 200;

/** The same text to many people, each by a mail of their own. */
export const insertDirectMails = (
  db: Db,
  mails: readonly NewDirectMail[],
  now: number,
): Statement[] =>
  Array.from({ length: Math.ceil(mails.length / ROWS_AT_ONCE) }, (_, i) =>
    db
      .insert(directMail)
      .values(
        mails
          .slice(i * ROWS_AT_ONCE, (i + 1) * ROWS_AT_ONCE)
          .map((mail) => ({ ...mail, dueAt: dbNow, createdAt: now })),
      ),
  );

/** Sends a mail to one person as soon as possible. */
export const insertDirectMail = (db: Db, mail: NewDirectMail, now: number): Statement =>
  db.insert(directMail).values({ ...mail, dueAt: dbNow, createdAt: now });

const keyExpired = sql<number>`coalesce(${directMail.firstSentAt} < ${dbNow} - ${KEY_WINDOW}, 0)`;

const fenced = (of: { id: string; token: string }) =>
  and(
    eq(directMail.id, of.id),
    eq(directMail.leaseToken, of.token),
    eq(directMail.state, 'leased'),
  );

const fencedUpdate = (
  db: Db,
  of: { id: string; token: string },
  set: SQLiteUpdateSetSource<typeof directMail>,
): Statement => db.update(directMail).set(set).where(fenced(of));

/**
 * Before each attempt, guarded by its permit. Stores the time of the first one. No row when the
 * lease was lost.
 */
export const beginDirectMail = (db: Db, of: { id: string; token: string }) =>
  db
    .update(directMail)
    .set({
      firstSentAt: sql`coalesce(${directMail.firstSentAt}, ${dbNow})`,
      dueAt: sql`${dbNow} + ${LEASE}`,
    })
    .where(and(fenced(of), permitGiven(DIRECT_MAIL, 0)))
    .returning({ id: directMail.id });

export const retryDirectMail = (
  db: Db,
  of: { id: string; token: string },
  next: NextAttempt,
): Statement =>
  fencedUpdate(db, of, { ...requeued(next), ...(next.isSameRequest ? {} : { firstSentAt: null }) });

export const releaseDirectMail = (db: Db, of: { id: string; token: string }): Statement =>
  fencedUpdate(db, of, { state: 'ready', dueAt: dbNow, leaseToken: null, leaseHolder: null });

export const settleDirectMail = (
  db: Db,
  of: { id: string; token: string },
  end: { state: Extract<DeliveryState, 'done' | 'dead' | 'unknown'>; message: string | null },
): Statement =>
  fencedUpdate(db, of, {
    state: end.state,
    lastError: end.message,
    sentAt: dbNow,
    html: sql`case when ${isSecret} then '' else ${directMail.html} end`,
    text: sql`case when ${isSecret} then '' else ${directMail.text} end`,
  });
