import type { ClaimedBatch } from '../../../../db/delivery/batch/claim.ts';
import type { Recipient } from '../../../../db/schema/index.ts';
import type { Failure, Outcome } from '../../../domain/delivery/delivery.ts';
import { withoutRecipients } from '../../../domain/delivery/reason.ts';
import type { Batch, Call } from '../../port/channel.ts';
import type { ChannelDeps } from '../../port/sending.ts';
import { isErased } from './recipients.ts';

/** The idempotency key: the same bytes with the same key are sent once. */
export const keyOf = ({ batch }: ClaimedBatch): string =>
  `v1/${batch.pageId}/${batch.notificationId}/${batch.channel}/${batch.batchNo}/${batch.attemptEpoch}`;

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
  const places = recipientSnapshot.flatMap((one, place) => (isErased(one) ? [] : [place]));
  if (places.length === 0) return { kind: 'sent', failures: [] };
  const recipients = places.map((place) => recipientSnapshot[place] as Recipient); // in range
  const batch = batchOf(claimed, recipients);
  const answer = await channel.deliver(batch, keyOf(claimed), { request: within });
  const outcome = withoutRecipients(answer, recipients);
  if (outcome.kind !== 'sent') return outcome;
  const inPlace = (one: Failure) => ({ ...one, index: places[one.index] ?? one.index });
  return { ...outcome, failures: outcome.failures.map(inPlace) };
}
