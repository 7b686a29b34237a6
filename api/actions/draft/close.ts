import { closeUnbegun, type Draft, updateDraft } from '../../../db/draft/draft.ts';
import type { Statement } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import type { IncidentKind } from '../../domain/incident/incident.ts';
import type { Actor } from '../../domain/response/role.ts';
import { staleForm } from '../commit.ts';
import { commitInternal, type DraftChange, knownDraft } from './commit-internal.ts';

/** The draft as it was read, or the id of one that was never saved. */
export type Form = {
  id: string;
  pageId: string;
  kind: IncidentKind;
  incidentId: string | null;
  draft: Draft | null;
  /** Saved when there was no draft, so that a newer text can be told from the published one. */
  values?: Draft['values'];
};

/** Part of the batch that publishes a form. Of several simultaneous submissions, one succeeds. */
export function publishForm(
  deps: Pick<DraftChange, 'db' | 'clock' | 'newId'>,
  actor: Actor,
  { draft, values: posted = {}, ...form }: Form,
  publishedAs: string,
): Statement[] {
  const at = deps.clock();
  const end = {
    state: 'published' as const,
    publishedAs,
    publishedName: actor.name,
    updatedAt: at,
  };
  if (!draft)
    return [
      closeUnbegun(deps.db, {
        ...form,
        ...end,
        values: posted,
        beganBy: actor.id,
        beganName: actor.name,
        changedBy: actor.id,
        changedName: actor.name,
        createdAt: at,
      }),
    ];
  const { values, changedBy, changedName, writers } = draft;
  return [
    updateDraft(deps.db, draft.id, draft.revision, {
      ...end,
      values,
      changedBy,
      changedName,
      writers,
    }),
    insertAudit(deps.db, {
      id: deps.newId(),
      pageId: form.pageId,
      actor,
      at,
      action: 'publish',
      subject: 'draft',
      subjectId: draft.id,
      after: { publishedAs, revision: draft.revision },
    }),
  ];
}

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
  const draft = await knownDraft(deps, pageId, id);
  if (draft.state === 'published') throw staleForm();
  const at = deps.clock();
  const change = { pageId, actor, at, action: 'discard', subject: 'draft', subjectId: id };
  await commitInternal(deps, { ...change, before: { values: draft.values } }, [
    updateDraft(deps.db, id, draft.revision, { state: 'discarded', updatedAt: at }),
  ]);
  return draft;
}
