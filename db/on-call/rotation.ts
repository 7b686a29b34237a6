import { and, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { onCallRotation } from '../schema/index.ts';

export const insertRotation = (db: Db, row: typeof onCallRotation.$inferInsert): Statement =>
  db.insert(onCallRotation).values(row);

/** Ends a version; one that never came into force is deleted. */
export const endRotation = (db: Db, versionId: string, at: number): Statement[] => [
  db
    .delete(onCallRotation)
    .where(and(eq(onCallRotation.id, versionId), sql`${onCallRotation.effectiveFrom} >= ${at}`)),
  db
    .update(onCallRotation)
    .set({ effectiveUntil: at })
    .where(
      and(
        eq(onCallRotation.id, versionId),
        or(isNull(onCallRotation.effectiveUntil), gt(onCallRotation.effectiveUntil, at)),
      ),
    ),
];

/** Positions of rotations in all their versions. */
export const placeRotations = (
  db: Db,
  scheduleId: string,
  rotationIds: readonly string[],
): Statement[] =>
  rotationIds.map((rotationId, position) =>
    db
      .update(onCallRotation)
      .set({ position })
      .where(
        and(eq(onCallRotation.scheduleId, scheduleId), eq(onCallRotation.rotationId, rotationId)),
      ),
  );
