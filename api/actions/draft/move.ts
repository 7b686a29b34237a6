import { type Draft, insertRevision, updateDraft } from '../../../db/draft/draft.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { asUpdate } from '../../domain/draft/follow-up.ts';
import { newestSeq } from '../../domain/incident/incident.ts';
import type { Actor } from '../../domain/response/role.ts';
import { staleForm } from '../commit.ts';
import { commitInternal, type DraftChange } from './commit-internal.ts';

/** Turns the draft of a new incident into an update of an existing one. */
export async function moveDraft(
  deps: DraftChange,
  actor: Actor,
  draft: Draft,
  record: IncidentRecord,
): Promise<void> {
  if (draft.state === 'published' || draft.state === 'scheduled') throw staleForm();
  const at = deps.clock();
  const newest = { revision: record.revision, newestSeq: newestSeq(record.updates) };
  const { values, disputes } = asUpdate(draft, newest);
  const change = { pageId: draft.pageId, actor, at, action: 'move', subject: 'draft' };
  const by = { changedBy: actor.id, changedName: actor.name };
  const moved = { incidentId: record.id, state: 'open', outgoing: null, publishAt: null } as const;
  const revision = draft.revision + 1;
  await commitInternal(deps, { ...change, subjectId: draft.id, after: { incidentId: record.id } }, [
    updateDraft(deps.db, draft.id, draft.revision, {
      ...moved,
      values,
      disputes,
      ...by,
      updatedAt: at,
    }),
    insertRevision(deps.db, {
      draftId: draft.id,
      revision,
      values,
      by: actor.id,
      idempotencyKey: '',
      at,
    }),
  ]);
}
