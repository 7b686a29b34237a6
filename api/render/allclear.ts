import type { z } from 'zod';
import { type Words, wordsIn } from '../../site/locales/words.ts';
import { type Locale, languages } from '../domain/locale.ts';
import { type NextUpdate, promiseOf } from '../domain/promise.ts';
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

/** What the first screen of the page says, for machines; in the page's language, or in another. */
export function now(
  s: Snapshot,
  asOf: number | null,
  named: Locale | null = null,
): z.infer<typeof schema.Now> {
  const words = wordsIn(named ?? s.page.locale);
  const { locale, dir, say } = words;
  const time = '{time}';
  const answer = answerOf(s, words);
  const tell = (incident: SnapshotIncident) => brief(s, incident, words, named);
  return {
    page: page(s),
    status: status(s),
    headline: answer.title,
    tone: answer.tone,
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
    open: [...openIncidents(s), ...activeMaintenances(s)].map(tell),
    upcoming: upcomingMaintenances(s).map(tell),
  };
}

function brief(
  s: Snapshot,
  i: SnapshotIncident,
  { say }: Words,
  named: Locale | null,
): z.infer<typeof schema.Now>['open'][number] {
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
    body: newest?.body ?? '',
    components: componentsOf(s, i).map((component) => fullName(s, component)),
    next_update: nextUpdate(s, promiseOf(i, s.builtAt)),
    scheduled_for: i.scheduledFor === null ? null : iso(i.scheduledFor),
    scheduled_until: i.scheduledUntil === null ? null : iso(i.scheduledUntil),
  };
}

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
        ? { kind: i.kind, ...maintenance(s, i) }
        : { kind: i.kind, ...incident(s, i) },
    ),
    next,
  };
}
