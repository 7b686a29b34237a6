import { and, asc, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { CheckTarget } from '../../api/domain/check/input.ts';
import type { CheckKind } from '../../api/domain/check/kind.ts';
import { MINUTE } from '../../api/domain/time/time.ts';
import type { Db } from '../engine/client.ts';
import { nextRevision, plain, type Statement } from '../engine/write.ts';
import { healthCheck } from '../schema/index.ts';

type Row = typeof healthCheck.$inferSelect;
export type HealthCheck = Omit<Row, 'kind' | 'settings'> & CheckTarget;

/** The settings belong to the kind, since both are written together. */
const typed = (rows: Row[]) => rows as HealthCheck[];

export const listChecks = async (db: Db, pageId: string): Promise<HealthCheck[]> =>
  typed(
    await db
      .select()
      .from(healthCheck)
      .where(eq(healthCheck.pageId, pageId))
      .orderBy(asc(healthCheck.name), asc(healthCheck.id)),
  );

export async function findCheck(db: Db, pageId: string, id: string): Promise<HealthCheck | null> {
  const isNamed = and(eq(healthCheck.pageId, pageId), eq(healthCheck.id, id));
  const [row] = typed(await db.select().from(healthCheck).where(isNamed));
  return row ?? null;
}

export async function checkByToken(db: Db, tokenHash: string): Promise<HealthCheck | null> {
  const isNamed = eq(healthCheck.tokenHash, tokenHash);
  const [row] = typed(await db.select().from(healthCheck).where(isNamed));
  return row ?? null;
}

export const insertCheck = (db: Db, row: typeof healthCheck.$inferInsert): Statement =>
  db.insert(healthCheck).values(row);

/** Fails the whole batch unless the check is still at revision `expected`. A run meanwhile is dropped. */
export const updateCheck = (
  db: Db,
  id: string,
  expected: number,
  changes: Partial<Row>,
): Statement =>
  db
    .update(healthCheck)
    .set({
      ...changes,
      turn: sql`${healthCheck.turn} + 1`,
      revision: nextRevision(healthCheck.revision, expected),
    })
    .where(eq(healthCheck.id, id));

/** With its results. */
export const deleteCheck = (db: Db, id: string): Statement =>
  db.delete(healthCheck).where(eq(healthCheck.id, id));

/** The next whole minute that is so many minutes after this one. */
const nextDue = (now: number) => sql`${now - (now % MINUTE)} + ${healthCheck.every} * ${MINUTE}`;

/** Takes checks that are due, the longest due first. Of two processes, one gets each. */
export async function claimChecks(
  db: Db,
  { now, kinds, most }: { now: number; kinds: readonly CheckKind[]; most: number },
): Promise<HealthCheck[]> {
  const due = db
    .select({ id: healthCheck.id })
    .from(healthCheck)
    .where(dueNow(now, kinds))
    .orderBy(asc(healthCheck.dueAt), asc(healthCheck.id))
    .limit(most);
  const rows = await db
    .update(healthCheck)
    .set({ dueAt: nextDue(now), turn: sql`${healthCheck.turn} + 1` })
    .where(inArray(healthCheck.id, due))
    .returning();
  return typed(rows);
}

const dueNow = (now: number, kinds: readonly CheckKind[]) =>
  and(
    isNull(healthCheck.disabledAt),
    lte(healthCheck.dueAt, now),
    inArray(healthCheck.kind, [...kinds]),
  );

/** Keeps that checks which are due could not be run. Also gives back those that were claimed. */
export const skipChecks = (
  db: Db,
  { now, kinds, claimed }: { now: number; kinds: readonly CheckKind[]; claimed: string[] },
): Statement[] => [
  ...(claimed.length > 0
    ? [db.update(healthCheck).set({ dueAt: now }).where(inArray(healthCheck.id, claimed))]
    : []),
  db
    .update(healthCheck)
    .set({ skippedAt: sql`coalesce(${healthCheck.skippedAt}, ${now})` })
    .where(dueNow(now, kinds)),
];

export type CheckOutcome = Pick<
  Row,
  'status' | 'streak' | 'since' | 'lastAt' | 'lastOk' | 'lastMs' | 'lastDetail' | 'recent'
> &
  Partial<Pick<Row, 'dueAt'>>;

/** Stores where a run has led. Changes nothing where the check was changed meanwhile. */
export const storeOutcome = (
  db: Db,
  { id, turn }: Pick<Row, 'id' | 'turn'>,
  outcome: CheckOutcome,
): Statement =>
  db
    .update(healthCheck)
    .set({ ...outcome, skippedAt: null })
    .where(and(eq(healthCheck.id, id), eq(healthCheck.turn, turn)));

/** The same, but fails the whole batch where the check was changed meanwhile. */
export const storeTurn = (
  db: Db,
  { id, turn }: Pick<Row, 'id' | 'turn'>,
  outcome: CheckOutcome,
): Statement =>
  db
    .update(healthCheck)
    .set({ ...outcome, skippedAt: null, turn: nextRevision(healthCheck.turn, turn) })
    .where(eq(healthCheck.id, id));

/** Ends what a check that is about to be deleted has reported. */
export const endCheckAlerts = (id: string, pageId: string, now: number): Statement =>
  plain(sql`update alert set status = 'resolved', ends_at = ${now}, changed_at = max(changed_at, ${now}),
    last_seen_at = ${now}, due_at = ${now}, turn = turn + 1
    where fingerprint = ${id} and status <> 'resolved'
    and source_id = (select id from alert_source where page_id = ${pageId} and kind = 'check')`);
