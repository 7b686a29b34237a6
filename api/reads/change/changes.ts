import { changesBetween, listSystemChanges, type SystemChange } from '../../../db/change/change.ts';
import { findGitHubHook } from '../../../db/change/github-hook.ts';
import { listComponents } from '../../../db/component/component.ts';
import type { Db } from '../../../db/engine/client.ts';
import { BEFORE_START, changesAround } from '../../domain/change/change.ts';
import { wholeNameOf } from '../../domain/component/resolve.ts';

/** More changes in a few hours than this are noise: the nearest ones count. */
const MAX = 200;

export type RoomSystemChange = SystemChange & {
  components: string[];
  /** True when it names a component that the incident affects. */
  isRelated: boolean;
  suspect: { by: string; at: number } | null;
};

export type IncidentChanges = Awaited<ReturnType<typeof readIncidentChanges>>;

type ChangedIncident = {
  id: string;
  pageId: string;
  startedAt: number;
  resolvedAt: number | null;
  componentIds?: readonly string[];
};

/** What changed in the two hours before an incident, nearest first, and since then. */
export async function readIncidentChanges(db: Db, incident: ChangedIncident, now: number) {
  const { id: incidentId, pageId, startedAt, componentIds = [] } = incident;
  const until = incident.resolvedAt ?? now;
  const from = startedAt - BEFORE_START;
  // Changes since the start may be many: the ones before it are asked for by themselves.
  const [before, after, all] = await Promise.all([
    changesBetween(db, { pageId, incidentId, from, to: startedAt }, MAX),
    changesBetween(db, { pageId, incidentId, from: startedAt + 1, to: until }, MAX),
    listComponents(db, pageId),
  ]);
  const rows = [...after, ...before].map(
    ({ change, suspect }): RoomSystemChange => ({
      ...change,
      components: namesIn(all, change.componentIds),
      isRelated: change.componentIds.some((id) => componentIds.includes(id)),
      suspect: suspect && { by: suspect.by, at: suspect.at },
    }),
  );
  return changesAround(rows, { startedAt, until });
}

/** True when something was deployed just before the start, within `within` ms. */
export const wasDeployedBefore = (
  { before }: IncidentChanges,
  { startedAt, within }: { startedAt: number; within: number },
): boolean => before.some(({ kind, at }) => kind === 'deploy' && at >= startedAt - within);

type Components = Awaited<ReturnType<typeof listComponents>>;

export const namesIn = (all: Components, ids: readonly string[]): string[] =>
  all.filter(({ id }) => ids.includes(id)).map((one) => wholeNameOf(all, one));

export type ChangeSettings = Awaited<ReturnType<typeof readChangeSettings>>;

/** The webhook for GitHub, and what was reported last. */
export async function readChangeSettings(db: Db, pageId: string) {
  const [hook, recent, all] = await Promise.all([
    findGitHubHook(db, pageId),
    listSystemChanges(db, pageId, { skip: 0, most: 20 }),
    listComponents(db, pageId),
  ]);
  return {
    hook: hook && {
      environments: hook.environments,
      createdAt: hook.createdAt,
      lastAt: hook.lastAt,
      lastOutcome: hook.lastOutcome,
    },
    recent: recent.map((change) => ({ ...change, components: namesIn(all, change.componentIds) })),
  };
}
