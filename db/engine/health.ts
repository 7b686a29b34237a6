import { count, eq, sql } from 'drizzle-orm';
import { batch, directMail, install, notification, subscriber } from '../schema/index.ts';
import type { Db } from './client.ts';
import { write } from './write.ts';

/** Writes and reads for real; throws the database's error. Changes no row. */
export async function proveReadWrite(db: Db): Promise<void> {
  await write(db, [
    db
      .update(install)
      .set({ value: sql`${install.value}` })
      .where(eq(install.key, 'ready')),
  ]);
  await db.select({ one: sql<number>`1` }).from(install).limit(1);
}

export type Counts = Record<'chunks' | 'letters' | 'notifications' | 'subscribers', ByState>;
type ByState = { state: string; n: number }[];

/** Number of rows per state, for monitoring. */
export async function countByState(db: Db): Promise<Counts> {
  const [chunks, letters, notifications, subscribers] = await db.batch([
    db.select({ state: batch.state, n: count() }).from(batch).groupBy(batch.state),
    db.select({ state: directMail.state, n: count() }).from(directMail).groupBy(directMail.state),
    db
      .select({ state: notification.state, n: count() })
      .from(notification)
      .groupBy(notification.state),
    db.select({ state: subscriber.state, n: count() }).from(subscriber).groupBy(subscriber.state),
  ]);
  return { chunks, letters, notifications, subscribers };
}
