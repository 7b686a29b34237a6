import type { Notification } from '../../db/notification.ts';
import { nextToPlan, notificationsToPlan, savePlannedPage } from '../../db/notification.ts';
import { errorFacts } from '../log.ts';
import { renderNotification } from './render.ts';
import { PLANNED_AT_ONCE, type Sending } from './sending.ts';

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
  const { last, ids } = await nextToPlan(on.db, told, PLANNED_AT_ONCE);
  await savePlannedPage(on.db, told, {
    text,
    chunks: inChunks(ids, on.mailer.maxBatch).map((recipients, index) => ({
      id: on.newId(),
      notificationId: told.id,
      pageId: told.pageId,
      channel: 'email',
      chunkNo: last + 1 + index,
      n: recipients.length,
      recipients,
    })),
    cursor: ids.at(-1) ?? told.planCursor,
    last: ids.length < PLANNED_AT_ONCE,
  });
  return true;
}

const inChunks = (ids: string[], size: number): string[][] =>
  Array.from({ length: Math.ceil(ids.length / size) }, (_, i) =>
    ids.slice(i * size, (i + 1) * size),
  );
