import type { Statement } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import { insertInternalUpdate } from '../../../db/room/card.ts';
import { findIncidentRow } from '../../../db/room/event.ts';
import type { DraftValues } from '../../domain/draft/draft.ts';
import type { Actor } from '../../domain/response/role.ts';
import { InternalUpdate, internalPartOf } from '../../domain/room/internal-update.ts';
import { promisedBy } from '../../domain/template/message.ts';
import { NEXT_UPDATE } from '../../domain/template/template.ts';
import { type InternalMailer, internalUpdateMails } from './subscription.ts';

/** `author`: who wrote it, where somebody else or the clock publishes. */
type About = { pageId: string; incidentId: string; author: string };

/**
 * The internal part of a form with its mails, for the batch that publishes the public part: both
 * are stored, or neither. It promises its next update for the same time.
 */
export async function internalPart(
  deps: InternalMailer & { clock: () => number },
  actor: Actor,
  { pageId, incidentId, author }: About,
  values: DraftValues,
): Promise<Statement[]> {
  const part = internalPartOf(values);
  const incident = part && (await findIncidentRow(deps.db, pageId, incidentId));
  if (!part || !incident) return [];
  const now = deps.clock();
  const nextUpdateBy = promisedBy({ [NEXT_UPDATE]: minutesIn(values) }, now);
  const input = InternalUpdate.safeParse({ ...part, nextUpdateBy });
  if (!input.success) return []; // the form is refused with what is wrong
  const written = { ...input.data, author, createdAt: now };
  const row = { id: deps.newId(), pageId, incidentId, ...written };
  const audited = { action: 'internal_update', subject: 'room', subjectId: incidentId, after: row };
  return [
    insertInternalUpdate(row),
    ...(await internalUpdateMails(deps, incident, row)),
    insertAudit(deps.db, { id: deps.newId(), pageId, actor, at: now, ...audited }),
  ];
}

const minutesIn = (values: DraftValues): string =>
  String(values[`f.${NEXT_UPDATE}.other`] || values[`f.${NEXT_UPDATE}`] || '');
