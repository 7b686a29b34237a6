import type { AskedDestination } from '../../../../db/subscriber/subscriber.ts';
import type { Encryption } from '../../../core/encryption.ts';
import { refused } from '../../../core/problem.ts';
import type { Signer } from '../../../core/secret.ts';
import {
  addressProblems,
  type DestinationChannel,
  maskedAddress,
} from '../../../domain/destination/kind.ts';
import { destinationKinds } from '../../../domain/destination/kinds.ts';
import { ADDRESS_PURPOSE } from '../../../domain/destination/purposes.ts';
import type { OutgoingRules } from '../../../domain/network/destination.ts';

type Given = { channel: DestinationChannel; address: string; contactEmail: string | null };

/**
 * What is stored of a webhook or a chat. `email` stands for its address, which is encrypted.
 * Throws for an address that the channel does not take.
 */
export async function destinationRow(
  deps: { signer: Signer; encryption: Encryption; outgoingRules: OutgoingRules },
  { channel, address: typed, contactEmail }: Given,
): Promise<{ email: string; host: string; row: AskedDestination & { label: string } }> {
  const checked = destinationKinds[channel].check(typed, deps.outgoingRules);
  if ('wrong' in checked) throw refused({ address: addressProblems[checked.wrong] });
  const { address, limitKey } = checked;
  return {
    email: `${channel}:${await deps.signer.sign('destination', address)}`,
    host: new URL(address).hostname,
    row: {
      ...{ channel, contactEmail, label: maskedAddress(address) },
      address: await deps.encryption.encrypt(ADDRESS_PURPOSE, address),
      hostKey: await deps.signer.sign('host', limitKey),
    },
  };
}
