import type { ClaimedBatch } from '../../../db/delivery/batch.ts';
import type { Recipient } from '../../../db/schema/index.ts';
import type { Outcome } from '../../domain/delivery/delivery.ts';
import { composer } from '../channels/email/compose.ts';
import type { SenderDeps } from '../port/sending.ts';

/** The idempotency key: the same bytes with the same key are sent once. */
export const keyOf = ({ chunk }: ClaimedBatch): string =>
  `v1/${chunk.pageId}/${chunk.notificationId}/${chunk.channel}/${chunk.chunkNo}/${chunk.freezeEpoch}`;

/** Sends all mails in one call, made by `within`. For providers with idempotency keys. */
export async function sendTogether(
  deps: SenderDeps,
  claimed: ClaimedBatch,
  recipientSnapshot: Recipient[],
  within: (call: () => Promise<Outcome>) => Promise<Outcome>,
): Promise<Outcome> {
  if (recipientSnapshot.length === 0) return { kind: 'sent', failures: [] };
  const mails = await Promise.all(recipientSnapshot.map(composer(deps, claimed.notification)));
  return within(() => deps.mailer.send(mails, keyOf(claimed)));
}
