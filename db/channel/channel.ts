import { eq, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { type Statement, write } from '../engine/write.ts';
import { type Channel, lane } from '../schema/index.ts';

export type ChannelState = typeof lane.$inferSelect;

/** As many as a provider takes in one call. */
const PEOPLE_A_CALL = 100;

/** A channel's lane is made at its first use; nothing is known of it yet. */
export const ensureChannel = (db: Db, channel: Channel): Statement =>
  db.insert(lane).values({ channel, refilledAt: 0, raisedAt: dbNow }).onConflictDoNothing();

/** Every lane, with how long it stays closed (0: open, or a call may try now). */
export async function listChannels(db: Db): Promise<(ChannelState & { closedMs: number })[]> {
  const rows = await db
    .select({ lane, closedMs: sql<number>`max(0, coalesce(${lane.closedUntil} - ${dbNow}, 0))` })
    .from(lane);
  return rows.map((row) => ({ ...row.lane, closedMs: row.closedMs }));
}

/** What the far end says of the account, as asked now. */
export async function storeAccount(
  db: Db,
  said: { trouble: string | null; left: number | null; until: number | null },
): Promise<void> {
  const account = {
    accountTrouble: said.trouble,
    quotaLeft: said.left,
    quotaUntil: said.until,
    checkedAt: dbNow,
  };
  await write(db, [
    ensureChannel(db, 'email'),
    db.update(lane).set(account).where(eq(lane.channel, 'email')),
  ]);
}

/** Whether any mail is on its way now. */
export async function isSending(db: Db): Promise<boolean> {
  const row = await db.get<{ any: number }>(sql`select
    exists (select 1 from chunk where channel = 'email' and state = 'leased')
    or exists (select 1 from letter where state = 'leased') as "any"`);
  return row.any === 1;
}

type Reach = { people: number; seconds: number | null; left: number | null };

/** How many an update may reach, how many mails are left of a quota, and how long that takes at the pace of now, where one is known. */
export async function reachOf(db: Db, pageId: string): Promise<Reach> {
  const row = await db.get<{ people: number; rate: number | null; left: number | null }>(sql`select
    (select count(*) from subscriber where page_id = ${pageId} and state = 'active') as people,
    (select rate from lane where channel = 'email') as rate,
    (select quota_left from lane where channel = 'email') as left`);
  return { people: row.people, seconds: secondsAt(row.rate, row.people), left: row.left };
}

/** How many seconds mail to so many takes at the pace of now; null where no pace is known. */
export async function secondsFor(db: Db, people: number): Promise<number | null> {
  const row = await db.get<{ rate: number | null }>(
    sql`select (select rate from lane where channel = 'email') as rate`,
  );
  return secondsAt(row.rate, people);
}

const secondsAt = (rate: number | null, people: number): number | null =>
  rate ? Math.ceil(people / PEOPLE_A_CALL) / rate : null;

/** How long the oldest mail that could go out has waited, ms. */
export async function queueAge(db: Db): Promise<number> {
  const row = await db.get<{ age: number | null }>(sql`select max(${dbNow} - c.due_at) as age
    from chunk c join notification n on n.id = c.notification_id
    where c.channel = 'email' and c.state = 'ready' and n.state in ('planning', 'sending')`);
  return Math.max(0, row.age ?? 0);
}
