import { type ClaimedChunk, saveProgress } from '../../db/chunk.ts';
import type { Recipient } from '../../db/schema/index.ts';
import type { Failure, Outcome } from '../domain/delivery.ts';
import { composer } from './compose.ts';
import type { Sending } from './sending.ts';

/** The key under which a provider takes these bytes once, however often they are sent. */
export const keyOf = ({ chunk }: ClaimedChunk): string =>
  `v1/${chunk.pageId}/${chunk.notificationId}/${chunk.channel}/${chunk.chunkNo}/${chunk.freezeEpoch}`;

/** All of them in one call, made `within` what the far end takes, where the provider honours keys; else one after the other. */
export async function send(
  on: Sending,
  claimed: ClaimedChunk,
  frozen: Recipient[],
  token: string,
  within: (call: () => Promise<Outcome>) => Promise<Outcome>,
): Promise<Outcome | 'lease lost'> {
  if (frozen.length === 0) return { kind: 'sent', failures: [] };
  if (!on.mailer.keyed) return oneByOne(on, claimed, frozen, token);
  const mails = await Promise.all(frozen.map(composer(on, claimed.notification)));
  return within(() => on.mailer.send(mails, keyOf(claimed)));
}

/** Each is recorded before the next is begun, so that a crash repeats one mail at most. */
async function oneByOne(
  on: Sending,
  claimed: ClaimedChunk,
  frozen: Recipient[],
  token: string,
): Promise<Outcome | 'lease lost'> {
  const failures: Failure[] = [...(claimed.chunk.failures ?? [])];
  const of = { id: claimed.chunk.id, token };
  const compose = composer(on, claimed.notification);
  // It may have waited for its turn longer than its lease.
  if (!(await saveProgress(on.db, of, claimed.chunk.settled, failures))) return 'lease lost';
  for (let index = claimed.chunk.settled; index < frozen.length; index++) {
    const recipient = frozen[index] as Recipient; // the index is in range
    const mail = await compose(recipient);
    const outcome = await on.mailer.send([mail], `${keyOf(claimed)}/${index}`);
    const refused = outcome.kind === 'refused' && outcome.permanent === true;
    if (outcome.kind !== 'sent' && !refused) return outcome;
    const failed =
      outcome.kind === 'sent' ? outcome.failures : [{ index: 0, message: outcome.message }];
    failures.push(...failed.map((failure) => ({ ...failure, index })));
    if (!(await saveProgress(on.db, of, index + 1, failures))) return 'lease lost';
  }
  return { kind: 'sent', failures };
}
