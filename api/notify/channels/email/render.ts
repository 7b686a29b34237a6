import type { Component } from '../../../../db/component/component.ts';
import {
  type Notification,
  type RenderedMessage,
  textFacts,
} from '../../../../db/delivery/notification.ts';
import type { IncidentRecord } from '../../../../db/incident/timeline.ts';
import type { Page } from '../../../../db/page/page.ts';
import type { Translated } from '../../../../db/schema/index.ts';
import { updateMail } from '../../../../templates/email/update.ts';
import type { Locale } from '../../../domain/text/locale.ts';
import { localized } from '../../../domain/text/translation.ts';
import type { SenderDeps } from '../../port/sending.ts';

/** Renders a notification in every language that a subscriber of the page uses. */
export async function renderNotification(
  deps: SenderDeps,
  told: Notification,
): Promise<RenderedMessage> {
  const { page, incident, components, untold, locales } = await textFacts(deps.db, told);
  const update = incident?.updates.find((candidate) => candidate.id === told.updateId);
  if (!page || !incident || !update) throw new Error('its update is gone');
  const correctedAt = told.kind === 'update' ? null : update.correctedAt;
  const facts = { page, incident, update, correctedAt, components, untold };
  const translated: Translated = {};
  for (const locale of locales) translated[locale] = await mailOf(deps.baseUrl, facts, locale);
  const original = await mailOf(deps.baseUrl, facts);
  return { from: deps.from, ...original, translated, revision: incident.revision };
}

/** The mail of one update, with the texts of the superseded updates whose ids are in `untold`. */
export async function mailOf(
  baseUrl: string,
  facts: {
    page: Page;
    incident: IncidentRecord;
    update: IncidentRecord['updates'][number];
    correctedAt: number | null;
    components: Component[];
    untold: string[];
  },
  /** Null: the page's own language, with links that name none. */
  named: Locale | null = null,
): Promise<{ subject: string; html: string; text: string }> {
  const { page, correctedAt, components, untold } = facts;
  const incident = localized(facts.incident, named ?? page.locale, page.locale);
  const update = incident.updates.find(({ id }) => id === facts.update.id);
  if (!update) throw new Error('the update is none of its incident’s');
  const changed = new Map(update.changes.map((change) => [change.componentId, change.newStatus]));
  const home = named ? `${baseUrl}/${named}` : baseUrl;
  return updateMail({
    locale: named ?? page.locale,
    written: page.locale,
    pageName: page.name,
    pageUrl: named ? home : `${baseUrl}/`,
    prefix: named ? `/${named}` : '',
    zone: page.timeZone,
    incident: {
      name: incident.name,
      locale: incident.locale,
      url: `${home}/incidents/${incident.id}`,
      scheduledFor: incident.scheduledFor,
      scheduledUntil: incident.scheduledUntil,
    },
    state: update.state,
    notice: update.notice,
    event: update.event,
    body: update.body,
    bodyLocale: update.locale,
    at: update.createdAt,
    correctedAt,
    nextUpdateBy: update.nextUpdateBy,
    earlier: incident.updates
      .filter(({ id }) => untold.includes(id) && id !== update.id)
      .sort((a, b) => b.seq - a.seq)
      .map(({ state, notice, event, body, locale, createdAt }) => ({
        ...{ state, notice, event, body, locale },
        at: createdAt,
      })),
    components: components.map((c) => ({ name: c.name, status: changed.get(c.id) ?? c.status })),
  });
}
