import { count, eq, sql } from 'drizzle-orm';
import { chunk, install, letter, notification, subscriber } from '../schema/index.ts';
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
    db.select({ state: chunk.state, n: count() }).from(chunk).groupBy(chunk.state),
    db.select({ state: letter.state, n: count() }).from(letter).groupBy(letter.state),
    db
      .select({ state: notification.state, n: count() })
      .from(notification)
      .groupBy(notification.state),
    db.select({ state: subscriber.state, n: count() }).from(subscriber).groupBy(subscriber.state),
  ]);
  return { chunks, letters, notifications, subscribers };
}
