import { and, eq, gt, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { onCallOverride } from '../schema/index.ts';

export const insertOverride = (db: Db, row: typeof onCallOverride.$inferInsert): Statement =>
  db.insert(onCallOverride).values(row);

/** What was before `at` stays; an override that has not begun is deleted. */
export const endOverride = (db: Db, id: string, at: number): Statement[] => [
  db
    .delete(onCallOverride)
    .where(and(eq(onCallOverride.id, id), sql`${onCallOverride.startsAt} >= ${at}`)),
  db
    .update(onCallOverride)
    .set({ endsAt: at })
    .where(and(eq(onCallOverride.id, id), gt(onCallOverride.endsAt, at))),
];
