import type { Db } from '../../db/engine/client.ts';
import { type IncidentRow, type RoomRows, readRoom } from '../../db/room/event.ts';
import { listMembers } from '../../db/team/account.ts';
import { type TimelineEntry, timelineOf } from '../domain/room/timeline.ts';

/** The team's timeline of an incident, newest first. Hidden events only where asked for. */
export async function readTimeline(
  db: Db,
  incident: IncidentRow,
  { hidden }: { hidden: boolean },
): Promise<TimelineEntry[]> {
  const rows = await readRoom(db, incident);
  const members = rows.steps.length > 0 ? await listMembers(db, incident.pageId) : [];
  return timelineIn(rows, members).filter((entry) => hidden || !entry.hidden);
}

/** The timeline in rows that were read. */
export const timelineIn = (
  rows: RoomRows,
  members: readonly { id: string; name: string }[],
): TimelineEntry[] => {
  const nameOf = (id: string) => members.find((one) => one.id === id)?.name ?? 'a former member';
  const { acknowledge } = rows;
  return timelineOf({
    ...rows,
    acknowledged:
      acknowledge && acknowledge.doneAt !== null
        ? { id: acknowledge.id, at: acknowledge.doneAt, by: acknowledge.doneBy ?? '' }
        : null,
    escalations: rows.steps.map((step) => ({ ...step, people: step.people.map(nameOf) })),
  });
};
