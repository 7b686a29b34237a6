import { sendAgain } from '../../../../db/delivery/batch/send-again.ts';
import { batchOfDelivery } from '../../../../db/delivery/log/deliveries.ts';
import { violated } from '../../../../db/engine/write.ts';
import { Problem } from '../../../core/problem.ts';
import { HOUR } from '../../../domain/time/time.ts';
import type { Register } from '../sign-up.ts';
import { asSubscriber, saveSubscriber } from '../subscriber-audit.ts';
import { limitOwner, ownedDestination } from './owned.ts';

/** Puts one message back into the queue, for the owner of its destination. It keeps its webhook ID. */
export async function sendDeliveryAgain(
  deps: Register,
  pageId: string,
  token: string,
  notificationId: string,
): Promise<void> {
  const who = await ownedDestination(deps, pageId, token);
  const of = { pageId, subscriberId: who.id, notificationId };
  const batchId = await batchOfDelivery(deps.db, of);
  if (batchId === null || who.quarantinedAt !== null) throw tooLate();
  await limitOwner(deps, { key: `send-again:${who.id}`, limit: 20, window: HOUR });
  const change = { who, action: 'send again', actor: asSubscriber(who) };
  const again = { batchId, subscriberId: who.id, newBatchId: deps.newId() };
  try {
    await saveSubscriber(deps, change, sendAgain(again));
  } catch (error) {
    if (violated(error) !== 'notification.sent') throw error;
    throw tooLate();
  }
  deps.wake();
}

const tooLate = () =>
  new Problem('conflict', 'This message can’t be sent again: it is waiting, canceled or outdated.');
