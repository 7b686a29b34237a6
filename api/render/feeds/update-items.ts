import { type Words, wordsIn } from '../../../site/locales/words.ts';
import { eventText } from '../../../templates/event.ts';
import { markdownToHtml } from '../../../templates/markdown/markdown.ts';
import { isClosed } from '../../domain/incident/incident.ts';
import type { LinkBase } from '../../domain/text/link-base.ts';
import type { Locale } from '../../domain/text/locale.ts';
import type {
  Snapshot,
  SnapshotComponent,
  SnapshotIncident,
  SnapshotUpdate,
} from '../../snapshot/snapshot.ts';
import { membersOf } from '../components.ts';
import { cutUtf8, escapeHtml, utf8Length } from '../text.ts';
import { incidentUrl, linksOf, updateLabel } from '../updates.ts';

/** The subject of a feed: the page, a component or group, or an incident. */
export type Subject = {
  /** The path before `/updates.rss` and the others. */
  path: '' | `/components/${string}` | `/incidents/${string}`;
  title: string;
  incidents: SnapshotIncident[];
};

/** One update in feeds. */
export type UpdateItem = {
  id: string;
  url: string;
  title: string;
  html: string;
  publishedAt: number;
  /** Changed only by a correction of this update. */
  correctedAt: number;
};

/** The language of a feed and the prefix of its links. */
export type FeedI18n = Words & { prefix: string };

/** The page's language at its plain address, or the one in the feed's address. */
export const feedI18nFor = ({ page }: Snapshot, named: Locale | null): FeedI18n => ({
  ...wordsIn(named ?? page.locale),
  prefix: named ? `/${named}` : '',
});

const MAX = 50;
/** Feeds have no today, so times include the year. */
export const WITH_YEAR = 0;
/** As escaped HTML. A longer text is cut and links to the rest. */
const MAX_ITEM_BYTES = 16 * 1024;

export const wholePage = (s: Snapshot, { say }: FeedI18n = feedI18nFor(s, null)): Subject => ({
  path: '',
  title: say('page.name', { page: s.page.name }),
  incidents: [...s.incidents, ...s.maintenances],
});

/** A group includes its members. */
export function oneComponent(
  s: Snapshot,
  component: SnapshotComponent,
  { say }: FeedI18n = feedI18nFor(s, null),
): Subject {
  const ids = new Set([component, ...membersOf(s, component)].map((c) => c.id));
  return {
    path: `/components/${component.id}`,
    title: `${component.name} · ${say('page.name', { page: s.page.name })}`,
    incidents: [...s.incidents, ...s.maintenances].filter(
      (i) =>
        i.componentIds.some((id) => ids.has(id)) ||
        i.updates.some((update) => update.changes.some((c) => ids.has(c.componentId))),
    ),
  };
}

export const oneIncident = (
  s: Snapshot,
  incident: SnapshotIncident,
  { say }: FeedI18n = feedI18nFor(s, null),
): Subject => ({
  path: `/incidents/${incident.id}`,
  title: `${incident.name} · ${say('page.name', { page: s.page.name })}`,
  incidents: [incident],
});

const urlOf = (
  s: Snapshot,
  incident: SnapshotIncident,
  update: SnapshotUpdate,
  { prefix }: FeedI18n,
): string => `${incidentUrl(s.page.url + prefix, incident.id)}#update-${update.id}`;

/** Newest first. */
export const itemsOf = (
  s: Snapshot,
  subject: Subject,
  words: FeedI18n = feedI18nFor(s, null),
): UpdateItem[] =>
  subject.incidents
    .flatMap((incident) => incident.updates.map((update, index) => ({ incident, update, index })))
    .sort(
      (a, b) =>
        b.update.displayAt - a.update.displayAt ||
        b.update.seq - a.update.seq ||
        (a.update.id < b.update.id ? 1 : -1),
    )
    .slice(0, MAX)
    .map(({ incident, update, index }) => ({
      id: `urn:x-allclear:update:${update.id}`,
      url: urlOf(s, incident, update, words),
      title: `${updateLabel(incident, index, words)}: ${incident.name}`,
      html: htmlOf(words, s, incident, update),
      publishedAt: update.displayAt,
      correctedAt: Math.max(
        update.displayAt,
        update.updatedAt > update.createdAt ? update.updatedAt : update.displayAt,
      ),
    }));

function htmlOf(
  words: FeedI18n,
  s: Snapshot,
  incident: SnapshotIncident,
  update: SnapshotUpdate,
): string {
  const { say, moment, window } = words;
  const { timeZone } = s.page;
  const at = moment(update.displayAt, timeZone, WITH_YEAR);
  const parts = [`<p><small>${escapeHtml(at)}</small></p>`];
  if (incident.scheduledFor !== null && incident.scheduledUntil !== null) {
    const when = window(incident.scheduledFor, incident.scheduledUntil, timeZone, WITH_YEAR);
    parts.push(strong(say('feed.scheduled', { window: when })));
  }
  const event = eventText(words, update, timeZone);
  const base = linksOf(s, incident, words.prefix);
  if (event) parts.push(markdownToHtml(event, base));
  if (update.body) parts.push(bounded(words, update, urlOf(s, incident, update, words), base));
  if (update.correctedAt) {
    const time = moment(update.correctedAt, timeZone, update.displayAt);
    parts.push(`<p><small>${escapeHtml(say('feed.corrected', { time }))}</small></p>`);
  }
  if (update.nextUpdateBy && !isClosed(update.state)) {
    const time = moment(update.nextUpdateBy, timeZone, update.displayAt);
    parts.push(strong(say('promise.due', { time })));
  }
  const moved = update.changes.filter((change) => change.oldStatus !== change.newStatus);
  if (moved.length > 0)
    parts.push(`<ul>${moved.map((change) => changeOf(words, change)).join('')}</ul>`);
  return parts.join('\n');
}

const strong = (text: string): string => `<p><strong>${escapeHtml(text)}</strong></p>`;

const changeOf = ({ say, dir }: Words, change: SnapshotUpdate['changes'][number]): string => {
  const [before, after] = [say(`status.${change.oldStatus}`), say(`status.${change.newStatus}`)];
  return `<li>${escapeHtml(change.name)}: ${before} ${dir === 'rtl' ? '←' : '→'} ${after}</li>`;
};

function bounded({ say }: Words, { body }: SnapshotUpdate, url: string, base: LinkBase): string {
  let [source, html] = [body, markdownToHtml(body, base)];
  while (utf8Length(escapeHtml(html)) > MAX_ITEM_BYTES) {
    source = cutUtf8(source, Math.floor(utf8Length(source) / 2));
    html = `${markdownToHtml(source, base)}\n<p>… <a href="${escapeHtml(url)}">${say('feed.whole')}</a></p>`;
  }
  return html;
}
