import { findNotification } from '../../../db/delivery/delivery-control.ts';
import { retryFailed } from '../../../db/delivery/failed.ts';
import {
  failedConfirmations,
  retryConfirmations,
} from '../../../db/direct-mail/dead-direct-mail.ts';
import { violated, write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import { suppressedOf } from '../../../db/subscriber/suppression.ts';
import { notFound, Problem } from '../../core/problem.ts';
import { addressHash } from '../../core/secret.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Publisher } from '../commit.ts';

type RetryDeps = Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'>;

/**
 * Sends an update again to the recipients whose mail failed, or to one of them. Skips people who
 * unsubscribed or were suppressed since. Does nothing if nobody is left.
 */
export async function tryAgain(
  deps: RetryDeps,
  actor: Actor,
  pageId: string,
  options: Parameters<typeof retryFailed>[1],
): Promise<void> {
  const before = await findNotification(deps.db, pageId, options.id);
  if (!before) throw notFound('mail');
  const { state, finishedAt, planned, sent, failed, suppressed, unknown } = before;
  const waits = state === 'held' || (state === 'needs_operator' && finishedAt === null);
  if (waits || state === 'cancelled' || state === 'superseded')
    throw new Problem(
      'conflict',
      waits
        ? 'These emails are waiting for someone to send them. Nothing was tried yet.'
        : 'These emails were canceled or merged into a newer update, so they can’t be retried.',
    );
  const audited = insertAudit(deps.db, {
    id: deps.newId(),
    pageId,
    at: deps.clock(),
    actor,
    action: 'retry',
    subject: 'notification',
    subjectId: options.id,
    before: { state, planned, sent, failed, suppressed, unknown },
    ...(options.subscriberId === null ? {} : { after: { subscriber: options.subscriberId } }),
  });
  try {
    await write(deps.db, [...retryFailed(deps.db, options), audited]);
  } catch (error) {
    if (violated(error) !== 'notification.failed') throw error;
  }
  deps.wake();
}

/** Sends failed confirmations again: all of them, or the one to this address. */
export async function tryConfirmationsAgain(
  deps: RetryDeps,
  actor: Actor,
  pageId: string,
  only: { email: string } | null = null,
): Promise<void> {
  const failed = (await failedConfirmations(deps.db, pageId)).filter(
    ({ to }) => only === null || to === only.email,
  );
  const hashes = await Promise.all(failed.map(({ to }) => addressHash(to)));
  const suppressed = await suppressedOf(deps.db, pageId, hashes);
  const ids = failed.flatMap(({ id }, i) => (suppressed.has(hashes[i] ?? '') ? [] : [id]));
  if (ids.length === 0) return;
  const subjectId = ids.length === 1 ? (ids[0] ?? '') : pageId;
  await write(deps.db, [
    retryConfirmations(deps.db, ids),
    insertAudit(deps.db, {
      ...{ id: deps.newId(), pageId, at: deps.clock(), actor, action: 'retry' },
      ...{ subject: 'confirmation', subjectId, after: { mails: ids.length } },
    }),
  ]);
  deps.wake();
}
