import type { z } from 'zod';
import { stateWords } from '../domain/incident.ts';
import { locales } from '../domain/locale.ts';
import { type NextUpdate, promiseOf } from '../domain/promise.ts';
import type { Translations } from '../domain/translation.ts';
import { isoInZone } from '../domain/zone.ts';
import {
  activeMaintenances,
  openIncidents,
  type Snapshot,
  type SnapshotIncident,
  upcomingMaintenances,
} from '../snapshot/snapshot.ts';
import { answerOf } from './answer.ts';
import { componentsOf, fullName } from './components.ts';
import type * as schema from './schema/allclear.ts';
import { incident, maintenance, page, status } from './statuspage-v2.ts';
import { incidentUrl } from './updates.ts';

/** What the first screen of the page says, for machines. */
export function now(s: Snapshot, asOf: number | null): z.infer<typeof schema.Now> {
  const answer = answerOf(s);
  return {
    page: page(s),
    status: status(s),
    headline: answer.title,
    tone: answer.tone,
    reach: answer.reach,
    next_update: nextUpdate(s, answer.promise),
    as_of: asOf === null ? null : isoInZone(asOf, s.page.timeZone),
    open: [...openIncidents(s), ...activeMaintenances(s)].map((i) => brief(s, i)),
    upcoming: upcomingMaintenances(s).map((i) => brief(s, i)),
  };
}

function brief(s: Snapshot, i: SnapshotIncident): z.infer<typeof schema.Now>['open'][number] {
  const iso = (at: number) => isoInZone(at, s.page.timeZone);
  const newest = i.updates[0];
  return {
    id: i.id,
    kind: i.kind,
    name: i.name,
    url: incidentUrl(s.page.url, i.id),
    state: i.state,
    state_words: stateWords[i.state],
    impact: i.impact,
    started_at: iso(i.startedAt),
    updated_at: iso(newest?.displayAt ?? i.updatedAt),
    body: newest?.body ?? '',
    translations: spokenOf(i.translations, newest?.translations),
    components: componentsOf(s, i).map((component) => fullName(s, component)),
    next_update: nextUpdate(s, promiseOf(i, s.builtAt)),
    scheduled_for: i.scheduledFor === null ? null : iso(i.scheduledFor),
    scheduled_until: i.scheduledUntil === null ? null : iso(i.scheduledUntil),
  };
}

/** By language, where there is one: the title, and the newest text. */
const spokenOf = (names: Translations = {}, bodies: Translations = {}) =>
  Object.fromEntries(
    locales
      .filter((locale) => names[locale] || bodies[locale])
      .map((locale) => [locale, { name: names[locale], body: bodies[locale] }]),
  );

/** By language, where there is one: the title, and each text by the id of its update. */
const whollySpoken = ({ translations = {}, updates }: SnapshotIncident) =>
  Object.fromEntries(
    locales.flatMap((locale) => {
      const texts = updates.flatMap(({ id, translations: of }) => {
        const text = of?.[locale];
        return text ? [[id, text] as const] : [];
      });
      if (!translations[locale] && texts.length === 0) return [];
      return [[locale, { name: translations[locale], updates: Object.fromEntries(texts) }]];
    }),
  );

const nextUpdate = (s: Snapshot, promise: NextUpdate | null) =>
  promise && { due: isoInZone(promise.due, s.page.timeZone), overdue: promise.overdue };

/** A part of the whole history, newest first; `next` names the part before it. */
export function past(
  s: Snapshot,
  incidents: SnapshotIncident[],
  next: string | null,
): z.infer<typeof schema.Past> {
  return {
    page: page(s),
    incidents: incidents.map((i) =>
      i.kind === 'maintenance'
        ? { kind: i.kind, translations: whollySpoken(i), ...maintenance(s, i) }
        : { kind: i.kind, translations: whollySpoken(i), ...incident(s, i) },
    ),
    next,
  };
}
