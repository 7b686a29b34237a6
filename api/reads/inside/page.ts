import { listComponents } from '../../../db/component/component.ts';
import type { Db } from '../../../db/engine/client.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { insideIncidents, internalUpdatesOf } from '../../../db/inside/reading.ts';
import { type InsideReader, subscribedTo } from '../../../db/inside/subscription.ts';
import type { InternalUpdateRow } from '../../../db/room/card.ts';
import { isClosed } from '../../domain/incident/incident.ts';
import {
  type InsideEntry,
  insideTimeline,
  nextInternalUpdate,
} from '../../domain/inside/timeline.ts';
import type { InternalAudience } from '../../domain/room/internal-update.ts';

/** An incident as people inside see it: public and internal updates on one timeline. */
export type InsideIncident = {
  record: IncidentRecord;
  entries: InsideEntry<IncidentRecord['updates'][number], InternalUpdateRow>[];
  /** Null where nobody said when the next internal update comes. */
  next: ReturnType<typeof nextInternalUpdate>;
};

export type InsidePage = Awaited<ReturnType<typeof readInside>>;

/** The internal status page for one person; `audience`: only its internal updates. */
export async function readInside(
  db: Db,
  pageId: string,
  reader: { who: InsideReader; personId: string | null },
  audience: InternalAudience | null,
) {
  const [records, components, subscribed] = await Promise.all([
    insideIncidents(db, pageId, reader.personId),
    listComponents(db, pageId),
    subscribedTo(db, pageId, reader.who),
  ]);
  const open = records.filter(({ state }) => !isClosed(state));
  const updates = await internalUpdatesOf(
    db,
    open.map(({ id }) => id),
  );
  return {
    open: open.map((record) => insideIncident(record, updates, audience)),
    recent: records.filter(({ state }) => isClosed(state)),
    components: components.filter(({ group }) => !group),
    subscribed,
    audience,
  };
}

/** One incident; null where there is none for this person. */
export async function readInsideIncident(
  db: Db,
  record: IncidentRecord,
  audience: InternalAudience | null,
): Promise<InsideIncident> {
  return insideIncident(record, await internalUpdatesOf(db, [record.id]), audience);
}

const insideIncident = (
  record: IncidentRecord,
  updates: readonly InternalUpdateRow[],
  audience: InternalAudience | null,
): InsideIncident => {
  const own = updates.filter(
    (one) => one.incidentId === record.id && (audience === null || one.audience === audience),
  );
  return { record, entries: insideTimeline(record.updates, own), next: nextInternalUpdate(own) };
};
