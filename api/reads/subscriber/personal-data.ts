import { deliveryLogOf, directMailTo } from '../../../db/delivery/delivery-log.ts';
import { listAttempts } from '../../../db/delivery/log/attempts.ts';
import type { Db } from '../../../db/engine/client.ts';
import { subscriptionsOf } from '../../../db/subscriber/operator.ts';
import { suppressedOf } from '../../../db/subscriber/suppression.ts';
import { addressHash } from '../../core/secret.ts';
import { shownAddress, standingOf } from '../../domain/subscriber/standing.ts';
import { readSubscriber } from './log.ts';

const time = (ms: number | null): string | null =>
  ms === null ? null : new Date(ms).toISOString();

/** The delivery log is kept for 30 days; this is more than anybody gets in them. */
const ATTEMPTS = 1000;

/**
 * Everything that is stored about one subscriber, to hand over to them. Secrets and addresses of
 * destinations are left out: whoever has the file could post in their name.
 */
export async function readPersonalData(db: Db, pageId: string, id: string) {
  const who = await readSubscriber(db, pageId, id);
  const hash = await addressHash(who.email);
  const [subscriptions, updates, mails, attempts, suppressed] = await Promise.all([
    subscriptionsOf(db, id),
    deliveryLogOf(db, who),
    who.channel === 'email' ? directMailTo(db, who) : [],
    listAttempts(db, { pageId, subscriberId: id }, { limit: ATTEMPTS }),
    suppressedOf(db, pageId, [hash]),
  ]);
  return {
    subscriber: {
      id: who.id,
      channel: who.channel,
      address: shownAddress(who),
      contact_email: who.contactEmail,
      state: standingOf(who),
      language: who.locale,
      time_zone: who.zone,
      source: who.source,
      consent: who.consent,
      is_mailing_list: who.isList,
      created_at: time(who.createdAt),
      confirmed_at: time(who.confirmedAt),
      unsubscribed_at: time(who.unsubscribedAt),
      quarantined_at: time(who.quarantinedAt),
      removed_reason: who.removedReason,
      suppressed: suppressed.get(hash) ?? null,
    },
    subscriptions: {
      everything: who.allComponents,
      kinds: who.kinds,
      detail: who.detail,
      chosen: subscriptions.map(({ target, id: of, name }) => ({ target, id: of, name })),
    },
    updates: updates.map((one) => ({
      incident: one.incidentName,
      state: one.updateState,
      created_at: time(one.createdAt),
      sent_at: time(one.sentAt),
      outcome: one.failure ?? one.state,
    })),
    confirmations: mails.map((one) => ({
      state: one.state,
      created_at: time(one.createdAt),
      sent_at: time(one.sentAt),
    })),
    deliveries: attempts.slice(0, ATTEMPTS).map((one) => ({
      at: time(one.at),
      incident: one.incidentName,
      outcome: one.outcome,
      status: one.status,
      error: one.error,
      response: one.excerpt,
    })),
  };
}
