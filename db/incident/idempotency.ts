import { and, eq } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { prepared } from '../engine/prepared.ts';
import type { Statement } from '../engine/write.ts';
import { idempotency } from '../schema/index.ts';

export async function findIdempotent(db: Db, pageId: string, key: string) {
  const [row] = await idempotentQuery(db, pageId, key);
  return row ?? null;
}

export const idempotentQuery = prepared((db, pageId: string, key: string) =>
  db
    .select()
    .from(idempotency)
    .where(and(eq(idempotency.pageId, pageId), eq(idempotency.key, key))),
);

export const insertIdempotent = (db: Db, row: typeof idempotency.$inferInsert): Statement =>
  db.insert(idempotency).values(row);
