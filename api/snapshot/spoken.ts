import { defaultLocale, type Locale } from '../domain/locale.ts';
import { textIn } from '../domain/translation.ts';
import type { Month } from './past.ts';
import type { Snapshot, SnapshotIncident, Uptime } from './snapshot.ts';

type Told = {
  incident?: SnapshotIncident | undefined;
  history?: Month | undefined;
  about?: SnapshotIncident[] | undefined;
  uptime?: Uptime | undefined;
};

/** The snapshot as a reader of this language has it: each text in it, or the original, marked as such. */
export function spokenIn(snapshot: Snapshot, locale: Locale): Snapshot {
  const speak = (incidents: SnapshotIncident[]) =>
    incidents.map((incident) => spokenIncident(incident, locale, snapshot.page.locale));
  return {
    ...snapshot,
    incidents: speak(snapshot.incidents),
    maintenances: speak(snapshot.maintenances),
    uptime: uptimeIn(snapshot.uptime, locale),
  };
}

const uptimeIn = (uptime: Uptime, locale: Locale): Uptime => ({
  ...uptime,
  incidents: mapped(uptime.incidents, (name, id) => uptime.spoken?.[id]?.[locale] ?? name),
});

const mapped = (names: Record<string, string>, to: (name: string, id: string) => string) =>
  Object.fromEntries(Object.entries(names).map(([id, name]) => [id, to(name, id)]));

/** What a page is drawn from besides. */
export const spokenLocals = (
  { incident, history, about, uptime }: Told,
  locale: Locale,
  written: Locale | undefined,
): Told => ({
  ...(incident && { incident: spokenIncident(incident, locale, written) }),
  ...(history && {
    history: {
      ...history,
      incidents: history.incidents.map((one) => spokenIncident(one, locale, written)),
    },
  }),
  ...(about && { about: about.map((one) => spokenIncident(one, locale, written)) }),
  ...(uptime && { uptime: uptimeIn(uptime, locale) }),
});

export function spokenIncident(
  incident: SnapshotIncident,
  wanted: Locale,
  written: Locale = defaultLocale,
): SnapshotIncident {
  const title = textIn(incident.name, incident.translations, wanted, written);
  return {
    ...incident,
    name: title.text,
    locale: title.locale,
    updates: incident.updates.map((update) => {
      const { text, locale } = textIn(update.body, update.translations, wanted, written);
      return { ...update, body: text, locale };
    }),
  };
}
