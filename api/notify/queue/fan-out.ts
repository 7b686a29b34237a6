import { notificationsToPlan, savePlannedPage } from '../../../db/delivery/fan-out.ts';
import type { Notification } from '../../../db/delivery/notification.ts';
import { errorFacts } from '../../core/log.ts';
import { renderNotification } from '../channels/email/render.ts';
import { PLANNED_AT_ONCE, type SenderDeps } from '../port/sending.ts';

/** Plans one page of recipients for each notification that is due. True when anything changed. */
export async function planDue(deps: SenderDeps): Promise<boolean> {
  let moved = false;
  for (const told of await notificationsToPlan(deps.db)) {
    try {
      moved = (await planPage(deps, told)) || moved;
    } catch (error) {
      // One that cannot be planned must not block the others.
      deps.log('error', 'planning failed', { notification: told.id, ...errorFacts(error) });
    }
  }
  return moved;
}

async function planPage(deps: SenderDeps, told: Notification): Promise<boolean> {
  const text = told.subject === null ? await renderNotification(deps, told) : null;
  await savePlannedPage(deps.db, told, {
    text,
    size: deps.mailer.maxBatch,
    limit: PLANNED_AT_ONCE,
  });
  return true;
}
