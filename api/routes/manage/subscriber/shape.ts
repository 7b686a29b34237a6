import type { SubscriberCount } from '../../../../db/subscriber/list.ts';
import type { Subscriber } from '../../../../db/subscriber/subscriber.ts';
import { standingOf, subscriberTypes } from '../../../domain/subscriber/standing.ts';

const time = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString();
const DAY = 24 * 3_600_000;

/** As in Statuspage’s API. Addresses of destinations are secrets, so only their label is shown. */
export const subscriberShape = (
  row: Subscriber,
  { components, retentionDays }: { components: string[]; retentionDays: number },
) => ({
  id: row.id,
  mode: row.channel,
  email: row.channel === 'email' ? row.email : row.contactEmail,
  endpoint: row.channel === 'webhook' ? row.label : null,
  phone_number: null,
  phone_country: null,
  display_phone_number: null,
  obfuscated_channel_name: row.channel === 'email' ? null : row.label,
  workspace_name: null,
  skip_confirmation_notification: false,
  state: stateWords[standingOf(row)],
  quarantined_at: time(row.quarantinedAt),
  purge_at:
    row.unsubscribedAt !== null && row.state === 'unsubscribed'
      ? time(row.unsubscribedAt + retentionDays * DAY)
      : null,
  components,
  page_access_user_id: null,
  created_at: time(row.createdAt),
});

const stateWords = {
  active: 'active',
  unconfirmed: 'unconfirmed',
  quarantined: 'quarantined',
  left: 'unsubscribed',
} as const;

const sum = (counts: readonly SubscriberCount[]): number => counts.reduce((n, one) => n + one.n, 0);

export const countShape = (counts: readonly SubscriberCount[]) =>
  Object.fromEntries(
    subscriberTypes.map((type) => [type, sum(counts.filter(({ channel }) => channel === type))]),
  );

export const histogramShape = (counts: readonly SubscriberCount[]) =>
  Object.fromEntries(
    subscriberTypes.map((type) => {
      const present = counts.filter(
        ({ channel, standing }) => channel === type && standing !== 'left',
      );
      const of = (name: string) => sum(present.filter(({ standing }) => standing === name));
      return [
        type,
        {
          ...{ active: of('active'), unconfirmed: of('unconfirmed') },
          ...{ quarantined: of('quarantined'), total: sum(present) },
        },
      ];
    }),
  );
