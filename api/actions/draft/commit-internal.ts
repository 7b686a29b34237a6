import { type Draft, findDraft } from '../../../db/draft/draft.ts';
import { type Statement, violated, write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import { notFound, outageProblem } from '../../core/problem.ts';
import { type Change, type Publisher, staleForm } from '../commit.ts';
import { type IdempotencyKey, withIdempotency } from '../incident/idempotency.ts';

/** Dependencies of a write that readers cannot see: no version and no snapshot. */
export type DraftChange = Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'>;

/** Like `commit`, for data that only the console shows: rows and audit entry in one batch. */
export async function commitInternal(
  deps: DraftChange,
  change: Change,
  statements: readonly Statement[],
): Promise<void> {
  try {
    await write(deps.db, [insertAudit(deps.db, { id: deps.newId(), ...change }), ...statements]);
  } catch (error) {
    if (violated(error)?.endsWith('.revision')) throw staleForm();
    throw outageProblem(error) ?? error;
  }
  deps.wake();
}

/** Writes the rows of a new `id` once per key. Returns the ID that is stored under the key. */
export async function createInternal(
  deps: DraftChange,
  change: Change,
  { id, idempotencyKey }: { id: string; idempotencyKey: IdempotencyKey | undefined },
  statements: readonly Statement[],
): Promise<string> {
  const written = await withIdempotency(
    deps,
    change.pageId,
    idempotencyKey,
    id,
    async (recordKey) => {
      await commitInternal(deps, change, [...recordKey, ...statements]);
      return { visible: true };
    },
  );
  return written.id;
}

export async function requireDraft(
  deps: Pick<DraftChange, 'db'>,
  pageId: string,
  id: string,
): Promise<Draft> {
  const found = await findDraft(deps.db, pageId, id);
  if (!found) throw notFound('draft');
  return found.draft;
}
