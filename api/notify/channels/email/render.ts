import { updateMail } from '../../../../templates/email/update.ts';
import type { Locale } from '../../../domain/text/locale.ts';
import { localized } from '../../../domain/text/translation.ts';
import type { NotifiedUpdate } from '../../port/channel.ts';

/** The mail of one update, with the texts of the updates that it supersedes. */
export async function mailOf(
  baseUrl: string,
  facts: NotifiedUpdate,
  /** Null: the page's own language, with links that name none. */
  named: Locale | null = null,
): Promise<{ subject: string; html: string; text: string }> {
  const { page, correctedAt, components, supersededUpdates } = facts;
  const incident = localized(facts.incident, named ?? page.locale, page.locale);
  const update = incident.updates.find(({ id }) => id === facts.update.id);
  if (!update) throw new Error('the update is none of its incident’s');
  const changed = new Map(update.changes.map((change) => [change.componentId, change.newStatus]));
  const home = named ? `${baseUrl}/${named}` : baseUrl;
  return updateMail({
    locale: named ?? page.locale,
    written: page.locale,
    page: { ...page, url: named ? home : `${baseUrl}/` },
    prefix: named ? `/${named}` : '',
    zone: page.timeZone,
    incident: {
      kind: incident.kind,
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
      .filter(({ id }) => supersededUpdates.includes(id) && id !== update.id)
      .sort((a, b) => b.seq - a.seq)
      .map(({ state, notice, event, body, locale, createdAt }) => ({
        ...{ state, notice, event, body, locale },
        at: createdAt,
      })),
    components: components.map((c) => ({ name: c.name, status: changed.get(c.id) ?? c.status })),
  });
}
