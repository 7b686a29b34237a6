import { eq, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { type Statement, write } from '../engine/write.ts';
import { type Channel, lane } from '../schema/index.ts';

export type ChannelState = typeof lane.$inferSelect;

/** The most recipients per call. */
const PEOPLE_A_CALL = 100;

/** Creates the row of a channel at its first use, without a known limit. */
export const ensureChannel = (db: Db, channel: Channel): Statement =>
  db.insert(lane).values({ channel, refilledAt: 0, raisedAt: dbNow }).onConflictDoNothing();

/** Every channel, with the time until its circuit lets a call through (0: it does now). */
export async function listChannels(db: Db): Promise<(ChannelState & { closedMs: number })[]> {
  const rows = await db
    .select({ lane, closedMs: sql<number>`max(0, coalesce(${lane.closedUntil} - ${dbNow}, 0))` })
    .from(lane);
  return rows.map((row) => ({ ...row.lane, closedMs: row.closedMs }));
}

/** Stores what the provider just reported about the account. */
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

/** True when any mail is being sent. */
export async function isSending(db: Db): Promise<boolean> {
  const row = await db.get<{ any: number }>(sql`select
    exists (select 1 from chunk where channel = 'email' and state = 'leased')
    or exists (select 1 from letter where state = 'leased') as "any"`);
  return row.any === 1;
}

type Reach = { people: number; seconds: number | null; left: number | null };

/**
 * How many people an update may reach, how much of a quota is left, and how long that takes at the
 * current rate, where one is known.
 */
export async function reachOf(db: Db, pageId: string): Promise<Reach> {
  const row = await db.get<{ people: number; rate: number | null; left: number | null }>(sql`select
    (select count(*) from subscriber where page_id = ${pageId} and state = 'active') as people,
    (select rate from lane where channel = 'email') as rate,
    (select quota_left from lane where channel = 'email') as left`);
  return { people: row.people, seconds: secondsAt(row.rate, row.people), left: row.left };
}

/** Seconds for mail to so many people at the current rate; null without a known rate. */
export async function secondsFor(db: Db, people: number): Promise<number | null> {
  const row = await db.get<{ rate: number | null }>(
    sql`select (select rate from lane where channel = 'email') as rate`,
  );
  return secondsAt(row.rate, people);
}

const secondsAt = (rate: number | null, people: number): number | null =>
  rate ? Math.ceil(people / PEOPLE_A_CALL) / rate : null;

/** How long the oldest sendable mail has waited, ms. */
export async function queueAge(db: Db): Promise<number> {
  const row = await db.get<{ age: number | null }>(sql`select max(${dbNow} - c.due_at) as age
    from chunk c join notification n on n.id = c.notification_id
    where c.channel = 'email' and c.state = 'ready' and n.state in ('planning', 'sending')`);
  return Math.max(0, row.age ?? 0);
}
