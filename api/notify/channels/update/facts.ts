import type { UpdateMail } from '../../../../templates/email/update-mail.ts';
import { readers } from '../../../domain/page/scope.ts';
import type { Locale } from '../../../domain/text/locale.ts';
import { localized } from '../../../domain/text/translation.ts';
import type { NotifiedUpdate } from '../../port/channel.ts';

/** What every channel says about an update, in one language. */
export function updateFacts(
  baseUrl: string,
  event: NotifiedUpdate,
  /** Null: the page's own language, with links that name none. */
  named: Locale | null = null,
): UpdateMail {
  const { page, correctedAt, components, supersededUpdates } = event;
  const incident = localized(event.incident, named ?? page.locale, page.locale);
  const update = incident.updates.find(({ id }) => id === event.update.id);
  if (!update) throw new Error('the update is none of its incident’s');
  const changed = new Map(update.changes.map((change) => [change.componentId, change.newStatus]));
  const earlier = incident.updates
    .filter(({ id, seq, audience }) =>
      event.isDigest ? audience === readers && seq < update.seq : supersededUpdates.includes(id),
    )
    .filter(({ id }) => id !== update.id)
    .sort((a, b) => b.seq - a.seq);
  const covered = event.isDigest ? newestWithin(earlier, LONGEST_DIGEST) : earlier;
  const home = named ? `${baseUrl}/${named}` : baseUrl;
  return {
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
    digest: event.isDigest ? { isCut: covered.length < earlier.length } : null,
    earlier: covered.map(({ state, notice, event, body, locale, createdAt }) => ({
      ...{ state, notice, event, body, locale },
      at: createdAt,
    })),
    components: components.map((c) => ({ name: c.name, status: changed.get(c.id) ?? c.status })),
  };
}

/** Characters of earlier updates. Gmail clips mails of more than 102 KB. */
const LONGEST_DIGEST = 40_000;

/** As many of these as fit, from the first on. */
function newestWithin<T extends { body: string }>(updates: readonly T[], most: number): T[] {
  let sum = 0;
  const end = updates.findIndex(({ body }) => {
    sum += body.length;
    return sum > most;
  });
  return end < 0 ? [...updates] : updates.slice(0, end);
}
