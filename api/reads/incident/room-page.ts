import { countRecipients } from '../../../db/delivery/recipient.ts';
import type { Db } from '../../../db/engine/client.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import type { SeverityLevel } from '../../domain/response/severity.ts';
import { readResponse } from './room.ts';

export type RoomFacts = Awaited<ReturnType<typeof readRoomPage>>;

/** The room of an incident with the number of people that its next update can reach. */
export async function readRoomPage(
  db: Db,
  page: { id: string; ladder: SeverityLevel[] | null },
  record: IncidentRecord,
  now: number,
) {
  const { componentIds } = record;
  const ids = componentIds.length > 0 ? componentIds : null;
  const [response, recipients] = await Promise.all([
    readResponse(db, page, record),
    countRecipients(db, { pageId: page.id, cutAt: now, componentIds: ids }),
  ]);
  return { ...response, recipients };
}
