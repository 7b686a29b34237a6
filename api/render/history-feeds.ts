import { wordsIn } from '../../site/locales/words.ts';
import { wholeText } from '../../templates/event.ts';
import { markdownToHtml } from '../../templates/markdown.ts';
import { zoneName } from '../domain/moment.ts';
import { zonedRfc822 } from '../domain/zone.ts';
import type {
  Snapshot,
  SnapshotIncident,
  SnapshotPage,
  SnapshotUpdate,
} from '../snapshot/snapshot.ts';
import { markedMoment, markedSpan } from './marks.ts';
import { incidentUrl, updateLabel } from './updates.ts';
import { element, type Xml, xmlDocument } from './xml.ts';

/**
 * Statuspage's two feeds in its own shape, for programs that know it: one item per incident, whose
 * guid is its address. Dates come from the snapshot, never from the clock.
 */
const MOST = 50;

export function rss(snapshot: Snapshot): string {
  const { page } = snapshot;
  const items = newestFirst(snapshot);
  const changed = Math.max(page.createdAt, ...items.map(newestOf));
  const channel = element(
    'channel',
    {},
    element('title', {}, titleOf(snapshot)),
    element('link', {}, page.url),
    element('description', {}, 'Statuspage'),
    element('pubDate', {}, zonedRfc822(changed, page.timeZone)),
    ...items.map((incident) => rssItem(snapshot, incident)),
  );
  const namespace = { version: '2.0', 'xmlns:dc': 'http://purl.org/dc/elements/1.1/' };
  return xmlDocument(element('rss', namespace, channel));
}

function rssItem({ page }: Snapshot, incident: SnapshotIncident): Xml {
  const url = incidentUrl(page.url, incident.id);
  return element(
    'item',
    {},
    element('title', {}, incident.name),
    element('description', {}, contentOf(page, incident)),
    element('pubDate', {}, zonedRfc822(newestOf(incident), page.timeZone)),
    element('link', {}, url),
    element('guid', {}, url),
  );
}

/** `published` is the first update, `updated` the newest. */
export function atom(snapshot: Snapshot): string {
  const { page } = snapshot;
  const items = newestFirst(snapshot);
  const changed = Math.max(page.createdAt, ...items.map(newestOf));
  const root = element(
    'feed',
    { 'xml:lang': 'en-US', xmlns: 'http://www.w3.org/2005/Atom' },
    element('id', {}, `tag:${hostOf(page.url)},2005:/history`),
    element('link', { rel: 'alternate', type: 'text/html', href: page.url }),
    element('link', {
      rel: 'self',
      type: 'application/atom+xml',
      href: `${page.url}/history.atom`,
    }),
    element('title', {}, titleOf(snapshot)),
    element('updated', {}, seconds(changed)),
    element('author', {}, element('name', {}, page.name)),
    ...items.map((incident) => entry(snapshot, incident)),
  );
  return xmlDocument(root);
}

function entry({ page }: Snapshot, incident: SnapshotIncident): Xml {
  const first = Math.min(...incident.updates.map((update) => update.displayAt));
  const href = incidentUrl(page.url, incident.id);
  return element(
    'entry',
    {},
    element('id', {}, `tag:${hostOf(page.url)},2005:Incident/${incident.id}`),
    element('published', {}, seconds(first)),
    element('updated', {}, seconds(newestOf(incident))),
    element('link', { rel: 'alternate', type: 'text/html', href }),
    element('title', {}, incident.name),
    element('content', { type: 'html' }, contentOf(page, incident)),
  );
}

const titleOf = ({ page }: Snapshot): string => `${page.name} Status - Incident History`;
const hostOf = (url: string): string => new URL(url).hostname;
const seconds = (at: number): string => new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');

const newestOf = (incident: SnapshotIncident): number =>
  Math.max(...incident.updates.map((update) => update.displayAt));

const newestFirst = (snapshot: Snapshot): SnapshotIncident[] =>
  [...snapshot.incidents, ...snapshot.maintenances]
    .sort((a, b) => newestOf(b) - newestOf(a) || (a.id < b.id ? 1 : -1))
    .slice(0, MOST);

function contentOf(page: SnapshotPage, incident: SnapshotIncident): string {
  const updates = incident.updates.map((update, index) =>
    paragraph(page, update, updateLabel(incident, index)),
  );
  return [...planned(incident, page.timeZone), ...updates].join('\n');
}

function planned({ scheduledFor, scheduledUntil }: SnapshotIncident, zone: string): string[] {
  if (scheduledFor === null || scheduledUntil === null) return [];
  const when = markedSpan(scheduledFor, scheduledUntil, zone);
  return [`<p><strong>THIS IS A SCHEDULED EVENT ${when}</strong></p>`];
}

function paragraph(
  { locale, timeZone: zone }: SnapshotPage,
  update: SnapshotUpdate,
  label: string,
): string {
  const at = update.displayAt;
  const when = `${markedMoment(at, zone)} ${zoneName(at, zone)}`;
  const head = `<small>${when}</small><br><strong>${label}</strong>`;
  const body = markdownToHtml(wholeText(wordsIn(locale), update, zone));
  return body.startsWith('<p>')
    ? `<p>${head} - ${body.slice('<p>'.length)}`
    : `<p>${head}</p>\n${body}`;
}
