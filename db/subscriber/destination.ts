import { eq } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { subscriber, subscription } from '../schema/index.ts';
import { followStatements } from './operator.ts';
import type { Choice, Subscriber } from './subscriber.ts';

type Row = Pick<
  Subscriber,
  'id' | 'pageId' | 'channel' | 'email' | 'address' | 'label' | 'contactEmail' | 'hostKey'
>;

/** Active at once. One that left or was quarantined comes back under its id. */
export function activateDestination(db: Db, row: Row, choice: Choice, now: number): Statement[] {
  const { id, pageId, channel, email, ...rest } = row;
  const active = {
    ...rest,
    ...({ state: 'active', source: 'team', allComponents: choice.allComponents } as const),
    ...{ confirmedAt: now, updatedAt: now },
  };
  return [
    db
      .insert(subscriber)
      .values({ id, pageId, channel, email, ...active, createdAt: now })
      .onConflictDoUpdate({
        target: [subscriber.pageId, subscriber.email],
        set: {
          ...active,
          ...{ quarantinedAt: null, quarantineReason: null, failingSince: null },
          ...{ unsubscribedAt: null, removedReason: null },
        },
      }),
    db.delete(subscription).where(eq(subscription.subscriberId, id)),
    ...followStatements(id, choice.componentIds),
  ];
}
