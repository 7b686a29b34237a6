import type { z } from 'zod';
import { type Words, wordsIn } from '../../site/locales/words.ts';
import { wholeText } from '../../templates/event.ts';
import { wholeLinks } from '../../templates/markdown/markdown.ts';
import { statusIcons } from '../domain/branding/status-icons.ts';
import { type NextUpdate, promiseOf } from '../domain/incident/promise.ts';
import { type Locale, languages, locales } from '../domain/text/locale.ts';
import type { Translations } from '../domain/text/translation.ts';
import { isoInZone } from '../domain/time/zone.ts';
import { localizedIn } from '../snapshot/history/localized.ts';
import {
  activeMaintenances,
  openIncidents,
  type Snapshot,
  type SnapshotIncident,
  type SnapshotUpdate,
  upcomingMaintenances,
} from '../snapshot/snapshot.ts';
import { answerOf } from './answer.ts';
import { componentsOf, fullName } from './components.ts';
import type * as schema from './schema/public/allclear.ts';
import { incidentDocument, maintenance, pageDocument, status } from './statuspage-v2.ts';
import { incidentUrl, linksOf } from './updates.ts';

/** The first screen of the page as data, in the page's language or another. */
export function now(
  written: Snapshot,
  asOf: number | null,
  named: Locale | null = null,
): z.infer<typeof schema.Now> {
  const s = named ? localizedIn(written, named) : written;
  const words = wordsIn(named ?? s.page.locale);
  const { locale, dir, say } = words;
  const time = '{time}';
  const answer = answerOf(s, words);
  const notify = (incident: SnapshotIncident) => brief(s, incident, words, named);
  return {
    page: pageDocument(s),
    status: status(s),
    headline: answer.title,
    tone: answer.tone,
    icon: statusIcons[answer.tone],
    reach: answer.reach,
    next_update: nextUpdate(s, answer.promise),
    as_of: asOf === null ? null : isoInZone(asOf, s.page.timeZone),
    words: {
      language: locale,
      direction: dir,
      format: languages[locale].format,
      next_update_by: say('promise.due', { time }),
      update_overdue_since: say('promise.overdue', { time }),
      as_of: say('embed.asOf', { time }),
    },
    open: [...openIncidents(s), ...activeMaintenances(s)].map(notify),
    upcoming: upcomingMaintenances(s).map(notify),
    vendor_reports: vendorReports(s),
  };
}

const vendorReports = (s: Snapshot): z.infer<typeof schema.Now>['vendor_reports'] =>
  s.components.flatMap(({ report, ...one }) =>
    report
      ? [
          {
            ...{ component_id: one.id, component: fullName(s, one), vendor: report.vendor },
            ...{ text: report.words, url: report.url, page_url: report.pageUrl },
            ...{ since: isoInZone(report.at, s.page.timeZone), known: report.isKnown },
          },
        ]
      : [],
  );

function brief(
  s: Snapshot,
  i: SnapshotIncident,
  words: Words,
  named: Locale | null,
): z.infer<typeof schema.Now>['open'][number] {
  const { say } = words;
  const iso = (at: number) => isoInZone(at, s.page.timeZone);
  const newest = i.updates[0];
  return {
    id: i.id,
    kind: i.kind,
    name: i.name,
    url: incidentUrl(named ? `${s.page.url}/${named}` : s.page.url, i.id),
    state: i.state,
    state_words: say(`state.${i.state}`),
    impact: i.impact,
    started_at: iso(i.startedAt),
    updated_at: iso(newest?.displayAt ?? i.updatedAt),
    body: newest
      ? wholeLinks(
          wholeText(words, newest, s.page.timeZone),
          linksOf(s, i, named ? `/${named}` : ''),
        )
      : '',
    translations: newestTranslations(s, i),
    components: componentsOf(s, i).map((component) => fullName(s, component)),
    next_update: nextUpdate(s, promiseOf(i, s.builtAt)),
    scheduled_for: i.scheduledFor === null ? null : iso(i.scheduledFor),
    scheduled_until: i.scheduledUntil === null ? null : iso(i.scheduledUntil),
  };
}

/** An update in another language, if it or the product's sentence is available there. */
function wholeIn(
  { page }: Snapshot,
  incident: SnapshotIncident,
  update: SnapshotUpdate,
  locale: Locale,
): string | undefined {
  const body = update.translations?.[locale] ?? (update.event && update.body === '' ? '' : null);
  if (body === null) return undefined;
  const text = wholeText(wordsIn(locale), { ...update, body }, page.timeZone);
  return wholeLinks(text, linksOf({ page }, incident, `/${locale}`));
}

/** Languages that a text may have: those it is written in, and those of the page. */
const languagesOf = ({ page }: Snapshot, texts: (Translations | undefined)[]): Locale[] =>
  locales.filter(
    (locale) =>
      locale !== page.locale &&
      (page.languages?.includes(locale) || texts.some((text) => text?.[locale])),
  );

/** Title and newest text by language. */
function newestTranslations(s: Snapshot, incident: SnapshotIncident) {
  const { translations: names, updates } = incident;
  const [newest] = updates;
  return Object.fromEntries(
    languagesOf(s, [names, newest?.translations]).flatMap((locale) => {
      const body = newest && wholeIn(s, incident, newest, locale);
      const texts = { name: names?.[locale], body };
      return texts.name || texts.body ? [[locale, texts]] : [];
    }),
  );
}

/** Title and all texts by language; texts by update id. */
function allTranslations(s: Snapshot, incident: SnapshotIncident) {
  const { translations: names, updates } = incident;
  return Object.fromEntries(
    languagesOf(s, [names, ...updates.map((one) => one.translations)]).flatMap((locale) => {
      const texts = updates.flatMap((update) => {
        const text = wholeIn(s, incident, update, locale);
        return text ? [[update.id, text] as const] : [];
      });
      if (!names?.[locale] && texts.length === 0) return [];
      return [[locale, { name: names?.[locale], updates: Object.fromEntries(texts) }]];
    }),
  );
}

const nextUpdate = (s: Snapshot, promise: NextUpdate | null) =>
  promise && { due: isoInZone(promise.due, s.page.timeZone), overdue: promise.overdue };

/** A part of the history, newest first; `next` is the part before it. */
export function historyPage(
  s: Snapshot,
  incidents: SnapshotIncident[],
  next: string | null,
): z.infer<typeof schema.HistoryPageSchema> {
  return {
    page: pageDocument(s),
    incidents: incidents.map((i) =>
      i.kind === 'maintenance'
        ? { kind: i.kind, translations: allTranslations(s, i), ...maintenance(s, i) }
        : { kind: i.kind, translations: allTranslations(s, i), ...incidentDocument(s, i) },
    ),
    next,
  };
}
