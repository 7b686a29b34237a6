import { discordKind } from './discord.ts';
import type { DestinationChannel, DestinationKind } from './kind.ts';
import { slackKind } from './slack.ts';
import { teamsKind } from './teams.ts';
import { webhookKind } from './webhook.ts';

/** Add the kind of a new channel here. */
export const destinationKinds: Record<DestinationChannel, DestinationKind> = {
  webhook: webhookKind,
  slack: slackKind,
  teams: teamsKind,
  discord: discordKind,
};
