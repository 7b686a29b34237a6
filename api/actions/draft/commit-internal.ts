import { type Draft, findDraft } from '../../../db/draft/draft.ts';
import { type Statement, violated, write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import { notFound, outageProblem } from '../../core/problem.ts';
import { type Change, type Publisher, staleForm } from '../commit.ts';

/** What a write needs that no reader can see: no version, and no snapshot. */
export type Inside = Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'>;

/** As `commit`, for what only the console shows: the rows and their audit entry in one batch. */
export async function commitInside(
  on: Inside,
  change: Change,
  statements: readonly Statement[],
): Promise<void> {
  try {
    await write(on.db, [insertAudit(on.db, { id: on.newId(), ...change }), ...statements]);
  } catch (error) {
    if (violated(error)?.endsWith('.revision')) throw staleForm();
    throw outageProblem(error) ?? error;
  }
  on.wake();
}

export async function knownDraft(
  on: Pick<Inside, 'db'>,
  pageId: string,
  id: string,
): Promise<Draft> {
  const found = await findDraft(on.db, pageId, id);
  if (!found) throw notFound('draft');
  return found.draft;
}
