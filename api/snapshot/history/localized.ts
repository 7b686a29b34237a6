import type { Locale } from '../../domain/text/locale.ts';
import { localized, textIn } from '../../domain/text/translation.ts';
import type { Snapshot, SnapshotIncident, SnapshotSeries } from '../snapshot.ts';
import type { Uptime } from '../snapshot-uptime.ts';
import type { Month } from './history.ts';

type PageData = {
  incident?: SnapshotIncident | undefined;
  history?: Month | undefined;
  about?: SnapshotIncident[] | undefined;
  uptime?: Uptime | undefined;
};

/** The snapshot in one language: each text in it, or the original, marked as such. */
export function localizedIn(snapshot: Snapshot, locale: Locale): Snapshot {
  const localizeAll = (incidents: SnapshotIncident[]) =>
    incidents.map((incident) => localized(incident, locale, snapshot.page.locale));
  return {
    ...snapshot,
    incidents: localizeAll(snapshot.incidents),
    maintenances: localizeAll(snapshot.maintenances),
    uptime: uptimeIn(snapshot.uptime, locale, snapshot.page.locale),
  };
}

export function localizedSeries(
  series: SnapshotSeries,
  locale: Locale,
  written: Locale | undefined,
): SnapshotSeries {
  const own = series.locale ?? written;
  const textOf = (text: string, translations: SnapshotSeries['translations']) =>
    textIn(text, translations, locale, own).text;
  const { name, body, translations, bodyTranslations } = series;
  return { ...series, name: textOf(name, translations), body: textOf(body, bodyTranslations) };
}

const uptimeIn = (uptime: Uptime, locale: Locale, written: Locale | undefined): Uptime => ({
  ...uptime,
  incidents: Object.fromEntries(
    Object.entries(uptime.incidents).map(([id, name]) => [
      id,
      textIn(name, uptime.names?.[id], locale, uptime.written?.[id] ?? written).text,
    ]),
  ),
});

/** Other locals of a localized page. */
export const localizedLocals = (
  { incident, history, about, uptime }: PageData,
  locale: Locale,
  written: Locale | undefined,
): PageData => ({
  ...(incident && { incident: localized(incident, locale, written) }),
  ...(history && {
    history: {
      ...history,
      incidents: history.incidents.map((one) => localized(one, locale, written)),
    },
  }),
  ...(about && { about: about.map((one) => localized(one, locale, written)) }),
  ...(uptime && { uptime: uptimeIn(uptime, locale, written) }),
});
