import { and, eq, gt, inArray, type SQL, sql } from 'drizzle-orm';
import { SECOND } from '../../api/domain/time/time.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { type Statement, write } from '../engine/write.ts';
import {
  batch,
  type ChannelName,
  channelState,
  DIRECT_MAIL,
  directMail,
  EMAIL,
} from '../schema/index.ts';
import { type Permits, PROBE, rateLimitOf } from './rate-limit.ts';

/** This many failures in a row open the circuit. Then one call every 30 seconds probes the provider. */
export const FAILURES_TO_CLOSE = 20;
/** No probe closes the circuit: a person does. */
export const UNTIL_RESUMED = 9e15;

const closedCircuit = {
  failures: 0,
  failingSince: null,
  failedAt: null,
  closedUntil: null,
  closedSince: null,
  trouble: null,
  settled: 0,
  refused: 0,
};
export const openedCircuit = (trouble: string | SQL, until: SQL) => ({
  closedUntil: sql`max(coalesce(${channelState.closedUntil}, 0), ${until})`,
  closedSince: sql`coalesce(${channelState.closedSince}, ${dbNow})`,
  trouble,
});

/** Success closes the circuit. A newly announced limit sets the rate. */
export async function recordAccepted(
  db: Db,
  permits: Permits,
  announced: number | undefined,
): Promise<void> {
  const isNewLimit = announced !== undefined && announced !== permits.announced;
  if (!isNewLimit && !permits.troubled) return;
  const rate = isNewLimit
    ? { announced, rate: rateLimitOf(permits.channel, announced), raisedAt: dbNow }
    : {};
  const isNotPausedByPerson = sql`coalesce(${channelState.closedUntil}, 0) < ${UNTIL_RESUMED}`;
  await write(db, [
    db
      .update(channelState)
      .set({ ...(permits.troubled ? closedCircuit : {}), ...rate })
      .where(and(eq(channelState.channel, permits.channel), isNotPausedByPerson)),
  ]);
}

/** True when this failure opened the circuit. */
export async function recordTrouble(
  db: Db,
  channel: ChannelName,
  message: string,
): Promise<boolean> {
  const closes = sql`${channelState.failures} + 1 >= ${FAILURES_TO_CLOSE}`;
  const now = openedCircuit(message, sql`${dbNow} + ${PROBE}`);
  const [result] = await write(db, [
    db
      .update(channelState)
      .set({
        failures: sql`${channelState.failures} + 1`,
        trouble: message,
        closedUntil: sql`case when ${closes} then ${now.closedUntil} else ${channelState.closedUntil} end`,
        closedSince: sql`case when ${closes} then ${now.closedSince} else ${channelState.closedSince} end`,
      })
      .where(eq(channelState.channel, channel))
      .returning({ failures: channelState.failures }),
  ]);
  return result?.rows[0]?.failures === FAILURES_TO_CLOSE;
}

/** The server refuses all our mail, so the circuit opens at once. True when it was closed. */
export async function recordRefusal(
  db: Db,
  channel: ChannelName,
  message: string,
): Promise<boolean> {
  const [result] = await write(db, [
    db
      .update(channelState)
      .set({
        failures: sql`${channelState.failures} + 1`,
        ...openedCircuit(message, sql`${dbNow} + ${PROBE}`),
      })
      .where(eq(channelState.channel, channel))
      .returning({ isNew: sql<number>`${channelState.closedSince} = ${dbNow}` }),
  ]);
  return result?.rows[0]?.isNew === 1;
}

/** An outage opens the circuit after this time: a restart of the server is shorter. */
const OUTAGE = 45 * SECOND;
/** Until then, one try per this time. */
const NEXT_TRY = 1.5 * SECOND;

/**
 * The server cannot be reached, or refuses everybody. Counts one failure of all calls whose permits
 * are older than the last recorded one. True when it opened the circuit.
 */
export async function recordOutage(db: Db, permits: Permits, message: string): Promise<boolean> {
  const counts = sql`coalesce(${channelState.failedAt}, 0) < ${permits.at}`;
  const since = sql`case when ${channelState.failures} > 0 then coalesce(${channelState.failingSince}, ${dbNow}) else ${dbNow} end`;
  const closes = sql`${channelState.failures} + 1 >= ${FAILURES_TO_CLOSE} and ${dbNow} - ${since} >= ${OUTAGE}
    or ${channelState.closedSince} is not null`;
  const now = openedCircuit(message, sql`${dbNow} + ${PROBE}`);
  const [result] = await write(db, [
    db
      .update(channelState)
      .set({
        failures: sql`${channelState.failures} + (${counts})`,
        failingSince: since,
        failedAt: dbNow,
        trouble: message,
        refilledAt: sql`max(${channelState.refilledAt}, ${dbNow} + ${NEXT_TRY})`,
        closedUntil: sql`case when ${closes} then ${now.closedUntil} else ${channelState.closedUntil} end`,
        closedSince: sql`case when ${closes} then ${now.closedSince} else ${channelState.closedSince} end`,
      })
      .where(eq(channelState.channel, permits.channel))
      .returning({ isNew: sql<number>`${channelState.closedSince} = ${dbNow}` }),
  ]);
  return result?.rows[0]?.isNew === 1;
}

/** Stops all calls for `ms`: a quota is used up. */
export async function openCircuit(
  db: Db,
  channel: ChannelName,
  ms: number,
  why: string,
): Promise<void> {
  await write(db, [
    db
      .update(channelState)
      .set({ ...openedCircuit(why, sql`${dbNow} + ${ms}`), quotaLeft: 0 })
      .where(eq(channelState.channel, channel)),
  ]);
}

/**
 * A person resumes the channel: batches that wait for a retry are due at once. Direct mail goes out
 * through the provider of email, so it is resumed with it.
 */
export function closeCircuit(db: Db, channel: ChannelName, now: number): Statement[] {
  const channels = channel === EMAIL ? [EMAIL, DIRECT_MAIL] : [channel];
  const waits = (table: typeof batch | typeof directMail) =>
    and(eq(table.state, 'ready'), gt(table.dueAt, dbNow));
  return [
    db
      .update(channelState)
      .set({ ...closedCircuit, openedAt: now })
      .where(inArray(channelState.channel, channels)),
    db
      .update(batch)
      .set({ dueAt: dbNow })
      .where(and(eq(batch.channel, channel), waits(batch))),
    ...(channels.includes(DIRECT_MAIL)
      ? [db.update(directMail).set({ dueAt: dbNow }).where(waits(directMail))]
      : []),
  ];
}
