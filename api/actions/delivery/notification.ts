import {
  cancelStatements,
  findNotification,
  pauseStatements,
  resumeStatements,
} from '../../../db/delivery/delivery-control.ts';
import { violated, write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import { notFound, Problem } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Publisher } from '../commit.ts';

const verbs = { pause: pauseStatements, resume: resumeStatements, cancel: cancelStatements };
export type DeliveryControl = keyof typeof verbs;

/**
 * Pauses, resumes or cancels the mail of an update. The page shows the update either way. Returns
 * the incident.
 */
export async function controlDelivery(
  deps: Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'>,
  actor: Actor,
  pageId: string,
  id: string,
  verb: DeliveryControl,
): Promise<string> {
  const before = await findNotification(deps.db, pageId, id);
  if (!before) throw notFound('mail');
  const { state, planned, sent, failed, suppressed, unknown } = before;
  const audited = insertAudit(deps.db, {
    id: deps.newId(),
    pageId,
    at: deps.clock(),
    actor,
    action: verb,
    subject: 'notification',
    subjectId: id,
    before: { state, planned, sent, failed, suppressed, unknown },
  });
  try {
    await write(deps.db, [...verbs[verb](deps.db, id), audited]);
  } catch (error) {
    if (violated(error) === 'notification.state') throw tooLate(verb);
    throw error;
  }
  deps.wake();
  return before.incidentId;
}

const tooLate = (verb: DeliveryControl): Problem =>
  new Problem(
    'conflict',
    verb === 'resume'
      ? 'These emails aren’t waiting: they are being sent or already done. See “Sent notifications”.'
      : 'These emails were already sent, so nothing was canceled. See “Sent notifications”.',
  );
