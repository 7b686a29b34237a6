import { type Draft, insertRevision, updateDraft } from '../../../db/draft/draft.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { newestSeq } from '../../domain/incident/incident.ts';
import type { Actor } from '../../domain/response/role.ts';
import { BLANK } from '../../domain/template/blank.ts';
import { staleForm } from '../commit.ts';
import { commitInternal, type DraftChange } from './commit-internal.ts';

/** Form fields of an update that also exist in the form for a new incident or maintenance. */
const inUpdate = /^(state|template|notify|(body|composed)(@\w+)?|[fc]\..+)$/;

/** Turns the draft of a new incident into an update of an existing one. */
export async function moveDraft(
  deps: DraftChange,
  actor: Actor,
  draft: Draft,
  record: IncidentRecord,
): Promise<void> {
  if (draft.state === 'published' || draft.state === 'scheduled') throw staleForm();
  const at = deps.clock();
  const values = {
    template: BLANK,
    ...Object.fromEntries(Object.entries(draft.values).filter(([name]) => inUpdate.test(name))),
    expectedRevision: String(record.revision),
    seen: String(newestSeq(record.updates)),
  };
  const change = { pageId: draft.pageId, actor, at, action: 'move', subject: 'draft' };
  const disputes = draft.disputes.filter(({ field }) => inUpdate.test(field));
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
    insertRevision(deps.db, { draftId: draft.id, revision, values, by: actor.id, press: '', at }),
  ]);
}
