import { eq, sql } from 'drizzle-orm';
import { MINUTE, SECOND } from '../api/domain/time.ts';
import type { Db } from './client.ts';
import { dbNow } from './clock.ts';
import { type Channel, lane } from './schema/index.ts';
import { type Query, type Statement, write, writeAndRead } from './write.ts';

export type Lane = typeof lane.$inferSelect;
/** Leave for one call, with what was known of the lane when it was given. */
export type Turn = { channel: Channel; announced: number | null; troubled: boolean };

/** So many failures in a row close a lane; then one call tries, each 30 seconds. */
export const FAILURES_TO_CLOSE = 20;
const PROBE = 30 * SECOND;
/** Kept for letters out of what the far end takes in a second. */
const RESERVED = 1;
/** Where the far end refused by “too fast” without a word of what it takes. */
const UNANNOUNCED = 5;
const SLOWEST = 0.2;
/** As many as a provider takes in one call. */
const PEOPLE_A_CALL = 100;

const saved = sql`min(max(1, ${lane.rate} / 5), ${lane.tokens} + (${dbNow} - ${lane.refilledAt}) * ${lane.rate} / 1000.0)`;
const grown = sql`min(coalesce(${lane.announced} - ${RESERVED}, 1e9), ${lane.rate} * 1.05)`;

/** In the statement right behind the one that gives a turn: whether it gave one. */
export const turnGiven = sql`changes() > 0`;

/**
 * A turn when a call may be made now; else how long to wait before asking again. `begin` is what
 * has to be stored before the call: under `turnGiven`, in the same batch. `before` is written first,
 * turn or not.
 */
export async function takeTurn<Begin extends Query>(
  db: Db,
  channel: Channel,
  before: Statement[],
  begin: Begin,
): Promise<{ turn: Turn; begun: Begin['_']['result'] } | { waitMs: number }> {
  const known = db
    .insert(lane)
    .values({ channel, refilledAt: dbNow, raisedAt: dbNow })
    .onConflictDoNothing();
  const [[given], begun, [wait]] = await writeAndRead(
    db,
    [...before, known],
    [take(db, channel), begin, waitOf(db, channel)],
  );
  if (!given) return { waitMs: Math.max(1, Math.ceil(wait?.ms ?? 0)) };
  const { announced, failures } = given;
  return { turn: { channel, announced, troubled: failures > 0 }, begun };
}

const take = (db: Db, channel: Channel) =>
  db
    .update(lane)
    .set({
      tokens: sql`case when ${lane.rate} is null then 1 else ${saved} - 1 end`,
      refilledAt: dbNow,
      rate: sql`case when ${lane.raisedAt} <= ${dbNow} - ${MINUTE} then max(${lane.rate}, ${grown}) else ${lane.rate} end`,
      raisedAt: sql`case when ${lane.raisedAt} <= ${dbNow} - ${MINUTE} then ${dbNow} else ${lane.raisedAt} end`,
      closedUntil: sql`case when ${lane.closedUntil} is null then null else ${dbNow} + ${PROBE} end`,
    })
    .where(
      sql`${lane.channel} = ${channel} and (${lane.closedUntil} is null or ${lane.closedUntil} <= ${dbNow})
          and (${lane.rate} is null or ${saved} >= 1)`,
    )
    .returning({ announced: lane.announced, failures: lane.failures });

const waitOf = (db: Db, channel: Channel) =>
  db
    .select({
      ms: sql<number>`max(coalesce(${lane.closedUntil} - ${dbNow}, 0),
        coalesce((1 - ${saved}) * 1000.0 / ${lane.rate}, 0))`,
    })
    .from(lane)
    .where(eq(lane.channel, channel));

/** Every lane, with how long it stays closed (0: open, or a call may try now). */
export async function listLanes(db: Db): Promise<(Lane & { closedMs: number })[]> {
  const rows = await db
    .select({ lane, closedMs: sql<number>`max(0, coalesce(${lane.closedUntil} - ${dbNow}, 0))` })
    .from(lane);
  return rows.map((row) => ({ ...row.lane, closedMs: row.closedMs }));
}

/** How many an update may reach, and how long that takes at the pace of now, where one is known. */
export async function reachOf(
  db: Db,
  pageId: string,
): Promise<{ people: number; seconds: number | null }> {
  const row = await db.get<{ people: number; rate: number | null }>(sql`select
    (select count(*) from subscriber where page_id = ${pageId} and state = 'active') as people,
    (select rate from lane where channel = 'email') as rate`);
  const calls = Math.ceil(row.people / PEOPLE_A_CALL);
  return { people: row.people, seconds: row.rate === null ? null : calls / row.rate };
}

/** How many seconds mail to so many takes at the pace of now; null where no pace is known. */
export async function paceOf(db: Db, people: number): Promise<number | null> {
  const [row] = await db.select({ rate: lane.rate }).from(lane).where(eq(lane.channel, 'email'));
  return row?.rate ? Math.ceil(people / PEOPLE_A_CALL) / row.rate : null;
}

/** How long the oldest mail that could go out has waited, ms. */
export async function queueAge(db: Db): Promise<number> {
  const row = await db.get<{ age: number | null }>(sql`select max(${dbNow} - c.due_at) as age
    from chunk c join notification n on n.id = c.notification_id
    where c.channel = 'email' and c.state = 'ready' and n.state in ('planning', 'sending')`);
  return Math.max(0, row.age ?? 0);
}

/** All is well: the lane opens. The first word of a limit sets the pace, at four fifths of it. */
export async function recordTaken(
  db: Db,
  turn: Turn,
  announced: number | undefined,
): Promise<void> {
  const news = announced !== undefined && announced !== turn.announced;
  if (!news && !turn.troubled) return;
  const pace =
    turn.channel === 'letter'
      ? RESERVED
      : Math.max(
          Math.min((announced ?? 0) * 0.8, (announced ?? 0) - RESERVED),
          (announced ?? 0) / 2,
        );
  await write(db, [
    db
      .update(lane)
      .set({
        failures: 0,
        closedUntil: null,
        closedSince: null,
        trouble: null,
        ...(news ? { announced, rate: pace, raisedAt: dbNow } : {}),
      })
      .where(eq(lane.channel, turn.channel)),
  ]);
}

/** Half as fast, but not again within the second in which many calls are told the same. */
export async function recordTooFast(db: Db, channel: Channel): Promise<void> {
  await write(db, [
    db
      .update(lane)
      .set({
        rate: sql`max(${SLOWEST}, coalesce(${lane.rate}, ${2 * UNANNOUNCED}) / 2)`,
        tokens: 0,
        refilledAt: dbNow,
        raisedAt: dbNow,
      })
      .where(
        sql`${lane.channel} = ${channel} and (${lane.rate} is null or ${lane.raisedAt} <= ${dbNow} - ${SECOND})`,
      ),
  ]);
}

/** True when this failure closed the lane. */
export async function recordTrouble(db: Db, channel: Channel, message: string): Promise<boolean> {
  const closes = sql`${lane.failures} + 1 >= ${FAILURES_TO_CLOSE}`;
  const [result] = await write(db, [
    db
      .update(lane)
      .set({
        failures: sql`${lane.failures} + 1`,
        trouble: message,
        closedUntil: sql`case when ${closes} then ${dbNow} + ${PROBE} end`,
        closedSince: sql`case when ${closes} then coalesce(${lane.closedSince}, ${dbNow}) end`,
      })
      .where(eq(lane.channel, channel))
      .returning({ failures: lane.failures }),
  ]);
  return result?.rows[0]?.failures === FAILURES_TO_CLOSE;
}
