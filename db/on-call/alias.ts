import { eq } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { onCallAlias } from '../schema/index.ts';

export type OnCallAlias = typeof onCallAlias.$inferSelect;

export const listAliases = (db: Db, pageId: string): Promise<OnCallAlias[]> =>
  db.select().from(onCallAlias).where(eq(onCallAlias.pageId, pageId));

export const upsertAlias = (db: Db, row: OnCallAlias): Statement =>
  db
    .insert(onCallAlias)
    .values(row)
    .onConflictDoUpdate({
      target: [onCallAlias.pageId, onCallAlias.kind, onCallAlias.externalId],
      set: { targetId: row.targetId, note: row.note },
    });
