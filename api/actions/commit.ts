import { listComponents } from '../../db/component/component.ts';
import { type Db, isFar } from '../../db/engine/client.ts';
import { asking, type Query, type Statement, violated, writeOnce } from '../../db/engine/write.ts';
import { incidentQueries } from '../../db/incident/incident.ts';
import { type AuditEntry, bumpVersion, insertAudit, isDrill } from '../../db/page/page.ts';
import { errorFacts, type Log } from '../core/log.ts';
import { outageProblem, Problem } from '../core/problem.ts';
import type { SnapshotStores } from '../snapshot/stores.ts';

/** What a write needs from outside. Each dependency is passed in, so that a verb can name the few it uses. */
export type Publisher = {
  db: Db;
  clock: () => number;
  newId: () => string;
  stores: SnapshotStores;
  log: Log;
  /** Hints that there may be mail to send. A lost hint delays mail, it loses none. */
  wake: () => void;
};

/** A write, as the audit log keeps it. */
export type Change = Omit<AuditEntry, 'id'>;

/** `visible` is false where the rows are stored but the snapshot could not be built from them yet. */
export type Committed = { visible: boolean };

/**
 * Every write of this product goes through here: rows, audit entry and new version in one batch,
 * which also reads what the new snapshot needs. An error after the batch is logged, not thrown: the
 * change is stored, and the next version check shows it.
 */
export async function commit(
  deps: Publisher,
  change: Change,
  statements: readonly Statement[],
): Promise<Committed> {
  const all = [
    insertAudit(deps.db, { id: deps.newId(), ...change }),
    // First, since a drill that is deleted is still there.
    bumpVersion(deps.db, change.pageId, change.at, drillIn(change)),
    ...statements,
  ];
  const reads = deps.stores.readsFor(change.pageId, incidentIn(change));
  const rows = await writeAll(deps.db, all, [...reads.queries, ...shownNext(deps.db, change)]);
  deps.wake();
  return show(deps, change, reads, rows);
}

/** A write with this subject leaves every other incident as it was. */
const incidentIn = ({ subject, subjectId, action }: Change): string | undefined =>
  subject === 'incident' && action !== 'delete' ? subjectId : undefined;

/** Readers see nothing of a drill: writing in one changes no version, nor when the page was updated. */
const drillIn = ({ subject, subjectId }: Change) =>
  subject === 'incident' || subject === 'incident_update' ? isDrill(subjectId) : undefined;

/** Reads, in the same batch, what the page after the redirect shows: the request cache then answers it. */
const shownNext = (db: Db, { pageId, subject, subjectId }: Change): Query[] =>
  subject === 'incident' && isFar(db)
    ? [...incidentQueries(db, pageId, subjectId), listComponents(db, pageId)]
    : [];

/** One batch. Null when it was applied, but the rows that it read were lost. */
async function writeAll(
  db: Db,
  statements: readonly Statement[],
  queries: readonly Query[],
): Promise<readonly unknown[] | null> {
  try {
    return await writeOnce(db, 'audit.id', statements, queries);
  } catch (error) {
    if (isStale(error)) throw staleForm();
    throw outageProblem(error) ?? error;
  }
}

async function show(
  { db, stores, log }: Publisher,
  { action, subject, subjectId }: Change,
  reads: ReturnType<SnapshotStores['readsFor']>,
  rows: readonly unknown[] | null,
): Promise<Committed> {
  try {
    await stores.accept(reads.decode(rows ?? (await asking(db)(reads.queries))));
    return { visible: true };
  } catch (error) {
    const facts = { action, subject, subjectId, ...errorFacts(error) };
    log('error', 'a change is stored but not visible yet', facts);
    return { visible: false };
  }
}

const isStale = (error: unknown): boolean => {
  const constraint = violated(error);
  return constraint?.endsWith('.revision') === true || constraint?.includes('.seq') === true;
};

export const staleForm = (): Problem =>
  new Problem(
    'conflict',
    'Someone else changed this while you were editing. Your text is kept below. Compare it with the current version, then submit it again.',
  );

/** Rejects a form that was opened on an older revision than the stored one. */
export function assertFresh(stored: number, expected: number | undefined): void {
  if (expected !== undefined && expected !== stored) throw staleForm();
}
