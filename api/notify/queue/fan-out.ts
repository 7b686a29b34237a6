import { notificationsToPlan, savePlannedPage } from '../../../db/delivery/fan-out.ts';
import type { Notification } from '../../../db/delivery/notification.ts';
import { errorFacts } from '../../core/log.ts';
import { renderNotification } from '../channels/email/render.ts';
import { PLANNED_AT_ONCE, type Sending } from '../port/sending.ts';

/** One page of planning for each notification that is due. True when anything moved on. */
export async function planDue(on: Sending): Promise<boolean> {
  let moved = false;
  for (const told of await notificationsToPlan(on.db)) {
    try {
      moved = (await planPage(on, told)) || moved;
    } catch (error) {
      // The others must not wait for the one that cannot be planned.
      on.log('error', 'planning failed', { notification: told.id, ...errorFacts(error) });
    }
  }
  return moved;
}

async function planPage(on: Sending, told: Notification): Promise<boolean> {
  const text = told.subject === null ? await renderNotification(on, told) : null;
  await savePlannedPage(on.db, told, { text, size: on.mailer.maxBatch, limit: PLANNED_AT_ONCE });
  return true;
}
