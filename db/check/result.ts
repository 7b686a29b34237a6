import { and, asc, desc, eq, gte, lt, sql } from 'drizzle-orm';
import { DAY } from '../../api/domain/time/time.ts';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { checkDay, checkResult } from '../schema/index.ts';

export type StoredResult = typeof checkResult.$inferSelect;
export type CheckDay = typeof checkDay.$inferSelect;

/** Keeps results, and counts them on their days. */
export const insertResults = (db: Db, rows: readonly Omit<StoredResult, 'id'>[]): Statement[] =>
  rows.length === 0
    ? []
    : [
        db.insert(checkResult).values([...rows]),
        db
          .insert(checkDay)
          .values(
            rows.map(({ checkId, at, ok, ms }) => ({
              ...{ checkId, day: at - (at % DAY), count: 1, failed: Number(!ok), ms: ms ?? 0 },
              ...{ timed: Number(ms !== null), slowest: ms ?? 0 },
            })),
          )
          .onConflictDoUpdate({
            target: [checkDay.checkId, checkDay.day],
            set: {
              count: sql`${checkDay.count} + 1`,
              failed: sql`${checkDay.failed} + excluded.failed`,
              ms: sql`${checkDay.ms} + excluded.ms`,
              timed: sql`${checkDay.timed} + excluded.timed`,
              slowest: sql`max(${checkDay.slowest}, excluded.slowest)`,
            },
          }),
      ];

/** The newest first. */
export const listResults = (
  db: Db,
  checkId: string,
  { most, from = 0 }: { most: number; from?: number },
): Promise<StoredResult[]> =>
  db
    .select()
    .from(checkResult)
    .where(eq(checkResult.checkId, checkId))
    .orderBy(desc(checkResult.at), desc(checkResult.id))
    .limit(most)
    .offset(from);

export const listCheckDays = (db: Db, checkId: string, since: number): Promise<CheckDay[]> =>
  db
    .select()
    .from(checkDay)
    .where(and(eq(checkDay.checkId, checkId), gte(checkDay.day, since)))
    .orderBy(asc(checkDay.day));

/** Single runs of before `before`. */
export const oldResults = (db: Db, before: number): Statement =>
  db.delete(checkResult).where(lt(checkResult.at, before));

/** Days of before `before`. */
export const oldCheckDays = (before: number): Statement =>
  plain(sql`delete from health_check_day where day < ${before}`);
