import type { Series } from '../../db/maintenance/maintenance.ts';
import { MAX_SERIES_DURATION } from '../domain/maintenance/recurrence.ts';
import { partOf } from '../domain/text/translation.ts';
import { MINUTE } from '../domain/time/time.ts';
import type { SnapshotSeries } from './snapshot.ts';

/**
 * True when windows may follow that are not created yet. A series cancelled by an older version has
 * no `changedAt`: nobody was notified of its windows, so none needs a cancellation.
 */
export const mayExpect = (row: Series, now: number): boolean =>
  (row.endedAt === null || row.changedAt !== null) &&
  row.firstAt + MAX_SERIES_DURATION + (row.occurrence.shift ?? 0) * MINUTE + row.occurrence.lasts >
    now;

/** Lists every public field, as for an incident. */
export function snapshotSeriesOf(row: Series): SnapshotSeries {
  const { name, body, locale, translations = {}, componentIds, shift, lasts } = row.occurrence;
  const names = partOf(translations, 'name');
  const bodies = partOf(translations, 'body');
  return {
    id: row.id,
    name,
    ...(locale ? { locale } : {}),
    ...(names ? { translations: names } : {}),
    body,
    ...(bodies ? { bodyTranslations: bodies } : {}),
    componentIds,
    rule: row.rule,
    zone: row.zone,
    firstAt: row.firstAt,
    plannedTo: row.plannedTo,
    occurrence: { ...(shift ? { shift } : {}), lasts },
    isCancelled: row.endedAt !== null,
    createdAt: row.createdAt,
    changedAt: row.changedAt ?? row.createdAt,
  };
}
