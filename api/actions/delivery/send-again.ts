import { sendAgain } from '../../../db/delivery/batch/send-again.ts';
import { batchOfDelivery } from '../../../db/delivery/log/deliveries.ts';
import { violated, write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import { Problem } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Publisher } from '../commit.ts';

type SendAgainDeps = Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'>;

/**
 * Puts one message to a webhook or a chat back into the queue, whatever became of it. It keeps its webhook ID.
 * `actor` is a member of the team or the owner of the destination.
 */
export async function sendToOneAgain(
  deps: SendAgainDeps,
  actor: Actor,
  pageId: string,
  { id, subscriberId }: { id: string; subscriberId: string },
): Promise<void> {
  const batchId = await batchOfDelivery(deps.db, { pageId, subscriberId, notificationId: id });
  if (batchId === null) throw notAgain();
  try {
    await write(deps.db, [
      ...sendAgain({ batchId, subscriberId, newBatchId: deps.newId() }),
      insertAudit(deps.db, {
        ...{ id: deps.newId(), pageId, at: deps.clock(), actor, action: 'send again' },
        ...{ subject: 'notification', subjectId: id, after: { subscriber: subscriberId } },
      }),
    ]);
  } catch (error) {
    if (violated(error) !== 'notification.sent') throw error;
    throw notAgain();
  }
  deps.wake();
}

export const notAgain = () =>
  new Problem('conflict', 'This message can’t be sent again: it is waiting, canceled or outdated.');
