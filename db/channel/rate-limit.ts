import { and, eq, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import { SECOND } from '../../api/domain/time/time.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { type Query, type Statement, write, writeAndRead } from '../engine/write.ts';
import { type Channel, lane } from '../schema/index.ts';
import { ensureChannel } from './channel.ts';

/** Leave for some calls, with what was known of the lane when it was given. */
export type Permits = {
  channel: Channel;
  /** When, on the database's clock. */
  at: number;
  /** How long to wait before each call, ms. */
  waits: number[];
  announced: number | null;
  troubled: boolean;
};

/** Kept for letters out of what the far end takes in a second. */
export const RESERVED = 1;
/** Calls a second, where the far end refused by “too fast” without a word of what it takes. */
const UNANNOUNCED = 5;
const SLOWEST = 0.2;
/** Of an announced limit: the pace to begin with, and after a “too fast”. */
const FIRST_SHARE = 0.8;
/** Turns are given for so long ahead, ms: a busy lane is asked a few times a second, not at each call. */
const AHEAD = 1000;
/** While it fails, one call each so often tries whether it is well again. */
export const PROBE = 30 * SECOND;

/** Calls a second; where no limit is known, none. */
const ceiling = sql`case when ${lane.channel} = 'letter' then ${RESERVED}
  when ${lane.announced} > 2 * ${RESERVED} then ${lane.announced} - ${RESERVED}
  else coalesce(${lane.announced} / 2, 1e9) end`;
/** A second without a “too fast” adds a twentieth of the limit. */
const grows = sql`${lane.rate} is not null and ${lane.raisedAt} <= ${dbNow} - ${SECOND}`;
const grown = sql`case when ${grows}
  then min(${ceiling}, ${lane.rate} + coalesce(${lane.announced} / 20, ${UNANNOUNCED} / 10.0))
  else ${lane.rate} end`;

/** So many turns as may be taken now, of those wanted. A lane in trouble gives one at a time. */
const given = (wanted: number): SQL<number> => sql<number>`case
  when ${lane.closedUntil} > ${dbNow} or ${lane.refilledAt} > ${dbNow} + ${AHEAD} then 0
  when ${lane.failures} > 0 or ${lane.closedUntil} is not null then 1
  when ${lane.rate} is null then ${wanted}
  else min(${wanted}, max(1, cast(${lane.rate} * ${AHEAD} / 1000 as integer))) end`;

/** Behind the statement that gives turns, in its batch: whether it gave one for the call at `index`. */
export const permitGiven = (channel: Channel, index: number | SQL): SQL =>
  sql`(select tokens from lane where channel = ${channel}) > ${index}`;

/**
 * Turns for `wanted` calls that may be made now; else how long to wait before asking again. `begins`
 * is what has to be stored before the calls: under `turnGiven`, in the same batch. `before` is
 * written first, turns or not.
 */
export async function acquirePermits<Begin extends Query>(
  db: Db,
  channel: Channel,
  before: readonly Statement[],
  wanted: number,
  begins: readonly Begin[],
): Promise<{ turns: Permits; begun: Begin['_']['result'][] } | { waitMs: number }> {
  const [[taken], ...begun] = await writeAndRead(db, before, [
    take(db, channel, wanted),
    ...begins,
  ]);
  if (!taken) {
    await write(db, [ensureChannel(db, channel)]);
    return acquirePermits(db, channel, [], wanted, begins);
  }
  const { now, given: n, rate, refilledAt, announced, failures } = taken;
  if (n === 0) {
    const from = Math.max(taken.closedUntil ?? 0, refilledAt - AHEAD / 2);
    return { waitMs: Math.max(1, Math.ceil(from - now)) };
  }
  const step = rate === null ? 0 : 1000 / rate;
  const first = rate === null ? 0 : refilledAt - n * step - now;
  const troubled = failures > 0 || taken.closedSince !== null;
  const waits = Array.from({ length: n }, (_, i) => Math.max(0, first + i * step));
  return { turns: { channel, at: now, waits, announced, troubled }, begun };
}

const take = (db: Db, channel: Channel, wanted: number) => {
  const n = given(wanted);
  return db
    .update(lane)
    .set({
      given: n,
      rate: grown,
      raisedAt: sql`case when ${grows} then ${dbNow} else ${lane.raisedAt} end`,
      refilledAt: sql`case when ${lane.rate} is null then ${lane.refilledAt}
        when ${n} = 0 then ${lane.refilledAt}
        else max(${lane.refilledAt}, ${dbNow}) + ${n} * 1000.0 / ${grown} end`,
      closedUntil: sql`case when ${lane.closedUntil} <= ${dbNow} then ${dbNow} + ${PROBE} else ${lane.closedUntil} end`,
    })
    .where(eq(lane.channel, channel))
    .returning({
      now: dbNow,
      given: lane.given,
      rate: lane.rate,
      refilledAt: lane.refilledAt,
      announced: lane.announced,
      failures: lane.failures,
      closedUntil: lane.closedUntil,
      closedSince: lane.closedSince,
    });
};

/** The first word of a limit sets the pace, at four fifths of it. */
export const rateLimitOf = (channel: Channel, announced: number): number =>
  channel === 'letter'
    ? RESERVED
    : Math.max(Math.min(announced * FIRST_SHARE, announced - RESERVED), announced / 2);

/**
 * Nobody calls before `retryAfter` (ms). Slower from then on: at the first pace again, and half as
 * fast when it was no faster than that. Once, for all those calls that were on their way when the
 * first of them was told.
 */
export async function reduceRate(db: Db, turns: Permits, retryAfter: number): Promise<void> {
  const first = or(isNull(lane.easedAt), lt(lane.easedAt, turns.at));
  const slowest = sql`max(${SLOWEST}, coalesce(${lane.announced} / 10, 0))`;
  const slower = sql`case when ${lane.rate} > ${lane.announced} * ${FIRST_SHARE} then ${lane.announced} * ${FIRST_SHARE}
    else coalesce(${lane.rate}, ${2 * UNANNOUNCED}) / 2 end`;
  await write(db, [
    db
      .update(lane)
      .set({
        rate: sql`case when ${first} then max(${slowest}, ${slower})
          else ${lane.rate} end`,
        easedAt: sql`case when ${first} then ${dbNow} else ${lane.easedAt} end`,
        refilledAt: sql`max(${lane.refilledAt}, ${dbNow} + ${retryAfter})`,
        raisedAt: sql`max(${lane.raisedAt}, ${dbNow} + ${retryAfter})`,
      })
      .where(and(eq(lane.channel, turns.channel))),
  ]);
}
