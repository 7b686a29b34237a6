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
export type Steer = keyof typeof verbs;

/**
 * A person stops, pauses or lets go an update's mail. The page is not touched: readers see the
 * update either way. Returns its incident.
 */
export async function steerNotification(
  on: Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'>,
  actor: Actor,
  pageId: string,
  id: string,
  verb: Steer,
): Promise<string> {
  const before = await findNotification(on.db, pageId, id);
  if (!before) throw notFound('mail');
  const { state, planned, sent, failed, suppressed, unknown } = before;
  const audited = insertAudit(on.db, {
    id: on.newId(),
    pageId,
    at: on.clock(),
    actor,
    action: verb,
    subject: 'notification',
    subjectId: id,
    before: { state, planned, sent, failed, suppressed, unknown },
  });
  try {
    await write(on.db, [...verbs[verb](on.db, id), audited]);
  } catch (error) {
    if (violated(error) === 'notification.state') throw tooLate(verb);
    throw error;
  }
  on.wake();
  return before.incidentId;
}

const tooLate = (verb: Steer): Problem =>
  new Problem(
    'conflict',
    verb === 'resume'
      ? 'This mail does not wait for anybody: it is on its way, or over. Look at its counts under “Sent mail”.'
      : 'This mail is over already, so nothing was stopped. Look at its counts under “Sent mail”.',
  );
