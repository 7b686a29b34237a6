import { insertAttempts } from '../../../../db/delivery/batch/attempts.ts';
import { recordDestinations } from '../../../../db/delivery/batch/destination.ts';
import { write } from '../../../../db/engine/write.ts';
import { insertAudit } from '../../../../db/page/page.ts';
import { reactivateSubscriber } from '../../../../db/subscriber/operator.ts';
import type { Subscriber } from '../../../../db/subscriber/subscriber.ts';
import type { Outcome } from '../../../domain/delivery/delivery.ts';
import { MINUTE } from '../../../domain/time/time.ts';
import type { Register } from '../sign-up.ts';
import { asSubscriber } from '../subscriber-audit.ts';
import { limitOwner, ownedDestination } from './owned.ts';

type TestAnswer = Outcome & { status?: number | undefined; excerpt?: string | undefined };

/**
 * Lets `send` reach a destination with a test message, for its owner, and records what was answered. A test
 * that is accepted ends a quarantine.
 */
export async function sendTest(
  deps: Register,
  of: { pageId: string; token: string },
  send: (who: Subscriber) => Promise<TestAnswer>,
): Promise<void> {
  const who = await ownedDestination(deps, of.pageId, of.token);
  await limitOwner(deps, { key: `destination-test:${who.id}`, limit: 5, window: 10 * MINUTE });
  const startedAt = performance.now();
  const answer = await send(who);
  const durationMs = Math.round(performance.now() - startedAt);
  const { id: subscriberId, pageId, channel } = who;
  const attempt = { subscriberId, pageId, channel, notificationId: null, batchId: null };
  const result = { id: deps.newId(), durationMs, waitMs: null, ...recorded(answer) };
  await write(deps.db, [
    ...insertAttempts([{ ...attempt, ...result }]),
    ...(answer.kind === 'sent' ? accepted(deps, who) : []),
  ]);
}

/** As in the delivery log. */
const MOST_CHARACTERS = 500;

function recorded(answer: TestAnswer) {
  const facts = {
    status: answer.status ?? null,
    excerpt: answer.excerpt?.slice(0, MOST_CHARACTERS) || null,
  };
  if (answer.kind === 'sent') return { outcome: 'sent', error: null, ...facts };
  const outcome = answer.kind === 'refused' ? 'refused' : 'no_response';
  return { outcome, error: answer.message, ...facts };
}

function accepted(deps: Register, who: Subscriber) {
  const isWell = recordDestinations([{ subscriberId: who.id, isWell: true, goneBecause: null }]);
  if (who.quarantinedAt === null) return isWell;
  const now = deps.clock();
  return [
    reactivateSubscriber(deps.db, who.id, now),
    insertAudit(deps.db, {
      ...{ id: deps.newId(), pageId: who.pageId, at: now, actor: asSubscriber(who) },
      ...{ action: 'reactivate', subject: 'subscriber', subjectId: who.id },
    }),
  ];
}
