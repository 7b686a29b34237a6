import { and, eq, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import { SECOND } from '../../api/domain/time/time.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { type Query, type Statement, write, writeAndRead } from '../engine/write.ts';
import { type ChannelName, channelState, DIRECT_MAIL } from '../schema/index.ts';
import { ensureChannel } from './channel.ts';

/** Permission for some calls, with the state of the channel when it was granted. */
export type Permits = {
  channel: ChannelName;
  /** Database clock, ms. */
  at: number;
  /** Delay before each call, ms. */
  waits: number[];
  announced: number | null;
  troubled: boolean;
};

/** Calls per second reserved for direct mail. */
export const RESERVED = 1;
/** Calls per second after a “too fast” response that names no limit. */
const UNANNOUNCED = 5;
const SLOWEST = 0.2;
/** Share of an announced limit to start with, and to return to after a “too fast”. */
const FIRST_SHARE = 0.8;
/**
 * Permits are granted this far ahead, ms, so that a busy channel reads its row a few times per
 * second and not for each call.
 */
const GRANT_AHEAD = 1000;
/** While the circuit is open, one call per this time probes the provider. */
export const PROBE = 30 * SECOND;

/** Calls per second; unlimited where no limit is known. */
const ceiling = sql`case when ${channelState.channel} = ${DIRECT_MAIL} then ${RESERVED}
  when ${channelState.announced} > 2 * ${RESERVED} then ${channelState.announced} - ${RESERVED}
  else coalesce(${channelState.announced} / 2, 1e9) end`;
/** Each second without a “too fast” adds a twentieth of the limit. */
const grows = sql`${channelState.rate} is not null and ${channelState.raisedAt} <= ${dbNow} - ${SECOND}`;
const grown = sql`case when ${grows}
  then min(${ceiling}, ${channelState.rate} + coalesce(${channelState.announced} / 20, ${UNANNOUNCED} / 10.0))
  else ${channelState.rate} end`;

/** How many of the wanted permits are granted now. After a failure, one at a time. */
const grantedNow = (wanted: number): SQL<number> => sql<number>`case
  when ${channelState.closedUntil} > ${dbNow} or ${channelState.refilledAt} > ${dbNow} + ${GRANT_AHEAD} then 0
  when ${channelState.failures} > 0 or ${channelState.closedUntil} is not null then 1
  when ${channelState.rate} is null then ${wanted}
  else min(${wanted}, max(1, cast(${channelState.rate} * ${GRANT_AHEAD} / 1000 as integer))) end`;

/** In the same batch, after the statement that grants permits: whether the call at `index` got one. */
export const permitGiven = (channel: ChannelName, index: number | SQL): SQL =>
  sql`(select tokens from lane where channel = ${channel}) > ${index}`;

/**
 * Permits for up to `wanted` calls, or how long to wait before asking again. `begins` are written
 * in the same batch, guarded by `permitGiven`. `before` is written first, with or without permits.
 */
export async function acquirePermits<Begin extends Query>(
  db: Db,
  channel: ChannelName,
  before: readonly Statement[],
  wanted: number,
  begins: readonly Begin[],
): Promise<{ permits: Permits; begun: Begin['_']['result'][] } | { waitMs: number }> {
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
    const from = Math.max(taken.closedUntil ?? 0, refilledAt - GRANT_AHEAD / 2);
    return { waitMs: Math.max(1, Math.ceil(from - now)) };
  }
  const step = rate === null ? 0 : 1000 / rate;
  const first = rate === null ? 0 : refilledAt - n * step - now;
  const troubled = failures > 0 || taken.closedSince !== null;
  const waits = Array.from({ length: n }, (_, i) => Math.max(0, first + i * step));
  return { permits: { channel, at: now, waits, announced, troubled }, begun };
}

const take = (db: Db, channel: ChannelName, wanted: number) => {
  const n = grantedNow(wanted);
  return db
    .update(channelState)
    .set({
      given: n,
      rate: grown,
      raisedAt: sql`case when ${grows} then ${dbNow} else ${channelState.raisedAt} end`,
      refilledAt: sql`case when ${channelState.rate} is null then ${channelState.refilledAt}
        when ${n} = 0 then ${channelState.refilledAt}
        else max(${channelState.refilledAt}, ${dbNow}) + ${n} * 1000.0 / ${grown} end`,
      closedUntil: sql`case when ${channelState.closedUntil} <= ${dbNow} then ${dbNow} + ${PROBE} else ${channelState.closedUntil} end`,
    })
    .where(eq(channelState.channel, channel))
    .returning({
      now: dbNow,
      given: channelState.given,
      rate: channelState.rate,
      refilledAt: channelState.refilledAt,
      announced: channelState.announced,
      failures: channelState.failures,
      closedUntil: channelState.closedUntil,
      closedSince: channelState.closedSince,
    });
};

/** The first announced limit sets the rate to four fifths of it. */
export const rateLimitOf = (channel: ChannelName, announced: number): number =>
  channel === DIRECT_MAIL
    ? RESERVED
    : Math.max(Math.min(announced * FIRST_SHARE, announced - RESERVED), announced / 2);

/**
 * Stops calls for `retryAfter` (ms) and lowers the rate: to its first value, or to half if it was
 * no higher. Applied once for all calls in flight when the first of them was refused.
 */
export async function reduceRate(db: Db, permits: Permits, retryAfter: number): Promise<void> {
  const first = or(isNull(channelState.easedAt), lt(channelState.easedAt, permits.at));
  const slowest = sql`max(${SLOWEST}, coalesce(${channelState.announced} / 10, 0))`;
  const slower = sql`case when ${channelState.rate} > ${channelState.announced} * ${FIRST_SHARE} then ${channelState.announced} * ${FIRST_SHARE}
    else coalesce(${channelState.rate}, ${2 * UNANNOUNCED}) / 2 end`;
  await write(db, [
    db
      .update(channelState)
      .set({
        rate: sql`case when ${first} then max(${slowest}, ${slower})
          else ${channelState.rate} end`,
        easedAt: sql`case when ${first} then ${dbNow} else ${channelState.easedAt} end`,
        refilledAt: sql`max(${channelState.refilledAt}, ${dbNow} + ${retryAfter})`,
        raisedAt: sql`max(${channelState.raisedAt}, ${dbNow} + ${retryAfter})`,
      })
      .where(and(eq(channelState.channel, permits.channel))),
  ]);
}
