import { insertDirectMailIfAbsent } from '../../../db/direct-mail/insert-if-absent.ts';
import type { Statement } from '../../../db/engine/write.ts';
import type { HandoverRow } from '../../../db/handover/handover.ts';
import { findPage } from '../../../db/page/page.ts';
import type { IncidentRow } from '../../../db/room/event.ts';
import { incidentHandoverMail } from '../../../templates/email/team/incident-handover.ts';
import { addressOf } from '../../domain/page/address.ts';
import type { RoomChange } from '../room/commit.ts';

export type HandoverMailer = RoomChange & { config: { baseUrl: string } };

/**
 * One mail about a hand-over to one person. The note of a restricted incident is not in it: more
 * people can open the mailbox than the incident names.
 */
export async function handoverMails(
  deps: HandoverMailer,
  incident: IncidentRow,
  handover: Omit<HandoverRow, 'endedAt' | 'endedBy'>,
  { what, to }: { what: 'offered' | 'accepted' | 'declined'; to: string | undefined },
): Promise<Statement[]> {
  const page = to ? await findPage(deps.db, incident.pageId) : null;
  if (!to || !page) return [];
  const url = addressOf(page, deps.config.baseUrl);
  const isRestricted = incident.audience === 'restricted';
  const mail = await incidentHandoverMail({
    ...{ what, page: { ...page, url }, handover },
    name: isRestricted ? 'Restricted incident' : incident.name,
    note: isRestricted || what !== 'offered' ? null : handover,
    link: `${url}/admin/incidents/${incident.id}/handover/${handover.id}`,
  });
  const row = { id: `handover.${handover.id}.${what}`, pageId: page.id, kind: 'handover', to };
  return [insertDirectMailIfAbsent(deps.db, { ...row, ...mail }, deps.clock())];
}
