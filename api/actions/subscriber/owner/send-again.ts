import { HOUR } from '../../../domain/time/time.ts';
import { notAgain, sendToOneAgain } from '../../delivery/send-again.ts';
import type { Register } from '../sign-up.ts';
import { asSubscriber } from '../subscriber-audit.ts';
import { limitOwner, ownedDestination } from './owned.ts';

/** Sends one message again, for the owner of its destination. */
export async function sendDeliveryAgain(
  deps: Register,
  pageId: string,
  token: string,
  notificationId: string,
): Promise<void> {
  const who = await ownedDestination(deps, pageId, token);
  if (who.quarantinedAt !== null) throw notAgain();
  await limitOwner(deps, { key: `send-again:${who.id}`, limit: 20, window: HOUR });
  const of = { id: notificationId, subscriberId: who.id };
  await sendToOneAgain(deps, asSubscriber(who), pageId, of);
}
