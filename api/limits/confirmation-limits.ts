import { EMAIL } from '../../db/schema/index.ts';
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
  return [...under(`a:${address}`, PER_ADDRESS), ...under(`m:${mailbox}`, PER_MAILBOX)];
}

/** The same for a webhook or a chat, by the key that stands for its address. */
export async function destinationLimits(
  deps: LimitDeps,
  pageId: string,
  identity: string,
): Promise<Limit[]> {
  const address = await deps.signer.sign('address', pageId, identity);
  return under(`a:${address}`, PER_ADDRESS);
}

const under = (key: string, limits: Record<string, Omit<Limit, 'key'>>): Limit[] =>
  Object.entries(limits).map(([name, limit]) => ({ key: `confirm-${name}:${key}`, ...limit }));

export const addressKeys = async (
  deps: LimitDeps,
  pageId: string,
  email: string,
): Promise<string[]> => (await addressLimits(deps, pageId, email)).map(({ key }) => key);

/** The keys that count the confirmations of a subscriber of any channel. */
export async function keysOfSubscriber(
  deps: LimitDeps,
  pageId: string,
  { channel, email }: { channel: string; email: string },
): Promise<string[]> {
  if (channel === EMAIL) return addressKeys(deps, pageId, email);
  return (await destinationLimits(deps, pageId, email)).map(({ key }) => key);
}

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

/** Messages to one host that nobody confirmed: a stranger must not make us post to it many times. */
const PER_HOST = { limit: 20, window: DAY, longestDelay: 6 * HOUR };
/** Hosts with millions of unrelated customers, whose addresses are secrets: nobody guesses them. */
const sharedHosts = /^(?:hooks\.slack(?:-gov)?\.com|discord\.com)$/;

/** As `confirmationRates`, for the host of a webhook or a chat, on any port. */
export async function hostRates(
  deps: LimitDeps,
  pageId: string,
  host: string,
): Promise<ConfirmationRate[]> {
  if (sharedHosts.test(host)) return [];
  return [{ key: `posts-to:${await deps.signer.sign('host', pageId, host)}`, ...PER_HOST }];
}
