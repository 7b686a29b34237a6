import { notificationsToPlan, savePlannedPage } from '../../../../db/delivery/fan-out.ts';
import type { Notification } from '../../../../db/delivery/notification.ts';
import { isRendered, messageOf } from '../../../../db/delivery/rendered-message.ts';
import { errorFacts } from '../../../core/log.ts';
import { PLANNED_AT_ONCE, type SenderDeps } from '../../port/sending.ts';
import { renderNotification } from './render.ts';

/** Plans one page of recipients for each notification that is due. True when anything changed. */
export async function planDue(deps: SenderDeps): Promise<boolean> {
  let moved = false;
  for (const notification of await notificationsToPlan(deps.db)) {
    try {
      moved = (await planPage(deps, notification)) || moved;
    } catch (error) {
      // One that cannot be planned must not block the others.
      deps.log('error', 'planning failed', { notification: notification.id, ...errorFacts(error) });
    }
  }
  return moved;
}

async function planPage(deps: SenderDeps, notification: Notification): Promise<boolean> {
  const messages = isRendered(notification) ? null : await renderNotification(deps, notification);
  // A channel that was added after the first page has no message, and must not reach half of its people.
  const channels = deps.channels
    .filter(({ name }) =>
      messages ? messages.byChannel[name] : messageOf(notification, name) !== null,
    )
    .map(({ name, limits }) => ({ name, size: limits.maxBatch }));
  if (channels.length === 0) return false;
  await savePlannedPage(deps.db, notification, { messages, channels, limit: PLANNED_AT_ONCE });
  return true;
}
