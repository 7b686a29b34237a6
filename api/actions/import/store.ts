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
import { firstPage } from '../../../db/page/page.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commit, type Publisher } from '../commit.ts';
import { newPage } from '../page/page.ts';
import { type Kept, type Sorted, sortComponents, sortIncidents } from './compare.ts';
import { changesTold, intervalStatements, recordedHere } from './intervals.ts';

/** A page's past from elsewhere, in our rows; each names the page it is for. */
export type History = {
  page: { id: string; name: string; timeZone: string };
  components: ComponentRow[];
  incidents: IncidentRows[];
  /** From when on incidents are known, in UTC ms; null for all of them. */
  recordedSince?: number | null;
};

export type Tally = { added: number; renewed: number; unchanged: number };
export type Stored = {
  page: { id: string; name: string; made: boolean };
  components: Tally;
  incidents: Tally;
  /** Edited here since an earlier import, or of another page: left as it is. */
  kept: Kept[];
};

/**
 * Stores a history in one batch, or nothing of it. Twice is the same as once: ids are kept, and what
 * was edited here since is left alone. Nobody is ever told of it. A dry run writes nothing.
 */
export async function storeHistory(
  deps: Publisher,
  actor: Actor,
  author: string,
  history: History,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<Stored> {
  const existing = await firstPage(deps.db);
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
  await keepStrangers(deps, timelines);
  const written = [...timelines.added, ...timelines.renewed.map(({ item }) => item)];
  const told = await changesTold(deps.db, author, [...leaves.keys()], written);
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
    ...(await intervalStatements(deps.db, [...leaves.values()], known.intervals, told)),
  ];
  const stored = {
    page: { id: page.id, name: page.name, made: existing === null },
    components: tallyOf(components),
    incidents: tallyOf(timelines),
    kept: [...components.kept, ...timelines.kept],
  };
  const change = { pageId: page.id, actor, at, subject: 'page', subjectId: page.id };
  if (statements.length > 0 && !dryRun)
    await commit(deps, { ...change, action: 'import', after: stored }, statements);
  return stored;
}

/** An import that knows more of the past extends the record that an earlier one began. */
async function recordStatements(
  deps: Publisher,
  pageId: string,
  { recordedSince: since }: History,
): Promise<Statement[]> {
  if (since === undefined || (await countRecordedLater(deps.db, pageId, since)) === 0) return [];
  return [recordSince(deps.db, pageId, since)];
}

/** What the database has of the things this history speaks of. */
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

/** Once a component's status was set here, the one from elsewhere is the older news. */
async function withStatusHere(rows: ComponentRow[], known: Known): Promise<ComponentRow[]> {
  const here = new Set((await recordedHere(known.intervals)).map((row) => row.componentId));
  const stored = new Map(known.components.map((row) => [row.id, row]));
  return rows.map((row) => {
    const own = here.has(row.id) ? stored.get(row.id) : undefined;
    return own ? { ...row, status: own.status, updatedAt: own.updatedAt } : row;
  });
}

/** Takes out incidents with an update of a stored incident that stays: an id is given once. */
async function keepStrangers(
  deps: Publisher,
  { added, renewed, kept }: Sorted<IncidentRows, IncidentRecord>,
): Promise<void> {
  const fresh = [...added, ...renewed.map(({ item }) => item)];
  const ids = fresh.flatMap((item) => item.updates.map(({ row }) => row.id));
  const owners = new Map(
    (await ownersOfUpdates(deps.db, ids)).map(({ id, incidentId }) => [id, incidentId]),
  );
  const isStranger = ({ row, updates }: IncidentRows) =>
    updates.some((update) => (owners.get(update.row.id) ?? row.id) !== row.id);
  for (const { row } of fresh.filter(isStranger))
    kept.push({
      id: row.id,
      name: row.name,
      why: 'one of its updates is stored with another incident',
    });
  const own = (item: IncidentRows) => !isStranger(item);
  added.splice(0, added.length, ...added.filter(own));
  renewed.splice(0, renewed.length, ...renewed.filter(({ item }) => own(item)));
}

/** The page's components as they will be after this write, groups left out. */
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

const tallyOf = ({ added, renewed, unchanged }: Sorted<unknown, unknown>): Tally => ({
  added: added.length,
  renewed: renewed.length,
  unchanged,
});
