import { listComponents } from '../../../db/component/component.ts';
import type { Db } from '../../../db/engine/client.ts';
import { affectedComponents, listIncidentRuns } from '../../../db/runbook/run.ts';
import { listRunbookLinks } from '../../../db/runbook/runbook.ts';
import { matchRunbook } from '../../domain/runbook/runbook.ts';

export type RoomRunbooks = Awaited<ReturnType<typeof readRoomRunbooks>>;

type RunbookIncident = { id: string; pageId: string; name: string; metadata: unknown };

/** The runbooks for an incident: by its components, and by alerts that its title or metadata name. */
export async function readRoomRunbooks(db: Db, incident: RunbookIncident) {
  const [links, affected, runs, components] = await Promise.all([
    listRunbookLinks(db, incident.pageId),
    affectedComponents(db, incident.id),
    listIncidentRuns(db, incident.id),
    listComponents(db, incident.pageId),
  ]);
  const texts = [incident.name, ...textsIn(incident.metadata)];
  const matches = links.flatMap(({ id, title, ...link }) => {
    const match = matchRunbook(link, { affected, texts });
    return match ? { id, title, ...match } : [];
  });
  return {
    matches,
    runs: runs.map(({ run, title, done }) => ({
      ...{ id: run.id, runbookId: run.runbookId, title, done },
      component: components.find(({ id }) => id === run.componentId)?.name ?? null,
      ...{ startedBy: run.startedBy, startedAt: run.startedAt },
      ...{ outcome: run.outcome, endedAt: run.endedAt },
    })),
    /** How many runbooks the page has: an empty library is another case than no match. */
    total: links.length,
  };
}

/** IDs of the components that an incident affects. */
export const affectedIn = async (db: Db, { id }: { id: string }): Promise<string[]> =>
  (await affectedComponents(db, id)).map((one) => one.id);

/** Every text in the metadata of an incident, such as labels of an alert. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
