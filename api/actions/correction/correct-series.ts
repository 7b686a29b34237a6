import type { Statement } from '../../../db/engine/write.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { findSeries, updateSeries } from '../../../db/maintenance/maintenance.ts';
import type { Languages, Translations } from '../../domain/text/translation.ts';
import type { Publisher } from '../commit.ts';

type Text = { body: string; translations: Translations | null };

/** Windows that do not exist yet take the announcement's corrected text, in the calendar too. */
export async function correctSeries(
  deps: Publisher,
  incident: IncidentRecord,
  before: Text & { seq: number },
  after: Text & { at: number },
): Promise<Statement[]> {
  const { seriesId, pageId } = incident;
  const series = seriesId && before.seq === 1 ? await findSeries(deps.db, pageId, seriesId) : null;
  if (!series || series.occurrence.body !== before.body) return [];
  const { occurrence, endedAt } = series;
  const translations = withBodies(occurrence.translations ?? {}, after.translations ?? {});
  return [
    updateSeries(deps.db, series.id, series.revision, {
      occurrence: { ...occurrence, body: after.body, translations },
      ...(endedAt === null && { changedAt: after.at }),
    }),
  ];
}

/** Keeps the names; a body that has no corrected translation goes. */
function withBodies(known: Languages, bodies: Translations): Languages {
  const locales = Object.keys({ ...known, ...bodies }) as (keyof Languages)[];
  const entries = locales.map((locale) => {
    const { name } = known[locale] ?? {};
    const body = bodies[locale];
    return [locale, { ...(name !== undefined && { name }), ...(body !== undefined && { body }) }];
  });
  return Object.fromEntries(entries);
}
