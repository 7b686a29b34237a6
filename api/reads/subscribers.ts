import { deliveryLogOf, directMailTo } from '../../db/delivery/delivery-log.ts';
import type { Db } from '../../db/engine/client.ts';
import {
  countSubscribers,
  findSubscriber,
  listSubscribers,
  type Subscriber,
} from '../../db/subscriber/subscriber.ts';
import { countSuppressed, suppressedOf } from '../../db/subscriber/suppression.ts';
import { notFound } from '../core/problem.ts';
import { addressHash } from '../core/secret.ts';

const PER_PAGE = 50;

/** `q` is a part of the address; `page` counts from 1. */
type Query = { q: string; state: Subscriber['state'] | null; page: number };

export type SubscriberList = Awaited<ReturnType<typeof readSubscribers>>;

/** How many subscribers there are by state, and one page of those that match. */
export async function readSubscribers(db: Db, pageId: string, query: Query) {
  const [counts, suppressed, rows] = await Promise.all([
    countSubscribers(db, pageId),
    countSuppressed(db, pageId),
    listSubscribers(db, pageId, { ...query, limit: PER_PAGE }),
  ]);
  const shown = rows.slice(0, PER_PAGE);
  const hashes = await Promise.all(shown.map((row) => addressHash(row.email)));
  const reasons = await suppressedOf(db, pageId, hashes);
  return {
    query,
    counts,
    suppressed,
    rows: shown.map((row, i) => ({ ...row, suppressed: reasons.get(hashes[i] ?? '') ?? null })),
    more: rows.length > PER_PAGE,
  };
}

export async function readSubscriber(db: Db, pageId: string, id: string): Promise<Subscriber> {
  const subscriber = await findSubscriber(db, pageId, { id });
  if (!subscriber) throw notFound('subscriber');
  return subscriber;
}

export type SubscriberLog = Awaited<ReturnType<typeof readSubscriberLog>>;

/** What was sent to one subscriber, when, and the outcome. */
export async function readSubscriberLog(db: Db, pageId: string, id: string) {
  const subscriber = await readSubscriber(db, pageId, id);
  const hash = await addressHash(subscriber.email);
  const [updates, confirmations, suppressed] = await Promise.all([
    deliveryLogOf(db, subscriber),
    directMailTo(db, subscriber),
    suppressedOf(db, subscriber.pageId, [hash]),
  ]);
  return { subscriber, updates, confirmations, suppressed: suppressed.get(hash) ?? null };
}
