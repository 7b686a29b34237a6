import { markdownToHtml } from '../../templates/markdown.ts';
import { isClosed } from '../domain/incident.ts';
import { momentWords, windowWords } from '../domain/moment.ts';
import { statusWords } from '../domain/status.ts';
import type {
  Snapshot,
  SnapshotComponent,
  SnapshotIncident,
  SnapshotUpdate,
} from '../snapshot/snapshot.ts';
import { membersOf } from './components.ts';
import { cutUtf8, escapeHtml, utf8Length } from './text.ts';
import { incidentUrl, updateLabel } from './updates.ts';

/** What a feed is about: the page, one component or group of it, or one incident. */
export type Subject = {
  /** Where its feeds are: `/updates.rss` and so on hang on it. */
  path: '' | `/components/${string}` | `/incidents/${string}`;
  title: string;
  incidents: SnapshotIncident[];
};

/** One update, as every feed tells it. */
export type UpdateItem = {
  id: string;
  url: string;
  title: string;
  html: string;
  publishedAt: number;
  /** Moved by a correction of this update, and by nothing else. */
  correctedAt: number;
};

const MOST = 50;
/** No reader’s today: a feed’s times name the year. */
const YEAR_SAID = 0;
/** As escaped HTML. A longer text ends early and says where the rest is. */
const MOST_BYTES_OF_ITEM = 16 * 1024;

export const wholePage = (s: Snapshot): Subject => ({
  path: '',
  title: `${s.page.name} status`,
  incidents: [...s.incidents, ...s.maintenances],
});

/** A group speaks for its members. */
export function oneComponent(s: Snapshot, component: SnapshotComponent): Subject {
  const ids = new Set([component, ...membersOf(s, component)].map((c) => c.id));
  return {
    path: `/components/${component.id}`,
    title: `${component.name} · ${s.page.name} status`,
    incidents: [...s.incidents, ...s.maintenances].filter(
      (i) =>
        i.componentIds.some((id) => ids.has(id)) ||
        i.updates.some((update) => update.changes.some((c) => ids.has(c.componentId))),
    ),
  };
}

export const oneIncident = (s: Snapshot, incident: SnapshotIncident): Subject => ({
  path: `/incidents/${incident.id}`,
  title: `${incident.name} · ${s.page.name} status`,
  incidents: [incident],
});

/** Newest first. */
export const itemsOf = (s: Snapshot, subject: Subject): UpdateItem[] =>
  subject.incidents
    .flatMap((incident) => incident.updates.map((update, index) => ({ incident, update, index })))
    .sort(
      (a, b) =>
        b.update.displayAt - a.update.displayAt ||
        b.update.seq - a.update.seq ||
        (a.update.id < b.update.id ? 1 : -1),
    )
    .slice(0, MOST)
    .map(({ incident, update, index }) => ({
      id: `urn:x-allclear:update:${update.id}`,
      url: `${incidentUrl(s.page.url, incident.id)}#update-${update.id}`,
      title: `${updateLabel(incident, index)}: ${incident.name}`,
      html: htmlOf(s, incident, update),
      publishedAt: update.displayAt,
      correctedAt: Math.max(
        update.displayAt,
        update.updatedAt > update.createdAt ? update.updatedAt : update.displayAt,
      ),
    }));

function htmlOf(s: Snapshot, incident: SnapshotIncident, update: SnapshotUpdate): string {
  const { timeZone } = s.page;
  const at = momentWords(update.displayAt, timeZone, YEAR_SAID);
  const parts = [`<p><small>${escapeHtml(at)}</small></p>`];
  if (incident.scheduledFor !== null && incident.scheduledUntil !== null) {
    const when = windowWords(incident.scheduledFor, incident.scheduledUntil, timeZone, YEAR_SAID);
    parts.push(`<p><strong>Scheduled: ${escapeHtml(when)}</strong></p>`);
  }
  parts.push(bounded(update.body, `${incidentUrl(s.page.url, incident.id)}#update-${update.id}`));
  if (update.correctedAt) {
    const corrected = momentWords(update.correctedAt, timeZone, update.displayAt);
    parts.push(`<p><small>Corrected ${escapeHtml(corrected)}</small></p>`);
  }
  if (update.nextUpdateBy && !isClosed(update.state)) {
    const by = momentWords(update.nextUpdateBy, timeZone, update.displayAt);
    parts.push(`<p><strong>Next update by ${escapeHtml(by)}</strong></p>`);
  }
  const moved = update.changes.filter((change) => change.oldStatus !== change.newStatus);
  if (moved.length > 0) parts.push(`<ul>${moved.map(changeOf).join('')}</ul>`);
  return parts.join('\n');
}

const changeOf = (change: SnapshotUpdate['changes'][number]): string =>
  `<li>${escapeHtml(change.name)}: ${statusWords[change.oldStatus]} → ${statusWords[change.newStatus]}</li>`;

function bounded(body: string, url: string): string {
  let [source, html] = [body, markdownToHtml(body)];
  while (utf8Length(escapeHtml(html)) > MOST_BYTES_OF_ITEM) {
    source = cutUtf8(source, Math.floor(utf8Length(source) / 2));
    html = `${markdownToHtml(source)}\n<p>… <a href="${escapeHtml(url)}">The whole text is on the page.</a></p>`;
  }
  return html;
}
