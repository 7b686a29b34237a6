import { and, eq } from 'drizzle-orm';
import type { Audience } from '../../api/domain/incident/incident.ts';
import type { PageScope, SnapshotAudience } from '../../api/domain/page/scope.ts';
import { listComponents } from '../component/component.ts';
import { uptimeQueries } from '../component/uptime.ts';
import type { Db } from '../engine/client.ts';
import { preparedAll } from '../engine/prepared.ts';
import { type Reads, readsOf } from '../engine/write.ts';
import { assemble, timelineQueries } from '../incident/timeline.ts';
import { publicSeries } from '../maintenance/maintenance.ts';
import { pageQuery } from '../page/page.ts';
import { incident } from '../schema/index.ts';
import { type PublicRows, visibleAudiences, visibleOnly } from './current.ts';

/** The part of `PublicRows` that a write about one incident can change. */
export type ChangedRows = Omit<PublicRows, 'starts' | 'metrics'>;

const visibleChanges = (audiences: Audience[]) =>
  preparedAll((db, pageId: string, incidentId: string, from: number, to: number) => [
    ...uptimeQueries(db, pageId, audiences, { from, to }, { only: incidentId }),
    ...timelineQueries(
      db,
      audiences,
      and(eq(incident.id, incidentId), eq(incident.pageId, pageId)),
    ),
  ]);

const changes: Record<SnapshotAudience, ReturnType<typeof visibleChanges>> = {
  public: visibleChanges(visibleAudiences.public),
  internal: visibleChanges(visibleAudiences.internal),
};

/**
 * One round trip: the page, its components, the incident as its audience sees it, and the intervals
 * of its components since it began. The cost does not depend on the history.
 */
export function changedReads(
  db: Db,
  { pageId, audience }: PageScope,
  incidentId: string,
  span: { since: number; uptime: { from: number; to: number } },
): Reads<ChangedRows | null> {
  const { since, uptime } = span;
  return readsOf(
    [
      pageQuery(db, pageId),
      listComponents(db, pageId),
      publicSeries(db, pageId, visibleAudiences[audience], since),
      ...changes[audience](db, pageId, incidentId, uptime.from, uptime.to),
    ],
    ([pages, components, series, records, intervals, named, ...rest]) => {
      if (!pages[0]) return null;
      const incidents = visibleOnly(assemble(...rest));
      return {
        page: pages[0],
        components,
        incidents,
        uptime: { records, intervals, named },
        series,
      };
    },
  );
}
