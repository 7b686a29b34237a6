import { and, eq, inArray, lte, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { writeAndRead } from '../engine/write.ts';
import { type ChannelName, channelState, notification } from '../schema/index.ts';
import { ensureChannel } from './channel.ts';

/** True when `holder` has the lock of the channel for `ms` from now; false while another run has it. */
export async function acquireChannelLock(
  db: Db,
  channel: ChannelName,
  holder: string,
  ms: number,
): Promise<boolean> {
  const take = db
    .update(channelState)
    .set({ holder, holderUntil: sql`${dbNow} + ${ms}` })
    .where(
      sql`${channelState.channel} = ${channel} and (${channelState.holder} is null or ${channelState.holder} = ${holder}
        or ${channelState.holderUntil} <= ${dbNow})`,
    )
    .returning({ holder: channelState.holder });
  const [taken] = await writeAndRead(db, [ensureChannel(db, channel)], [take]);
  return taken.length > 0;
}

/** No effect when another run has the lock. True while any update is not fully sent. */
export async function releaseChannelLock(
  db: Db,
  channel: ChannelName,
  holder: string,
): Promise<boolean> {
  const letGo = db
    .update(channelState)
    .set({ holder: null, holderUntil: null })
    .where(and(eq(channelState.channel, channel), eq(channelState.holder, holder)));
  const unfinished = db
    .select({ id: notification.id })
    .from(notification)
    .where(
      and(
        inArray(notification.state, ['held', 'planning', 'sending']),
        lte(notification.holdUntil, dbNow),
      ),
    )
    .limit(1);
  const [rows] = await writeAndRead(db, [letGo], [unfinished]);
  return rows.length > 0;
}
