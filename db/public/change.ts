import { and, eq } from 'drizzle-orm';
import type { Audience } from '../../api/domain/incident/incident.ts';
import { listComponents } from '../component/component.ts';
import { uptimeQueries } from '../component/uptime.ts';
import type { Db } from '../engine/client.ts';
import { preparedAll } from '../engine/prepared.ts';
import { type Ask, asking } from '../engine/write.ts';
import { assemble, timelineQueries } from '../incident/timeline.ts';
import { publicSeries } from '../maintenance/maintenance.ts';
import { pageQuery } from '../page/page.ts';
import { incident } from '../schema/index.ts';
import { type PublicRows, visibleAudiences, visibleOnly } from './current.ts';

/** What a write about one incident may have changed of `PublicRows`; nothing of any other's. */
export type ChangedRows = Omit<PublicRows, 'starts'>;

const changesHeard = (voices: Audience[]) =>
  preparedAll((db, pageId: string, incidentId: string, from: number, to: number) => [
    ...uptimeQueries(db, pageId, voices, { from, to }, incidentId),
    ...timelineQueries(db, voices, and(eq(incident.id, incidentId), eq(incident.pageId, pageId))),
  ]);

const changes: Record<Audience, ReturnType<typeof changesHeard>> = {
  public: changesHeard(visibleAudiences.public),
  internal: changesHeard(visibleAudiences.internal),
};

/**
 * One round trip: the page, its components, the incident as this audience may know it, and what is
 * recorded of its components since it began. It costs the same however much has happened before.
 */
export async function changedRows(
  db: Db,
  pageId: string,
  audience: Audience,
  incidentId: string,
  span: { since: number; uptime: { from: number; to: number } },
  ask: Ask = asking(db),
): Promise<ChangedRows | null> {
  const { since, uptime } = span;
  const [pages, components, series, lives, stretches, named, ...rest] = await ask([
    pageQuery(db, pageId),
    listComponents(db, pageId),
    publicSeries(db, pageId, since),
    ...changes[audience](db, pageId, incidentId, uptime.from, uptime.to),
  ]);
  if (!pages[0]) return null;
  const incidents = visibleOnly(assemble(...rest));
  return { page: pages[0], components, incidents, uptime: { lives, stretches, named }, series };
}
