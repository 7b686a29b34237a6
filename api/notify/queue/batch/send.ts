import type { ClaimedBatch } from '../../../../db/delivery/batch/claim.ts';
import type { Recipient } from '../../../../db/schema/index.ts';
import type { Outcome } from '../../../domain/delivery/delivery.ts';
import type { Batch, Call } from '../../port/channel.ts';
import type { ChannelDeps } from '../../port/sending.ts';

/** The idempotency key: the same bytes with the same key are sent once. */
export const keyOf = ({ batch }: ClaimedBatch): string =>
  `v1/${batch.pageId}/${batch.notificationId}/${batch.channel}/${batch.chunkNo}/${batch.attemptEpoch}`;

export function batchOf({ notification }: ClaimedBatch, recipients: readonly Recipient[]): Batch {
  const { message } = notification;
  if (!message) throw new Error(`notification ${notification.id} was planned without its text`);
  return { notification, message, recipients };
}

/** Sends all mails in one call, made by `within`. For providers with idempotency keys. */
export async function sendTogether(
  { channel }: ChannelDeps,
  claimed: ClaimedBatch,
  recipientSnapshot: Recipient[],
  within: Call['request'],
): Promise<Outcome> {
  if (recipientSnapshot.length === 0) return { kind: 'sent', failures: [] };
  const batch = batchOf(claimed, recipientSnapshot);
  return channel.deliver(batch, keyOf(claimed), { request: within });
}
