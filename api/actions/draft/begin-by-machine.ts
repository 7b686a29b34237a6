import { insertDraft, insertRevision } from '../../../db/draft/draft.ts';
import type { Statement } from '../../../db/engine/write.ts';
import type { DraftValues } from '../../domain/draft/draft.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Publisher } from '../commit.ts';

/** A draft that a rule or a vendor begins, for a person to publish. */
export const machineDraft = (
  { db, newId }: Pick<Publisher, 'db' | 'newId'>,
  { id: by, name }: Actor,
  draft: { id: string; pageId: string; incidentId: string | null; values: DraftValues; at: number },
): Statement[] => {
  const { at, ...row } = draft;
  return [
    insertDraft(db, {
      ...{ ...row, kind: 'incident', beganBy: by, beganName: name, changedBy: by },
      ...{ changedName: name, writers: [{ id: by, name }], createdAt: at, updatedAt: at },
    }),
    insertRevision(db, {
      ...{ draftId: row.id, revision: 1, values: row.values, by, idempotencyKey: newId(), at },
    }),
  ];
};
