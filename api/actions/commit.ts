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
import { bumpVersion, insertAudit } from '../../db/page/page.ts';
import { outageProblem, Problem } from '../core/problem.ts';
import type { Actor } from '../domain/response/role.ts';
import type { SnapshotStore } from '../snapshot/store.ts';

/** What a write needs of the outside: ports are arguments, and few. */
export type Publisher = {
  db: Db;
  clock: () => number;
  newId: () => string;
  snapshots: SnapshotStore;
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
 * Every write of this product: the rows, their audit entry and the new version in one batch, which
 * ends in reading what the new snapshot is made of. When this returns, the page shows the change.
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
    // Whoever writes under this subject changes nothing of other incidents.
    const isOfOne = change.subject === 'incident' && change.action !== 'delete';
    await deps.snapshots.refreshBy(writing, isOfOne ? change.subjectId : undefined);
  } catch (error) {
    // Whatever hinders the snapshot of what is committed: the next look at the version finds it.
    if (isCommitted) return;
    if (isStale(error)) throw staleForm();
    throw outageProblem(error) ?? error;
  }
}

/** What a request that remembers shows of the change without asking again. */
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
    'Somebody else changed this while you were writing. Your text is kept below: compare it with what changed, then publish again.',
  );

/** Refuses a form that was opened on an older revision than the one stored. */
export function assertFresh(stored: number, expected: number | undefined): void {
  if (expected !== undefined && expected !== stored) throw staleForm();
}
