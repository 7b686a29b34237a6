import { deliveriesTo, messageSentTo } from '../../../db/delivery/log/deliveries.ts';
import type { Db } from '../../../db/engine/client.ts';
import type { Subscriber } from '../../../db/subscriber/subscriber.ts';
import { notFound } from '../../core/problem.ts';
import { shownAddress } from '../../domain/subscriber/standing.ts';
import { DAY } from '../../domain/time/time.ts';
import type { Channel } from '../../notify/port/channel.ts';

const SHOWN = 30;
/** As long as the delivery log is kept. */
const KEPT = 30 * DAY;

export type OwnedDeliveries = Awaited<ReturnType<typeof readDeliveries>>;

/** What the owner of a destination sees of it. Its address stays masked: it is a secret. */
export async function readDeliveries(db: Db, who: Subscriber, now: number) {
  const of = { pageId: who.pageId, subscriberId: who.id };
  return {
    channel: who.channel,
    address: shownAddress(who),
    isQuarantined: who.quarantinedAt !== null,
    deliveries: await deliveriesTo(db, of, { limit: SHOWN, since: now - KEPT }),
  };
}

/** The body of a message as this destination got it, indented. */
export async function readPayload(
  deps: { db: Db; channels: readonly Channel[] },
  who: Subscriber,
  page: { baseUrl: string | null; idOrigin: string | null },
  notificationId: string,
): Promise<string> {
  const channel = deps.channels.find(({ name }) => name === who.channel);
  const of = { pageId: who.pageId, subscriberId: who.id, notificationId };
  const sent = await messageSentTo(deps.db, { ...of, channel: who.channel });
  if (!sent || !channel?.payload) throw notFound('message');
  const { id, pageId, incidentId } = sent.notification;
  const notification = { id, pageId, incidentId, ...page };
  // The address is not part of it, and is not needed to be read.
  const recipients = [{ ...who, address: '-' }];
  const payload = await channel.payload({ notification, message: sent.message, recipients });
  if (payload === null) throw notFound('message');
  return JSON.stringify(JSON.parse(payload), null, 2);
}
