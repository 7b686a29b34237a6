/** State of a subscriber, as lists, filters and the API name it. */
export const standings = ['active', 'unconfirmed', 'quarantined', 'left'] as const;
export type Standing = (typeof standings)[number];

export const standingWords: Record<Standing, string> = {
  active: 'Subscribed',
  unconfirmed: 'Not confirmed',
  quarantined: 'Quarantined',
  left: 'Unsubscribed',
};

export const standingOf = (of: { state: string; quarantinedAt: number | null }): Standing => {
  if (of.state === 'unsubscribed') return 'left';
  if (of.quarantinedAt !== null) return 'quarantined';
  return of.state === 'active' ? 'active' : 'unconfirmed';
};

/** Names of the channels in lists. */
export const channelWords: Record<string, string> = {
  email: 'Email',
  webhook: 'Webhook',
  slack: 'Slack',
  teams: 'Microsoft Teams',
  discord: 'Discord',
};

export const channelWord = (channel: string): string => channelWords[channel] ?? channel;

/** Types of Statuspage’s API. Some, such as `sms`, have no channel here. */
export const subscriberTypes = [
  'email',
  'sms',
  'webhook',
  'slack',
  'teams',
  'discord',
  'integration_partner',
] as const;

/** What lists show: the mailbox, or the label of a destination, whose address is a secret. */
export const shownAddress = (of: {
  channel: string;
  email: string;
  label: string | null;
}): string =>
  of.channel === 'email' ? of.email : (of.label ?? `${channelWord(of.channel)} destination`);
