import { eq, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { type Statement, write } from '../engine/write.ts';
import { type ChannelName, channelState, DIRECT_MAIL, EMAIL } from '../schema/index.ts';

export type ChannelState = typeof channelState.$inferSelect;

/** The most recipients per call. */
const PEOPLE_A_CALL = 100;

/** Creates the row of a channel at its first use, without a known limit. */
export const ensureChannel = (db: Db, channel: ChannelName): Statement =>
  db.insert(channelState).values({ channel, refilledAt: 0, raisedAt: dbNow }).onConflictDoNothing();

export const isEmail = ({ channel }: Pick<ChannelState, 'channel'>): boolean => channel === EMAIL;

/** True for the rate limit of direct mail, which is no channel of subscribers. */
export const isDirectMail = ({ channel }: Pick<ChannelState, 'channel'>): boolean =>
  channel === DIRECT_MAIL;

export type ListedChannel = ChannelState & {
  /** Time until its circuit lets a call through, ms; 0 while it does. */
  closedMs: number;
  /** Recipients to retry whom a server refused by a rule that may be about them or about us. */
  refusedByRule: number;
};

export async function listChannels(db: Db): Promise<ListedChannel[]> {
  const rows = await db
    .select({
      channel: channelState,
      closedMs: sql<number>`max(0, coalesce(${channelState.closedUntil} - ${dbNow}, 0))`,
      refusedByRule: sql<number>`(select coalesce(sum(n), 0) from chunk where chunk.channel = ${channelState.channel}
        and state in ('ready', 'leased') and refused_at is not null)`,
    })
    .from(channelState);
  return rows.map(({ channel, ...rest }) => ({ ...channel, ...rest }));
}

/** Stores what the provider just reported about the account. */
export async function storeAccount(
  db: Db,
  channel: ChannelName,
  reported: { trouble: string | null; left: number | null; until: number | null },
): Promise<void> {
  const account = {
    accountTrouble: reported.trouble,
    quotaLeft: reported.left,
    quotaUntil: reported.until,
    checkedAt: dbNow,
  };
  await write(db, [
    ensureChannel(db, channel),
    db.update(channelState).set(account).where(eq(channelState.channel, channel)),
  ]);
}

/** True when a batch of the channel or a direct mail is being sent. */
export async function isSending(db: Db, channel: ChannelName): Promise<boolean> {
  const row = await db.get<{ any: number }>(sql`select
    exists (select 1 from chunk where channel = ${channel} and state = 'leased')
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
    (select rate from lane where channel = ${EMAIL}) as rate,
    (select quota_left from lane where channel = ${EMAIL}) as left`);
  return { people: row.people, seconds: secondsAt(row.rate, row.people), left: row.left };
}

/** Seconds for mail to so many people at the current rate; null without a known rate. */
export async function secondsFor(db: Db, people: number): Promise<number | null> {
  const row = await db.get<{ rate: number | null }>(
    sql`select (select rate from lane where channel = ${EMAIL}) as rate`,
  );
  return secondsAt(row.rate, people);
}

const secondsAt = (rate: number | null, people: number): number | null =>
  rate ? Math.ceil(people / PEOPLE_A_CALL) / rate : null;

/** How long the oldest sendable batch of each channel has waited, ms; only channels with such a batch. */
export async function queueAges(db: Db): Promise<Map<ChannelName, number>> {
  const rows = await db.all<{
    channel: string;
    age: number;
  }>(sql`select c.channel as channel, max(${dbNow} - c.due_at) as age
    from chunk c join notification n on n.id = c.notification_id
    where c.state = 'ready' and n.state in ('planning', 'sending') group by c.channel`);
  return new Map(rows.map(({ channel, age }) => [channel, Math.max(0, age)]));
}
