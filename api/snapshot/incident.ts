import { type Db, isFar } from '../../db/engine/client.ts';
import type { IncidentRecord } from '../../db/incident/timeline.ts';
import { publicIncidents } from '../../db/public/history.ts';
import type { RunQuery } from '../core/pieces.ts';
import type { PageScope } from '../domain/page/scope.ts';
import type { SnapshotIncident } from './snapshot.ts';

/** Cached per row: most rows are unchanged between two snapshots. */
export function snapshotIncidentOf(row: IncidentRecord): SnapshotIncident {
  const known = shownAs.get(row) ?? toSnapshotIncident(row);
  shownAs.set(row, known);
  return known;
}

const shownAs = new WeakMap<IncidentRecord, SnapshotIncident>();

/** Lists every public field: a new column stays internal until it is added here. */
export function toSnapshotIncident(row: IncidentRecord): SnapshotIncident {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    ...(row.locale ? { locale: row.locale } : {}),
    ...(row.translations ? { translations: row.translations } : {}),
    state: row.state,
    impact: row.impact,
    impactOverridden: row.impactOverride !== null,
    startedAt: row.startedAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    monitoringAt: row.monitoringAt,
    resolvedAt: row.resolvedAt,
    nextUpdateBy: row.nextUpdateBy,
    scheduledFor: row.scheduledFor,
    scheduledUntil: row.scheduledUntil,
    ...(row.seriesId && row.occurrenceAt !== null
      ? { occurrence: { seriesId: row.seriesId, at: row.occurrenceAt } }
      : {}),
    componentIds: row.componentIds,
    updates: row.updates.map((update) => ({
      id: update.id,
      seq: update.seq,
      state: update.state,
      notice: update.notice,
      ...(update.event ? { event: update.event } : {}),
      body: update.body,
      ...(update.locale ? { locale: update.locale } : {}),
      ...(update.translations ? { translations: update.translations } : {}),
      nextUpdateBy: update.nextUpdateBy,
      displayAt: update.displayAt,
      correctedAt: update.correctedAt,
      createdAt: update.createdAt,
      updatedAt: update.updatedAt,
      deliverNotifications: update.deliverNotifications,
      changes: update.changes.map(({ componentId, name, oldStatus, newStatus }) => ({
        componentId,
        name,
        oldStatus,
        newStatus,
      })),
    })),
  };
}

/** Incidents per query: a file is read on the thread that serves readers. */
const BATCH_SIZE = (db: Db): number => (isFar(db) ? 50 : 10);

/** These incidents, read in pieces. */
export async function incidentsIn(
  db: Db,
  scope: PageScope,
  ids: readonly string[],
  piece: RunQuery,
): Promise<SnapshotIncident[]> {
  const found: SnapshotIncident[] = [];
  const step = BATCH_SIZE(db);
  for (let i = 0; i < ids.length; i += step) {
    const some = ids.slice(i, i + step);
    found.push(...(await piece(() => publicIncidents(db, scope, some))).map(toSnapshotIncident));
  }
  return found;
}
