import { deliveryLogOf, directMailTo } from '../../../db/delivery/delivery-log.ts';
import { listAttempts } from '../../../db/delivery/log/attempts.ts';
import type { Db } from '../../../db/engine/client.ts';
import {
  chosenComponents,
  findSubscriber,
  type Subscriber,
} from '../../../db/subscriber/subscriber.ts';
import { suppressedOf } from '../../../db/subscriber/suppression.ts';
import { notFound } from '../../core/problem.ts';
import { addressHash } from '../../core/secret.ts';
import { standingOf } from '../../domain/subscriber/standing.ts';

/** Calls of the newest deliveries that a subscriber’s page shows. */
const ATTEMPTS = 30;

export async function readSubscriber(db: Db, pageId: string, id: string): Promise<Subscriber> {
  const subscriber = await findSubscriber(db, pageId, { id });
  if (!subscriber) throw notFound('subscriber');
  return subscriber;
}

export type SubscriberLog = Awaited<ReturnType<typeof readSubscriberLog>>;

/** What was sent to one subscriber, when, and the outcome. */
export async function readSubscriberLog(db: Db, pageId: string, id: string) {
  const subscriber = await readSubscriber(db, pageId, id);
  const isMailbox = subscriber.channel === 'email';
  const hash = await addressHash(subscriber.email);
  const [updates, confirmations, suppressed, attempts, componentIds] = await Promise.all([
    deliveryLogOf(db, subscriber),
    isMailbox ? directMailTo(db, subscriber) : [],
    suppressedOf(db, subscriber.pageId, [hash]),
    listAttempts(db, { pageId, subscriberId: id }, { limit: ATTEMPTS }),
    chosenComponents(db, id),
  ]);
  return {
    subscriber,
    standing: standingOf(subscriber),
    updates,
    confirmations,
    suppressed: suppressed.get(hash) ?? null,
    attempts: attempts.slice(0, ATTEMPTS),
    componentIds,
  };
}
