import { componentsWithIds, incidentsWithIds } from '../../db/component/import.ts';
import type { Db } from '../../db/engine/client.ts';
import type { Publisher } from '../actions/commit.ts';
import { type Stored, storeHistory } from '../actions/import/store.ts';
import type { Actor } from '../domain/response/role.ts';
import { withIds } from './port/keys.ts';
import type { GivenPage, ImportedPage, Importer } from './port/port.ts';
import { readDocument, type Source } from './port/shape.ts';
import { SourceError } from './port/source-error.ts';
import { beginning, isUsableId, longest, oneLine } from './statuspage/limits.ts';
import { importReport } from './statuspage/report.ts';
import { type Translation, translate } from './statuspage/translate.ts';
import { ianaZone } from './statuspage/zone.ts';

export type ImportResult = { stored: Stored; translation: Translation; lines: string[] };

/** Stores a page that was read, in one batch, so that a stop in between leaves nothing. */
export async function storeImport(
  deps: Publisher,
  actor: Actor,
  importer: Importer,
  found: ImportedPage,
  { pageId, dryRun }: { pageId: string | null; dryRun: boolean },
): Promise<ImportResult> {
  const now = deps.clock();
  const author = `${importer.name} import`;
  const { source, ...known } = await documentsOf(deps.db, found, now);
  const file = Object.values(source)[0]?.page;
  if (!file) throw new SourceError(`${importer.name} gave no page. Nothing was imported.`);
  if (!isUsableId(file.id)) throw new SourceError(`The page ID “${file.id}” can’t be imported.`);
  const translation = { ...translate(source, pageId ?? file.id, { now, author }), ...known };
  const zone = ianaZone(file.time_zone ?? 'Etc/UTC');
  const name = beginning(oneLine(file.name), longest.pageName) || 'Status page';
  const page = { id: file.id, name, timeZone: zone ?? 'Etc/UTC' };
  const history = { page, ...translation };
  const stored = await storeHistory(deps, actor, author, history, { pageId, dryRun });
  const lines = importReport(stored, translation);
  if (!zone && stored.page.isNew)
    lines.push(
      `Unknown time zone “${file.time_zone}”. The page uses UTC; change it in the settings.`,
    );
  return { stored, translation, lines };
}

async function documentsOf(
  db: Db,
  found: ImportedPage,
  now: number,
): Promise<{ source: Source; gaps?: string[]; recordedSince?: number | null }> {
  if ('documents' in found) return { source: found.documents };
  const dated = await withDates(db, await withIds(found), now);
  return {
    source: {
      'incidents.json': { ...readDocument('incidents.json', JSON.stringify(dated)), isWhole: true },
    },
    gaps: found.gaps,
    recordedSince: found.isWhole ? null : now,
  };
}

/** Where the source has no date, that of the first import stays. */
async function withDates(db: Db, { page, components, incidents }: GivenPage, now: number) {
  const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
  const stored = [
    ...(await componentsWithIds(db, ids(components))),
    ...(await incidentsWithIds(db, ids(incidents))),
  ];
  const known = new Map(stored.map(({ id, createdAt }) => [id, createdAt]));
  const dateOf = (id: string) => new Date(known.get(id) ?? now).toISOString();
  return {
    page,
    components: components.map((row) => ({ ...row, created_at: row.created_at ?? dateOf(row.id) })),
    incidents: incidents.map((row) => {
      const created_at = row.created_at ?? dateOf(row.id);
      const updates = row.incident_updates.map((one) => ({
        ...one,
        created_at: one.created_at ?? created_at,
      }));
      // Statuspage lists the newest first, and so do its readers.
      return { ...row, created_at, incident_updates: updates.toReversed() };
    }),
  };
}
