import { and, eq } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { letter, notification, subscriber } from '../schema/index.ts';

/** Whom a mail that came back went to, and when it was decided that they get it (UTC ms). */
export type Returned = { email: string; at: number };

/** The recipient of an update's mail, by the two ids in its Message-ID. */
export async function recipientOf(
  db: Db,
  of: { notificationId: string; subscriberId: string },
): Promise<Returned | null> {
  const [row] = await db
    .select({ email: subscriber.email, at: notification.cutAt })
    .from(notification)
    .innerJoin(subscriber, eq(subscriber.pageId, notification.pageId))
    .where(and(eq(notification.id, of.notificationId), eq(subscriber.id, of.subscriberId)));
  return row ?? null;
}

/** Only confirmations: other direct mails go to those who run the page. */
export async function confirmationOf(db: Db, letterId: string): Promise<Returned | null> {
  const [row] = await db
    .select({ email: letter.to, at: letter.createdAt })
    .from(letter)
    .where(and(eq(letter.id, letterId), eq(letter.kind, 'confirm')));
  return row ?? null;
}

/** Whose token may have come back: what its signature is made of. */
export async function holderById(db: Db, id: string) {
  const { pageId, epoch, email } = subscriber;
  const [row] = await db
    .select({ id: subscriber.id, pageId, epoch, email })
    .from(subscriber)
    .where(eq(subscriber.id, id));
  return row ?? null;
}
