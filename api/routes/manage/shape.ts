import type { Component } from '../../../db/component/component.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import type { Page } from '../../../db/page/page.ts';
import { wordsIn } from '../../../site/locales/words.ts';
import { wholeText } from '../../../templates/event.ts';
import { detailFields } from '../../domain/component/details.ts';
import { worst } from '../../domain/component/status.ts';
import { affectedComponent } from '../../render/statuspage-v2.ts';

/**
 * Rows in the form of Statuspage's manage API. Each function lists its keys, except for the details
 * of a component, which are public.
 */
const millis = (ms: number): string => new Date(ms).toISOString();
const millisOrNull = (ms: number | null): string | null => (ms === null ? null : millis(ms));

export const pageShape = (page: Page, url: string) => ({
  id: page.id,
  created_at: millis(page.createdAt),
  updated_at: millis(page.updatedAt),
  name: page.name,
  page_description: '',
  headline: '',
  branding: 'basic',
  subdomain: new URL(url).hostname.split('.')[0] ?? '',
  domain: new URL(url).hostname,
  url,
  support_url: page.supportUrl,
  hidden_from_search: false,
  allow_page_subscribers: true,
  allow_incident_subscribers: false,
  allow_email_subscribers: true,
  allow_sms_subscribers: false,
  allow_webhook_subscribers: false,
  allow_rss_atom_feeds: true,
  viewers_must_be_team_members: false,
  ip_restrictions: null,
  city: null,
  state: null,
  country: null,
  time_zone: page.timeZone,
});

export const componentShape = (row: Component, all: readonly Component[]) => ({
  id: row.id,
  page_id: row.pageId,
  group_id: row.groupId,
  created_at: millis(row.createdAt),
  updated_at: millis(row.updatedAt),
  group: row.group,
  name: row.name,
  position: row.position,
  status: row.group ? worst(membersOf(row, all).map((c) => c.status)) : row.status,
  automation_email: null,
  ...Object.fromEntries(detailFields.map(({ name, apiName }) => [apiName, row[name]])),
});

export const groupShape = (row: Component, all: readonly Component[]) => ({
  id: row.id,
  page_id: row.pageId,
  name: row.name,
  description: row.description,
  components: membersOf(row, all).map((c) => c.id),
  position: row.position,
  created_at: millis(row.createdAt),
  updated_at: millis(row.updatedAt),
});

export const updateShape = (
  row: IncidentRecord['updates'][number],
  { locale, timeZone }: Pick<Page, 'locale' | 'timeZone'>,
) => ({
  id: row.id,
  incident_id: row.incidentId,
  status: row.state,
  body: wholeText(wordsIn(locale), row, timeZone),
  created_at: millis(row.createdAt),
  updated_at: millis(row.updatedAt),
  display_at: millis(row.displayAt),
  visibility: row.audience,
  affected_components: row.changes.length === 0 ? null : row.changes.map(affectedComponent),
  deliver_notifications: row.deliverNotifications,
  wants_twitter_update: false,
  twitter_updated_at: null,
  custom_tweet: null,
  tweet_id: null,
});

export function incidentShape(
  row: IncidentRecord,
  all: readonly Component[],
  page: Page,
  baseUrl: string,
) {
  return {
    id: row.id,
    page_id: row.pageId,
    name: row.name,
    status: row.state,
    impact: row.impact,
    impact_override: row.impactOverride,
    severity: row.severity,
    created_at: millis(row.createdAt),
    updated_at: millis(row.updatedAt),
    monitoring_at: millisOrNull(row.monitoringAt),
    resolved_at: millisOrNull(row.resolvedAt),
    started_at: millis(row.startedAt),
    shortlink: `${baseUrl}/incidents/${row.id}`,
    visibility: row.audience,
    metadata: row.metadata,
    ...scheduleShape(row),
    ...postmortemShape(row),
    reminder_intervals: null,
    incident_impacts: [],
    incident_updates: row.updates.map((update) => updateShape(update, page)),
    components: all
      .filter((c) => row.componentIds.includes(c.id))
      .map((c) => componentShape(c, all)),
  };
}

function scheduleShape(row: IncidentRecord) {
  const { automation, scheduledFor, scheduledUntil, remindBefore, updates } = row;
  const reminded = updates.find((update) => update.notice === 'reminder');
  const flag = (name: string) => automation?.[name] ?? null;
  return {
    scheduled_for: millisOrNull(scheduledFor),
    scheduled_until: millisOrNull(scheduledUntil),
    scheduled_remind_prior: remindBefore.length > 0,
    scheduled_reminded_at: millisOrNull(reminded?.displayAt ?? null),
    scheduled_auto_in_progress: flag('scheduled_auto_in_progress') ?? false,
    scheduled_auto_completed: flag('scheduled_auto_completed') ?? false,
    auto_transition_to_maintenance_state: flag('auto_transition_to_maintenance_state'),
    auto_transition_to_operational_state: flag('auto_transition_to_operational_state'),
    auto_transition_deliver_notifications_at_start: flag(
      'auto_transition_deliver_notifications_at_start',
    ),
    auto_transition_deliver_notifications_at_end: flag(
      'auto_transition_deliver_notifications_at_end',
    ),
  };
}

function postmortemShape({ updates }: IncidentRecord) {
  const published = updates.find(({ state }) => state === 'postmortem');
  return {
    postmortem_body: published?.body ?? null,
    postmortem_body_last_updated_at: millisOrNull(published?.updatedAt ?? null),
    postmortem_ignored: false,
    postmortem_published_at: millisOrNull(published?.displayAt ?? null),
    postmortem_notified_subscribers: published?.deliverNotifications ?? false,
    postmortem_notified_twitter: false,
  };
}

const membersOf = (group: Component, all: readonly Component[]): Component[] =>
  all.filter((c) => c.groupId === group.id);
