import type { Db } from '../../db/client.ts';
import { bumpVersion, insertAudit } from '../../db/page.ts';
import { type Statement, violated, writeOnce } from '../../db/write.ts';
import type { Actor } from '../domain/role.ts';
import { outageProblem, Problem } from '../problem.ts';
import type { Snapshots } from '../snapshot/keep.ts';

/** What a write needs of the outside: ports are arguments, and few. */
export type Publisher = {
  db: Db;
  clock: () => number;
  newId: () => string;
  snapshots: Snapshots;
  /** A hint that there may be mail to send; losing it costs time, never a mail. */
  wake: () => void;
};

export type Change = {
  pageId: string;
  actor: Actor;
  at: number;
  action: string;
  subject: string;
  subjectId: string;
  before?: unknown;
  after?: unknown;
};

/**
 * Every write of this product: the rows, their audit entry and the new version in one batch; then
 * the snapshot that readers see. When this returns, the page shows the change.
 */
export async function commit(
  on: Publisher,
  change: Change,
  statements: readonly Statement[],
): Promise<void> {
  try {
    await writeOnce(on.db, 'audit.id', [
      insertAudit(on.db, { id: on.newId(), ...change }),
      ...statements,
      bumpVersion(on.db, change.pageId, change.at),
    ]);
  } catch (error) {
    if (isStale(error)) throw staleForm();
    throw outageProblem(error) ?? error;
  }
  on.wake();
  // It is committed: whatever hinders the snapshot now, the next look at the version finds it.
  await on.snapshots.refresh().catch(() => null);
}

const isStale = (error: unknown): boolean => {
  const constraint = violated(error);
  return constraint?.endsWith('.revision') === true || constraint?.includes('.seq') === true;
};

export const staleForm = (): Problem =>
  new Problem(
    'conflict',
    'Somebody else changed this while you were writing. Your text is kept below: compare it with what changed, then publish again.',
  );

/** Refuses a form that was opened on an older revision than the one stored. */
export function assertFresh(stored: number, expected: number | undefined): void {
  if (expected !== undefined && expected !== stored) throw staleForm();
}
