import { componentsWithIds, incidentsWithIds } from '../../../db/component/import.ts';
import type { Db } from '../../../db/engine/client.ts';
import { storeHistory } from '../../actions/import/store.ts';
import type { Deps } from '../../context/deps.ts';
import { commandLine } from '../shared/command.ts';
import { pageNamed } from '../shared/page.ts';
import { importReport } from '../statuspage/report.ts';
import { readDocument } from '../statuspage/shape.ts';
import { translate } from '../statuspage/translate.ts';
import { ianaZone } from '../statuspage/zone.ts';
import { cachet } from './cachet.ts';
import { instatus } from './instatus.ts';
import type { ImportedPage, Importer, ImportRequest } from './port.ts';
import { upptime } from './upptime.ts';
import { uptimeKuma } from './uptime-kuma.ts';

/** By what is typed after “import”. */
export const importers: Readonly<Record<string, Importer>> = {
  'uptime-kuma': uptimeKuma,
  cachet,
  instatus,
  upptime,
};

/** Reads everything first and stores it in one batch, so that a stop in between leaves nothing. */
export async function importFrom(
  importer: Importer,
  request: ImportRequest,
  {
    deps,
    pageId,
    dryRun,
  }: { deps: () => Promise<Deps>; pageId: string | undefined; dryRun: boolean },
) {
  const found = await importer.read(request);
  const installation = await deps();
  const now = installation.clock();
  const page = await pageNamed(installation.db, pageId);
  const dated = await withDates(installation.db, found, now);
  const document = { ...readDocument('summary.json', JSON.stringify(dated)), isWhole: true };
  const author = `${importer.name} import`;
  const translation = {
    ...translate({ 'incidents.json': document }, page?.id ?? found.page.id, { now, author }),
    gaps: found.gaps,
    recordedSince: found.isWhole ? null : now,
  };
  const timeZone = ianaZone(found.page.time_zone ?? 'Etc/UTC') ?? 'Etc/UTC';
  const stored = await storeHistory(
    installation,
    commandLine,
    author,
    { page: { id: found.page.id, name: found.page.name, timeZone }, ...translation },
    { pageId: page?.id ?? null, dryRun },
  );
  return { stored, translation, lines: importReport(stored, translation) };
}

/** Where the source has no date, that of the first import stays. */
async function withDates(db: Db, { page, components, incidents }: ImportedPage, now: number) {
  const known = new Map(
    [
      ...(await componentsWithIds(
        db,
        components.map(({ id }) => id),
      )),
      ...(await incidentsWithIds(
        db,
        incidents.map(({ id }) => id),
      )),
    ].map(({ id, createdAt }) => [id, createdAt]),
  );
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
