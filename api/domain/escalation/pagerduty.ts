import { z } from 'zod';
import type { SeverityScale } from '../response/severity.ts';
import { HOUR, MINUTE, SECOND } from '../time/time.ts';

/** In the people of a step that triggered PagerDuty; no member has this ID. */
export const PAGERDUTY = 'pagerduty';

/** What the key is encrypted for. */
export const ROUTING_KEY = 'pagerduty_integration.routing_key';

export const pagerDutyRegions = ['us', 'eu'] as const;
export type PagerDutyRegion = (typeof pagerDutyRegions)[number];
export type PagerDutyAction = 'trigger' | 'acknowledge' | 'resolve';

export const PagerDutyInput = z.object({
  routingKey: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9]{32}$/, 'An integration key has 32 letters and digits.'),
  region: z.enum(pagerDutyRegions, 'Choose from the list.').default('us'),
});
export type PagerDutyInput = z.infer<typeof PagerDutyInput>;

/** Where Events API v2 takes events. */
export const pagerDutyUrls: Record<PagerDutyRegion, string> = {
  us: 'https://events.pagerduty.com/v2/enqueue',
  eu: 'https://events.eu.pagerduty.com/v2/enqueue',
};

const MAX_SUMMARY = 1024;

/** One incident is one alert there, however often it is triggered. */
export const dedupKeyOf = (incidentId: string): string => `allclear-${incidentId}`;

/** The two most severe levels are critical. */
export function pagerDutySeverity(scale: SeverityScale, severity: string | null): string {
  const rank = scale.findIndex(({ key }) => key === severity);
  if (rank < 0) return 'warning';
  return rank < 2 ? 'critical' : rank === 2 ? 'error' : 'warning';
}

type Alert = {
  name: string;
  page: string;
  severity: string | null;
  scale: SeverityScale;
  at: number;
  /** Of the incident’s room. */
  link: string;
};

/** The body of an event; only a trigger says what it is about. */
export const pagerDutyEvent = (
  action: PagerDutyAction,
  { routingKey, dedupKey }: { routingKey: string; dedupKey: string },
  alert: Alert,
) => ({
  routing_key: routingKey,
  event_action: action,
  dedup_key: dedupKey,
  ...(action === 'trigger' && {
    payload: {
      summary: shortened(`${alert.severity ? `${alert.severity}: ` : ''}${alert.name}`),
      source: new URL(alert.link).host,
      severity: pagerDutySeverity(alert.scale, alert.severity),
      timestamp: new Date(alert.at).toISOString(),
      group: alert.page,
    },
    client: 'Allclear',
    client_url: alert.link,
    links: [{ href: alert.link, text: 'Open the incident' }],
  }),
});

const shortened = (text: string): string =>
  text.length > MAX_SUMMARY ? `${text.slice(0, MAX_SUMMARY - 1)}…` : text;

const MAX_WAIT = 30 * MINUTE;
/** After that, an event says nothing new. */
export const PAGERDUTY_GIVE_UP = 24 * HOUR;

/** How long to wait before the next attempt, ms: twice as long each time, or as long as PagerDuty asks for. */
export const pagerDutyWait = (attempts: number, askedSeconds: number): number =>
  Math.min(MAX_WAIT, Math.max(15 * SECOND * 2 ** Math.min(attempts, 12), askedSeconds * SECOND));
