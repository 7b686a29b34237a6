import { listComponents } from '../../db/component/component.ts';
import { type Db, isFar } from '../../db/engine/client.ts';
import {
  type Ask,
  asking,
  type Query,
  type Statement,
  violated,
  writeOnce,
} from '../../db/engine/write.ts';
import { incidentQueries } from '../../db/incident/incident.ts';
import { type AuditEntry, bumpVersion, insertAudit } from '../../db/page/page.ts';
import { outageProblem, Problem } from '../core/problem.ts';
import type { SnapshotStore } from '../snapshot/store.ts';

/** What a write needs from outside. Each dependency is passed in, so that a verb can name the few it uses. */
export type Publisher = {
  db: Db;
  clock: () => number;
  newId: () => string;
  snapshots: SnapshotStore;
  /** Hints that there may be mail to send. A lost hint delays mail, it loses none. */
  wake: () => void;
};

/** A write, as the audit log keeps it. */
export type Change = Omit<AuditEntry, 'id'>;

/**
 * Every write of this product goes through here: rows, audit entry and new version in one batch,
 * which also reads what the new snapshot needs. When it returns, this process serves the change.
 */
export async function commit(
  deps: Publisher,
  change: Change,
  statements: readonly Statement[],
): Promise<void> {
  const all = [
    insertAudit(deps.db, { id: deps.newId(), ...change }),
    ...statements,
    bumpVersion(deps.db, change.pageId, change.at),
  ];
  let isCommitted = false;
  const writing: Ask = async (queries) => {
    const reads = [...queries, ...shownNext(deps.db, change)];
    const rows = await writeOnce(deps.db, 'audit.id', all, reads);
    isCommitted = true;
    deps.wake();
    return (rows?.slice(0, queries.length) as never) ?? asking(deps.db)(queries); // in their order
  };
  try {
    // A write with this subject leaves every other incident as it was.
    const isOfOne = change.subject === 'incident' && change.action !== 'delete';
    await deps.snapshots.refreshBy(writing, isOfOne ? change.subjectId : undefined);
  } catch (error) {
    // The write is committed, so an error here must not fail the request. The next version check builds the
    // snapshot.
    if (isCommitted) return;
    if (isStale(error)) throw staleForm();
    throw outageProblem(error) ?? error;
  }
}

/** Reads, in the same batch, what the page after the redirect shows: the request cache then answers it. */
const shownNext = (db: Db, { pageId, subject, subjectId }: Change): Query[] =>
  subject === 'incident' && isFar(db)
    ? [...incidentQueries(db, pageId, subjectId), listComponents(db, pageId)]
    : [];

const isStale = (error: unknown): boolean => {
  const constraint = violated(error);
  return constraint?.endsWith('.revision') === true || constraint?.includes('.seq') === true;
};

export const staleForm = (): Problem =>
  new Problem(
    'conflict',
    'Someone else changed this while you were editing. Your text is kept below. Compare it with the current version, then publish again.',
  );

/** Rejects a form that was opened on an older revision than the stored one. */
export function assertFresh(stored: number, expected: number | undefined): void {
  if (expected !== undefined && expected !== stored) throw staleForm();
}
