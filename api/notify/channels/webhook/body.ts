import type { Component } from '../../../../db/component/component.ts';
import { wordsIn } from '../../../../site/locales/words.ts';
import { wholeText } from '../../../../templates/event.ts';
import { wholeLinks } from '../../../../templates/markdown/markdown.ts';
import type { Impact } from '../../../domain/component/impact.ts';
import { rollup } from '../../../domain/incident/rollup.ts';
import { isForReaders } from '../../../domain/page/scope.ts';
import type { Locale } from '../../../domain/text/locale.ts';
import { localized } from '../../../domain/text/translation.ts';
import type { NotifiedUpdate } from '../../port/channel.ts';

const iso = (at: number): string => new Date(at).toISOString();
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

/** Facts for the body other than the update. */
export type WebhookFacts = {
  /** Components and groups of the page. */
  all: readonly Component[];
  /** Impacts that were set by hand on open incidents. */
  openImpacts: readonly Impact[];
  /** Of the page, without a trailing slash. */
  baseUrl: string;
  /** Null: the page's own language. */
  locale: Locale | null;
  /** UTC ms. */
  now: number;
};

/**
 * What Statuspage posts to a webhook about an incident or a maintenance, without the link to
 * unsubscribe. Internal updates are left out.
 */
export function webhookBody(event: NotifiedUpdate, facts: WebhookFacts) {
  const { page } = event;
  const { baseUrl } = facts;
  const locale = facts.locale ?? page.locale;
  const incident = localized(event.incident, locale, page.locale);
  const updates = incident.updates.filter(isForReaders);
  const postmortem = updates.find(({ state }) => state === 'postmortem');
  const leaves = facts.all.filter(({ group }) => !group).map(({ status }) => status);
  const { indicator, description } = rollup(leaves, facts.openImpacts);
  const affected = new Set(incident.componentIds);
  const automation = incident.automation ?? {};
  const shortlink = `${baseUrl}/incidents/${incident.id}`;
  const textOf = (update: (typeof updates)[number]): string =>
    wholeLinks(wholeText(wordsIn(locale), update, page.timeZone), {
      ...{ url: baseUrl, prefix: '', page: shortlink },
    });
  return {
    meta: { documentation: `${baseUrl}/api/docs`, generated_at: iso(facts.now) },
    page: { id: page.id, status_indicator: indicator, status_description: description },
    incident: {
      name: incident.name,
      status: incident.state,
      created_at: iso(incident.createdAt),
      updated_at: iso(incident.updatedAt),
      monitoring_at: isoOrNull(incident.monitoringAt),
      resolved_at: isoOrNull(incident.resolvedAt),
      impact: incident.impact,
      shortlink,
      postmortem_ignored: false,
      postmortem_body: postmortem ? textOf(postmortem) : null,
      postmortem_body_last_updated_at: postmortem
        ? iso(postmortem.correctedAt ?? postmortem.createdAt)
        : null,
      postmortem_published_at: postmortem ? iso(postmortem.displayAt) : null,
      postmortem_notified_subscribers: postmortem?.deliverNotifications ?? false,
      postmortem_notified_twitter: false,
      backfilled: false,
      scheduled_for: isoOrNull(incident.scheduledFor),
      scheduled_until: isoOrNull(incident.scheduledUntil),
      scheduled_remind_prior: incident.remindBefore.length > 0,
      scheduled_reminded_at: null,
      impact_override: incident.impactOverride,
      scheduled_auto_in_progress: automation.scheduled_auto_in_progress ?? false,
      scheduled_auto_completed: automation.scheduled_auto_completed ?? false,
      id: incident.id,
      page_id: page.id,
      incident_updates: updates.map((update) => ({
        status: update.state,
        body: textOf(update),
        created_at: iso(update.createdAt),
        wants_twitter_update: false,
        twitter_updated_at: null,
        updated_at: iso(update.correctedAt ?? update.createdAt),
        display_at: iso(update.displayAt),
        affected_components:
          update.changes.length === 0
            ? null
            : update.changes.map(({ componentId, name, oldStatus, newStatus }) => ({
                ...{ code: componentId, name, old_status: oldStatus, new_status: newStatus },
              })),
        custom_tweet: null,
        deliver_notifications: update.deliverNotifications,
        id: update.id,
        incident_id: incident.id,
      })),
      components: facts.all
        .filter(({ id }) => affected.has(id))
        .map((component) => ({
          status: component.status,
          name: component.name,
          created_at: iso(component.createdAt),
          updated_at: iso(component.updatedAt),
          position: component.position,
          description: component.description,
          showcase: component.showcase,
          id: component.id,
          page_id: page.id,
          group_id: component.groupId,
        })),
    },
  };
}
