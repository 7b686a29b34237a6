import { and, eq } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { directMail, notification, subscriber } from '../schema/index.ts';

/** The recipient of a returned mail, and when it was addressed to them (UTC ms). */
export type MailRecipient = { email: string; at: number };

/** The recipient of an update's mail, from the two ids in its Message-ID. */
export async function recipientOf(
  db: Db,
  of: { notificationId: string; subscriberId: string },
): Promise<MailRecipient | null> {
  const [row] = await db
    .select({ email: subscriber.email, at: notification.cutAt })
    .from(notification)
    .innerJoin(subscriber, eq(subscriber.pageId, notification.pageId))
    .where(and(eq(notification.id, of.notificationId), eq(subscriber.id, of.subscriberId)));
  return row ?? null;
}

/** Confirmations only: other direct mail goes to the team. */
export async function confirmationOf(db: Db, directMailId: string): Promise<MailRecipient | null> {
  const [row] = await db
    .select({ email: directMail.to, at: directMail.createdAt })
    .from(directMail)
    .where(and(eq(directMail.id, directMailId), eq(directMail.kind, 'confirm')));
  return row ?? null;
}

/** The subscriber of a returned token, with the fields its signature covers. */
export async function holderById(db: Db, id: string) {
  const { pageId, epoch, email } = subscriber;
  const [row] = await db
    .select({ id: subscriber.id, pageId, epoch, email })
    .from(subscriber)
    .where(eq(subscriber.id, id));
  return row ?? null;
}
