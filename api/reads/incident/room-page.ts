import { countRecipients } from '../../../db/delivery/recipient.ts';
import type { Db } from '../../../db/engine/client.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import type { SeverityLevel } from '../../domain/response/severity.ts';
import { readIncidentChanges } from '../change/changes.ts';
import { readRoomRunbooks } from '../runbook/room-runbooks.ts';
import { readResponse } from './room.ts';

export type RoomFacts = Awaited<ReturnType<typeof readRoomPage>>;

/** The room of an incident, what surrounds it, and how many people its next update can reach. */
export async function readRoomPage(
  db: Db,
  page: { id: string; ladder: SeverityLevel[] | null },
  record: IncidentRecord,
  now: number,
) {
  const { componentIds } = record;
  const ids = componentIds.length > 0 ? componentIds : null;
  const [response, recipients, changes, runbooks] = await Promise.all([
    readResponse(db, page, record),
    countRecipients(db, { pageId: page.id, cutAt: now, componentIds: ids }),
    readIncidentChanges(db, record, now),
    readRoomRunbooks(db, record),
  ]);
  return { ...response, recipients, changes, runbooks };
}
