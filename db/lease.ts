import { and, eq, isNotNull } from 'drizzle-orm';
import type { Db } from './client.ts';
import { dbNow } from './clock.ts';
import { chunk, letter } from './schema/index.ts';
import { write } from './write.ts';

/** Everyone who holds a lease now. */
export async function leaseHolders(db: Db): Promise<string[]> {
  const [chunks, letters] = await db.batch([
    db
      .selectDistinct({ holder: chunk.leaseHolder })
      .from(chunk)
      .where(and(eq(chunk.state, 'leased'), isNotNull(chunk.leaseHolder))),
    db
      .selectDistinct({ holder: letter.leaseHolder })
      .from(letter)
      .where(and(eq(letter.state, 'leased'), isNotNull(letter.leaseHolder))),
  ]);
  return [...new Set([...chunks, ...letters].flatMap((row) => row.holder ?? []))];
}

/** Ends a holder's leases at once, as if their time were up. */
export async function endLeases(db: Db, holder: string): Promise<void> {
  await write(db, [
    db
      .update(chunk)
      .set({ dueAt: dbNow })
      .where(and(eq(chunk.leaseHolder, holder), eq(chunk.state, 'leased'))),
    db
      .update(letter)
      .set({ dueAt: dbNow })
      .where(and(eq(letter.leaseHolder, holder), eq(letter.state, 'leased'))),
  ]);
}
