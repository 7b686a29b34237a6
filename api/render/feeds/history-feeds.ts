import { wholeText } from '../../../templates/event.ts';
import { markdownToHtml } from '../../../templates/markdown/markdown.ts';
import type { LinkBase } from '../../domain/text/link-base.ts';
import { zoneName } from '../../domain/time/format.ts';
import { zonedRfc822 } from '../../domain/time/zone.ts';
import type {
  Snapshot,
  SnapshotIncident,
  SnapshotPage,
  SnapshotUpdate,
} from '../../snapshot/snapshot.ts';
import { markedMoment, markedSpan } from '../marks.ts';
import { escapeHtml } from '../text.ts';
import { incidentUrl, linksOf, updateLabel } from '../updates.ts';
import { element, type Xml, xmlDocument } from '../xml.ts';
import { type FeedI18n, feedI18nFor, WITH_YEAR } from './update-items.ts';

/**
 * Statuspage's two feeds in their original form: one item per incident, with its address as guid.
 * English pages use Statuspage's words. Dates come from the snapshot.
 */
const MAX = 50;

export function rss(snapshot: Snapshot, words: FeedI18n = feedI18nFor(snapshot, null)): string {
  const { page } = snapshot;
  const items = newestFirst(snapshot);
  const changed = Math.max(page.createdAt, ...items.map(newestOf));
  const channel = element(
    'channel',
    {},
    element('title', {}, titleOf(snapshot, words)),
    element('link', {}, page.url + words.prefix),
    element('description', {}, words.locale === 'en' ? 'Statuspage' : words.say('page.history')),
    element('pubDate', {}, zonedRfc822(changed, page.timeZone)),
    element('atom:link', {
      rel: 'self',
      type: 'application/rss+xml',
      href: `${page.url}${words.prefix}/history.rss`,
    }),
    ...items.map((incident) => rssItem(snapshot, incident, words)),
  );
  const namespace = {
    version: '2.0',
    'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
    'xmlns:atom': 'http://www.w3.org/2005/Atom',
  };
  return xmlDocument(element('rss', namespace, channel));
}

function rssItem({ page }: Snapshot, incident: SnapshotIncident, words: FeedI18n): Xml {
  return element(
    'item',
    {},
    element('title', {}, incident.name),
    element('description', {}, contentOf(page, incident, words)),
    element('pubDate', {}, zonedRfc822(newestOf(incident), page.timeZone)),
    element('link', {}, incidentUrl(page.url + words.prefix, incident.id)),
    element('guid', {}, incidentUrl(originOf(page), incident.id)),
  );
}

/** `published` is the first update, `updated` the newest. */
export function atom(snapshot: Snapshot, words: FeedI18n = feedI18nFor(snapshot, null)): string {
  const { page } = snapshot;
  const { locale, prefix } = words;
  const items = newestFirst(snapshot);
  const changed = Math.max(page.createdAt, ...items.map(newestOf));
  const root = element(
    'feed',
    { 'xml:lang': locale === 'en' ? 'en-US' : locale, xmlns: 'http://www.w3.org/2005/Atom' },
    element('id', {}, `tag:${hostOf(originOf(page))},2005:${prefix}/history`),
    element('link', { rel: 'alternate', type: 'text/html', href: page.url + prefix }),
    element('link', {
      rel: 'self',
      type: 'application/atom+xml',
      href: `${page.url}${prefix}/history.atom`,
    }),
    element('title', {}, titleOf(snapshot, words)),
    element('updated', {}, seconds(changed)),
    element('author', {}, element('name', {}, page.name)),
    ...items.map((incident) => entry(snapshot, incident, words)),
  );
  return xmlDocument(root);
}

function entry({ page }: Snapshot, incident: SnapshotIncident, words: FeedI18n): Xml {
  const first = Math.min(...incident.updates.map((update) => update.displayAt));
  const href = incidentUrl(page.url + words.prefix, incident.id);
  return element(
    'entry',
    {},
    element('id', {}, `tag:${hostOf(originOf(page))},2005:Incident/${incident.id}`),
    element('published', {}, seconds(first)),
    element('updated', {}, seconds(newestOf(incident))),
    element('link', { rel: 'alternate', type: 'text/html', href }),
    element('title', {}, incident.name),
    element('content', { type: 'html' }, contentOf(page, incident, words)),
  );
}

const titleOf = ({ page }: Snapshot, { locale, say }: FeedI18n): string =>
  locale === 'en'
    ? `${page.name} Status - Incident History`
    : `${say('page.name', { page: page.name })} · ${say('page.history')}`;
/** Ids survive a change of address, so that readers see nothing as new. */
const originOf = (page: SnapshotPage): string => page.idOrigin ?? page.url;
const hostOf = (url: string): string => new URL(url).hostname;
const seconds = (at: number): string => new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');

const newestOf = (incident: SnapshotIncident): number =>
  Math.max(...incident.updates.map((update) => update.displayAt));

const newestFirst = (snapshot: Snapshot): SnapshotIncident[] =>
  [...snapshot.incidents, ...snapshot.maintenances]
    .sort((a, b) => newestOf(b) - newestOf(a) || (a.id < b.id ? 1 : -1))
    .slice(0, MAX);

function contentOf(page: SnapshotPage, incident: SnapshotIncident, words: FeedI18n): string {
  const updates = incident.updates.map((update, index) =>
    paragraph(
      page.timeZone,
      { update, label: updateLabel(incident, index, words) },
      words,
      linksOf({ page }, incident, words.prefix),
    ),
  );
  return [...planned(incident, page.timeZone, words), ...updates].join('\n');
}

function planned(
  { scheduledFor: from, scheduledUntil: until }: SnapshotIncident,
  zone: string,
  { locale, say, window }: FeedI18n,
): string[] {
  if (from === null || until === null) return [];
  const sentence =
    locale === 'en'
      ? `THIS IS A SCHEDULED EVENT ${markedSpan(from, until, zone)}`
      : escapeHtml(say('feed.scheduled', { window: window(from, until, zone, WITH_YEAR) }));
  return [`<p><strong>${sentence}</strong></p>`];
}

function paragraph(
  zone: string,
  { update, label }: { update: SnapshotUpdate; label: string },
  words: FeedI18n,
  base: LinkBase,
): string {
  const at = update.displayAt;
  const when =
    words.locale === 'en'
      ? `${markedMoment(at, zone)} ${zoneName(at, zone)}`
      : escapeHtml(words.moment(at, zone, WITH_YEAR));
  const head = `<small>${when}</small><br><strong>${label}</strong>`;
  const body = markdownToHtml(wholeText(words, update, zone), base);
  return body.startsWith('<p>')
    ? `<p>${head} - ${body.slice('<p>'.length)}`
    : `<p>${head}</p>\n${body}`;
}
