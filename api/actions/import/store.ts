import type { Component } from '../../../db/component/component.ts';
import {
  type ComponentRow,
  clearIncidents,
  componentsWithIds,
  countRecordedLater,
  type IncidentRows,
  incidentsWithIds,
  insertComponents,
  insertIncidents,
  intervalsOf,
  ownersOfUpdates,
  recordSince,
  replaceComponent,
} from '../../../db/component/import.ts';
import type { Statement } from '../../../db/engine/write.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { findSitePage } from '../../../db/page/page.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commit, type Publisher } from '../commit.ts';
import { newPage } from '../page/page.ts';
import { type ImportConflict, type Sorted, sortComponents, sortIncidents } from './compare.ts';
import { intervalStatements, recordedHere, reportedChanges } from './intervals.ts';

/** An imported history as rows of one page. */
export type History = {
  page: { id: string; name: string; timeZone: string };
  components: ComponentRow[];
  incidents: IncidentRows[];
  /** When the known history begins, UTC ms; null when all of it is known. */
  recordedSince?: number | null;
};

export type ImportCounts = { added: number; renewed: number; unchanged: number };
export type Stored = {
  page: { id: string; name: string; isNew: boolean };
  components: ImportCounts;
  incidents: ImportCounts;
  /**
   * Items that were edited here since an earlier import, or belong to another page. They are left
   * as they are.
   */
  conflicts: ImportConflict[];
};

/**
 * Stores a history in one batch or not at all. Importing twice changes nothing: ids stay the same,
 * and what was edited here is kept. Nobody is notified. Without `pageId` it goes to the
 * installation's page, which is created if needed. A dry run writes nothing.
 */
export async function storeHistory(
  deps: Publisher,
  actor: Actor,
  author: string,
  history: History,
  { pageId = null, dryRun = false }: { pageId?: string | null; dryRun?: boolean } = {},
): Promise<Stored> {
  const existing = await findSitePage(deps.db, pageId);
  const page = existing ?? history.page;
  const at = deps.clock();
  const known = await knownOf(deps, history);
  const components = sortComponents(
    await withStatusHere(history.components, known),
    known.components,
    page.id,
  );
  const fresh = [...components.added, ...components.renewed.map(({ item }) => item)];
  const leaves = leavesOf(page.id, known.components, fresh);
  const timelines = sortIncidents(
    history.incidents.map((incident) => attachedTo(incident, leaves)),
    known.incidents,
    page.id,
  );
  await dropConflicts(deps, timelines);
  const written = [...timelines.added, ...timelines.renewed.map(({ item }) => item)];
  const changes = await reportedChanges(deps.db, author, [...leaves.keys()], written);
  const statements = [
    ...(existing ? [] : newPage(deps, actor, { ...history.page, at })),
    ...(await recordStatements(deps, page.id, history)),
    ...insertComponents(
      deps.db,
      components.added.map((row) => ({ ...row, recordedSince: history.recordedSince ?? null })),
    ),
    ...components.renewed.map(({ item }) => replaceComponent(deps.db, item)),
    ...clearIncidents(
      deps.db,
      timelines.renewed.map(({ stored }) => stored),
    ),
    ...insertIncidents(deps.db, written),
    ...(await intervalStatements(deps.db, [...leaves.values()], known.intervals, changes)),
  ];
  const stored = {
    page: { id: page.id, name: page.name, isNew: existing === null },
    components: tallyOf(components),
    incidents: tallyOf(timelines),
    conflicts: [...components.conflicts, ...timelines.conflicts],
  };
  const change = { pageId: page.id, actor, at, subject: 'page', subjectId: page.id };
  if (statements.length > 0 && !dryRun)
    await commit(
      deps,
      {
        ...change,
        action: 'import',
        after: { product: author.replace(/ import$/, ''), ...stored },
      },
      statements,
    );
  return stored;
}

/** An import that reaches further back extends the record of an earlier one. */
async function recordStatements(
  deps: Publisher,
  pageId: string,
  { recordedSince: since }: History,
): Promise<Statement[]> {
  if (since === undefined || (await countRecordedLater(deps.db, pageId, since)) === 0) return [];
  return [recordSince(deps.db, pageId, since)];
}

/** Reads the stored rows that this history refers to. */
async function knownOf(deps: Publisher, history: History) {
  const changed = history.incidents.flatMap((i) => [
    ...i.componentIds,
    ...i.updates.flatMap((u) => u.changes.map((change) => change.componentId)),
  ]);
  const ids = [...new Set([...history.components.map((c) => c.id), ...changed])];
  return {
    components: await componentsWithIds(deps.db, ids),
    intervals: await intervalsOf(deps.db, ids),
    incidents: await incidentsWithIds(
      deps.db,
      history.incidents.map((i) => i.row.id),
    ),
  };
}
type Known = Awaited<ReturnType<typeof knownOf>>;

/** Keeps a status that was set here: the imported one is older. */
async function withStatusHere(rows: ComponentRow[], known: Known): Promise<ComponentRow[]> {
  const here = new Set((await recordedHere(known.intervals)).map((row) => row.componentId));
  const stored = new Map(known.components.map((row) => [row.id, row]));
  return rows.map((row) => {
    const own = here.has(row.id) ? stored.get(row.id) : undefined;
    return own ? { ...row, status: own.status, updatedAt: own.updatedAt } : row;
  });
}

/** Leaves out incidents whose updates already belong to another stored incident, since ids are unique. */
async function dropConflicts(
  deps: Publisher,
  { added, renewed, conflicts }: Sorted<IncidentRows, IncidentRecord>,
): Promise<void> {
  const fresh = [...added, ...renewed.map(({ item }) => item)];
  const ids = fresh.flatMap((item) => item.updates.map(({ row }) => row.id));
  const owners = new Map(
    (await ownersOfUpdates(deps.db, ids)).map(({ id, incidentId }) => [id, incidentId]),
  );
  const isStranger = ({ row, updates }: IncidentRows) =>
    updates.some((update) => (owners.get(update.row.id) ?? row.id) !== row.id);
  for (const { row } of fresh.filter(isStranger))
    conflicts.push({
      id: row.id,
      name: row.name,
      why: 'one of its updates is stored with another incident',
    });
  const own = (item: IncidentRows) => !isStranger(item);
  added.splice(0, added.length, ...added.filter(own));
  renewed.splice(0, renewed.length, ...renewed.filter(({ item }) => own(item)));
}

/** The page's components after this write, without groups. */
function leavesOf(pageId: string, stored: readonly Component[], fresh: readonly ComponentRow[]) {
  const leaves = [...stored, ...fresh].filter((c) => c.pageId === pageId && !c.group);
  return new Map(leaves.map((c) => [c.id, { ...c, status: c.status ?? 'operational' }]));
}

const attachedTo = (
  incident: IncidentRows,
  leaves: ReadonlyMap<string, unknown>,
): IncidentRows => ({
  ...incident,
  componentIds: incident.componentIds.filter((id) => leaves.has(id)),
});

const tallyOf = ({ added, renewed, unchanged }: Sorted<unknown, unknown>): ImportCounts => ({
  added: added.length,
  renewed: renewed.length,
  unchanged,
});
