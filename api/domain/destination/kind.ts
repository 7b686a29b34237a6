import {
  type DestinationProblem,
  destinationProblems,
  type OutgoingRules,
} from '../network/destination.ts';

/** The channels other than email that a subscriber can choose. */
export const destinationChannels = ['webhook', 'slack', 'teams', 'discord'] as const;
export type DestinationChannel = (typeof destinationChannels)[number];

/** What is wrong with an address that somebody typed. */
export type AddressProblem = DestinationProblem | 'not_slack' | 'not_teams' | 'not_discord';

/** For the console and the API. Pages for readers have them in seven languages. */
export const addressProblems: Record<AddressProblem, string> = {
  ...destinationProblems,
  not_slack:
    'This isn’t a Slack webhook address. It begins with https://hooks.slack.com/services/.',
  not_teams: 'This isn’t the address of a Teams workflow. It begins with https://.',
  not_discord:
    'This isn’t a Discord webhook address. It begins with https://discord.com/api/webhooks/.',
};

/**
 * Whoever knows an address of Slack or Discord may post there. Any other can be guessed, so it is
 * asked itself before anything is sent to it.
 */
export const hasSecretAddress = (channel: string): boolean =>
  channel === 'slack' || channel === 'discord';

/** What one channel takes as an address. */
export type DestinationKind = {
  channel: DestinationChannel;
  /**
   * Checks what somebody typed. `address` is its stored form: the same for every spelling of one
   * destination. Destinations with one `limitKey` share a rate limit and a circuit breaker, such as
   * all on one host.
   */
  check(
    text: string,
    rules: OutgoingRules,
  ): { address: string; limitKey: string } | { wrong: AddressProblem };
};

/** A secret address as lists show it: the host and the last four characters. */
export function maskedAddress(address: string): string {
  if (!URL.canParse(address)) return `…${address.slice(-4)}`;
  const { host, pathname, search } = new URL(address);
  const rest = pathname + search;
  return rest.length > 8 ? `${host}/…${rest.slice(-4)}` : `${host}/…`;
}
