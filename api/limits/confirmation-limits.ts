import type { Limit } from '../../db/subscriber/attempt.ts';
import type { ConfirmationRate } from '../../db/subscriber/confirmation.ts';
import type { Signer } from '../core/secret.ts';
import { domainOf, foldAddress, isLargeProvider, untagged } from '../domain/delivery/address.ts';
import { DAY, HOUR, MINUTE } from '../domain/time/time.ts';

type LimitDeps = { signer: Signer };

/** Confirmations per address, and per mailbox with all its tags. */
const PER_ADDRESS = {
  pause: { limit: 1, window: 10 * MINUTE },
  day: { limit: 3, window: DAY },
  month: { limit: 6, window: 30 * DAY },
};
const PER_MAILBOX = {
  day: { limit: 5, window: DAY },
  month: { limit: 15, window: 30 * DAY },
};

/** Counted under hashes: no address is stored. */
export async function addressLimits(
  deps: LimitDeps,
  pageId: string,
  email: string,
): Promise<Limit[]> {
  const address = await deps.signer.sign('address', pageId, foldAddress(email));
  const mailbox = await deps.signer.sign('mailbox', pageId, untagged(email));
  const under = (key: string, limits: Record<string, Omit<Limit, 'key'>>) =>
    Object.entries(limits).map(([name, limit]) => ({ key: `confirm-${name}:${key}`, ...limit }));
  return [...under(`a:${address}`, PER_ADDRESS), ...under(`m:${mailbox}`, PER_MAILBOX)];
}

export const addressKeys = async (
  deps: LimitDeps,
  pageId: string,
  email: string,
): Promise<string[]> => (await addressLimits(deps, pageId, email)).map(({ key }) => key);

/** A few people in one network, such as colleagues, are no flood. */
const FEW = 3;

/**
 * Rates of confirmations: beyond them, mails are delayed and nobody is rejected. Networks with many
 * sign-ups share a rate of their own, so that a flood delays nobody else.
 */
export async function confirmationRates(
  deps: LimitDeps,
  pageId: string,
  ask: { email: string; asksOfNetwork: number },
): Promise<ConfirmationRate[]> {
  const domain = domainOf(ask.email);
  const signed = await deps.signer.sign('mail-domain', pageId, domain);
  const isFlood = ask.asksOfNetwork > FEW;
  return [
    {
      key: `letters${isFlood ? '-of-floods' : ''}:${pageId}`,
      limit: isFlood ? 300 : 1000,
      window: HOUR,
      longestDelay: 6 * HOUR,
    },
    {
      key: `letters-to:${signed}`,
      limit: isLargeProvider(domain) ? 500 : 30,
      window: HOUR,
      longestDelay: DAY,
    },
  ];
}
