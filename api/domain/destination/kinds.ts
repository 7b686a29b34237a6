import { discordKind } from './discord.ts';
import type { DestinationChannel, DestinationKind } from './kind.ts';
import { slackKind } from './slack.ts';
import { teamsKind } from './teams.ts';
import { webhookKind } from './webhook.ts';

/** The channels that are built. Add the kind of a new one here. */
export const destinationKinds: Partial<Record<DestinationChannel, DestinationKind>> = {
  webhook: webhookKind,
  slack: slackKind,
  teams: teamsKind,
  discord: discordKind,
};
