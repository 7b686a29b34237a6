import type { ClaimedChunk } from '../../../db/delivery/batch.ts';
import type { Recipient } from '../../../db/schema/index.ts';
import type { Outcome } from '../../domain/delivery/delivery.ts';
import { composer } from '../channels/email/compose.ts';
import type { Sending } from '../port/sending.ts';

/** The key under which a provider takes these bytes once, however often they are sent. */
export const keyOf = ({ chunk }: ClaimedChunk): string =>
  `v1/${chunk.pageId}/${chunk.notificationId}/${chunk.channel}/${chunk.chunkNo}/${chunk.freezeEpoch}`;

/** All of them in one call, made `within` what the far end takes. For providers that honour keys. */
export async function sendTogether(
  on: Sending,
  claimed: ClaimedChunk,
  frozen: Recipient[],
  within: (call: () => Promise<Outcome>) => Promise<Outcome>,
): Promise<Outcome> {
  if (frozen.length === 0) return { kind: 'sent', failures: [] };
  const mails = await Promise.all(frozen.map(composer(on, claimed.notification)));
  return within(() => on.mailer.send(mails, keyOf(claimed)));
}
