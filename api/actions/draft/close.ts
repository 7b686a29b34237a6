import { type Draft, updateDraft } from '../../../db/draft/draft.ts';
import type { Actor } from '../../domain/response/role.ts';
import { staleForm } from '../commit.ts';
import { commitInternal, type DraftChange, requireDraft } from './commit-internal.ts';

/**
 * Discards a draft. Its text stays in the database for two days, in case somebody asks the operator
 * for it.
 */
export async function discardDraft(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<Draft> {
  const draft = await requireDraft(deps, pageId, id);
  if (draft.state === 'published') throw staleForm();
  const at = deps.clock();
  const change = { pageId, actor, at, action: 'discard', subject: 'draft', subjectId: id };
  await commitInternal(deps, { ...change, before: { values: draft.values } }, [
    updateDraft(deps.db, id, draft.revision, { state: 'discarded', updatedAt: at }),
  ]);
  return draft;
}
