import { type AnyColumn, and, eq, sql } from 'drizzle-orm';
import { DAY } from '../../api/domain/time/time.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import type { Statement } from '../engine/write.ts';
import { type ChannelName, channelState, EMAIL } from '../schema/index.ts';
import { openedCircuit, UNTIL_RESUMED } from './circuit-breaker.ts';
import { PROBE } from './rate-limit.ts';

/** The circuit opens when more than this share of the newest mails was refused, of at least so many. */
const ENOUGH_MAILS = 500;
export const REFUSED_SHARE = 0.05;
/** The circuit opens when more than this share of a day's mails was reported as spam, of at least so many. */
const ENOUGH_FOR_COMPLAINTS = 1000;
const COMPLAINED_SHARE = 0.001;

/**
 * Part of settling mails: counts the newest ones, and opens the circuit when too many were refused.
 * Counts are halved as they grow, so that old mails weigh little.
 */
export function countRefused(
  db: Db,
  channel: ChannelName,
  tally: { sent: number; failed: number },
) {
  const fresh = (column: AnyColumn, n: number) =>
    sql`case when ${channelState.settled} >= ${2 * ENOUGH_MAILS} then ${column} / 2 else ${column} end + ${n}`;
  const settled = fresh(channelState.settled, tally.sent + tally.failed);
  const refused = fresh(channelState.refused, tally.failed);
  const counted = db
    .update(channelState)
    .set({ settled, refused })
    .where(eq(channelState.channel, channel));
  if (tally.failed === 0) return [counted];
  const why = 'more than 5% of recent emails were rejected';
  const tooMany = sql`${channelState.settled} >= ${ENOUGH_MAILS} and ${channelState.refused} > ${channelState.settled} * ${REFUSED_SHARE}`;
  return [
    counted,
    db
      .update(channelState)
      .set(openedCircuit(why, sql`${dbNow} + ${PROBE}`))
      .where(and(eq(channelState.channel, channel), tooMany)),
  ];
}

/** Part of recording a complaint. A probe cannot detect complaints, so a person closes the circuit. */
export function openIfComplained(db: Db, now: number): Statement {
  const since = sql`max(${now - DAY}, coalesce(${channelState.openedAt}, 0))`;
  const complaints = sql`(select count(*) from suppression where reason = 'complaint' and created_at > ${since})`;
  const sent = sql`(select coalesce(sum(sent), 0) from notification where alive_at > ${now - DAY})`;
  const why = 'more than 0.1% of emails in a day were reported as spam';
  return db
    .update(channelState)
    .set(openedCircuit(why, sql`${UNTIL_RESUMED}`))
    .where(
      sql`${channelState.channel} = ${EMAIL} and ${sent} >= ${ENOUGH_FOR_COMPLAINTS}
        and ${complaints} > ${sent} * ${COMPLAINED_SHARE}`,
    );
}
