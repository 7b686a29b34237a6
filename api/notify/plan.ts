import type { Notification } from '../../db/notification.ts';
import {
  freezeText,
  lastChunkNo,
  notificationsToPlan,
  savePlannedPage,
} from '../../db/notification.ts';
import { subscribersToTell } from '../../db/subscriber.ts';
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
  if (told.subject === null) {
    const rendered = await renderNotification(on, told);
    if (!rendered) throw new Error('its update is gone');
    await freezeText(on.db, told.id, rendered);
  }
  // Read before the page: another planner who is further breaks the number we then choose.
  const last = await lastChunkNo(on.db, told.id);
  const ids = await subscribersToTell(on.db, told, told.planCursor, PLANNED_AT_ONCE);
  await savePlannedPage(on.db, told, {
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
