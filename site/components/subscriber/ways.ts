import type { DestinationChannel } from '../../../api/domain/destination/kind.ts';
import { isClosed } from '../../../api/domain/incident/incident.ts';
import { DAY } from '../../../api/domain/time/time.ts';
import type { Snapshot, SnapshotIncident } from '../../../api/snapshot/snapshot.ts';
import type { Words } from '../../locales/words.ts';

export type SignUpChannel = 'email' | DestinationChannel;
/** How readers get updates. */
export type SubscribeWay = SignUpChannel | 'feeds' | 'calendar';

/** In the order that forms list them. Services keep their names in every language. */
export const wayNames = ({ say }: Words): Record<SubscribeWay, string> => ({
  email: say('channel.email'),
  slack: 'Slack',
  teams: 'Microsoft Teams',
  discord: 'Discord',
  webhook: 'Webhook',
  feeds: say('channel.feeds'),
  calendar: say('channel.calendar'),
});

/** What comes by each of them, and what it needs. */
export const wayTexts = ({ say }: Words): Record<SubscribeWay, string> => ({
  email: say('subscribe.emailText'),
  slack: say('subscribe.slackText'),
  teams: say('subscribe.teamsText'),
  discord: say('subscribe.discordText'),
  webhook: say('subscribe.webhookText'),
  feeds: say('subscribe.feedsText'),
  calendar: say('subscribe.calendarText'),
});

export const addressExamples: Record<DestinationChannel, string> = {
  slack: 'https://hooks.slack.com/services/…',
  teams: 'https://….api.powerplatform.com/…',
  discord: 'https://discord.com/api/webhooks/…',
  webhook: 'https://example.com/status',
};

/** Email is at `/subscribe` itself. */
export const wayPath = (way: SubscribeWay, followed?: string | undefined): string =>
  `${followed ? `/incidents/${followed}` : ''}/subscribe${way === 'email' ? '' : `/${way}`}`;

/** The open incident or maintenance that a form names. */
export const incidentToFollow = (
  snapshot: Snapshot | null,
  id: string | string[] | undefined,
): SnapshotIncident | null =>
  [...(snapshot?.incidents ?? []), ...(snapshot?.maintenances ?? [])].find(
    (one) => one.id === [id].flat()[0] && !isClosed(one.state),
  ) ?? null;

/** A snapshot has this many incidents at least, where there are as many. */
const ALL_BELOW = 75;

/** Updates of the last 30 days; null where the snapshot may not have all of them. */
export function recentUpdates(snapshot: Snapshot | null): number | null {
  if (!snapshot) return null;
  const { incidents, maintenances, builtAt } = snapshot;
  if (incidents.length >= ALL_BELOW || maintenances.length >= ALL_BELOW) return null;
  return [...incidents, ...maintenances]
    .flatMap(({ updates }) => updates)
    .filter(({ displayAt }) => displayAt > builtAt - 30 * DAY).length;
}
