import {
  type Draft,
  dropRevisions,
  findDraft,
  insertDraft,
  insertRevision,
  updateDraft,
} from '../../../db/draft/draft.ts';
import { violated, write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import { notFound, outageProblem, Problem } from '../../core/problem.ts';
import { withWriter } from '../../domain/draft/approval.ts';
import { type DraftValues, filledFields, mergeDraft } from '../../domain/draft/draft.ts';
import type { IncidentKind } from '../../domain/incident/incident.ts';
import type { Actor } from '../../domain/response/role.ts';
import { storableIn } from '../../domain/text/characters.ts';
import type { DraftChange } from './commit-internal.ts';

const TRIES = 5;
const MAX_REVISIONS = 100;

/** A submitted form. `base` is the revision it was drawn from, 0 for a new one. */
export type Posted = {
  id: string;
  kind: IncidentKind;
  incidentId: string | null;
  base: number;
  /** The idempotency key that the form was drawn with. */
  idempotencyKey: string;
  values: DraftValues;
};

export type Saved = {
  draft: Draft;
  /** Fields that took over somebody else's change. */
  taken: string[];
  /** True when a text that was waiting for approval changed, which withdraws the request. */
  withdrawn: boolean;
};

/**
 * Saves a form, merged with what others changed meanwhile. A published draft is returned as it is.
 * When the form is published right away and nobody else changed it, the publishing batch saves it.
 */
export async function saveDraft(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  given: Posted,
  withNext = false,
): Promise<Saved> {
  const posted = { ...given, values: storableIn(given.values) };
  for (let tries = 1; ; tries++) {
    try {
      const found = await findDraft(deps.db, pageId, posted.id, {
        revision: posted.base,
        idempotencyKey: posted.idempotencyKey,
      });
      return found
        ? await change(deps, actor, found.draft, found.base, posted, withNext)
        : await begin(deps, actor, pageId, posted);
    } catch (error) {
      // Somebody else saved between the read and the write: read again.
      const taken = violated(error);
      if (taken === 'draft.id' && tries > 1) throw notFound('draft'); // the id belongs to another page
      if (!taken?.startsWith('draft') || tries === TRIES) throw outageProblem(error) ?? error;
    }
  }
}

async function begin(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  posted: Posted,
): Promise<Saved> {
  const { id, kind, incidentId } = posted;
  const at = deps.clock();
  const values = filledFields(posted.values);
  const row = {
    id,
    pageId,
    kind,
    incidentId,
    values,
    beganBy: actor.id,
    beganName: actor.name,
    changedBy: actor.id,
    changedName: actor.name,
    writers: withWriter([], actor),
    createdAt: at,
    updatedAt: at,
  };
  await write(deps.db, [
    insertDraft(deps.db, row),
    insertRevision(deps.db, {
      draftId: id,
      revision: 1,
      values,
      by: actor.id,
      idempotencyKey: posted.idempotencyKey,
      at,
    }),
    insertAudit(deps.db, {
      id: deps.newId(),
      pageId,
      actor,
      at,
      action: 'begin',
      subject: 'draft',
      subjectId: id,
      after: { kind, incidentId },
    }),
  ]);
  const found = await findDraft(deps.db, pageId, id);
  if (!found) throw new Error('a draft was just put there');
  return { draft: found.draft, taken: [], withdrawn: false };
}

async function change(
  deps: DraftChange,
  actor: Actor,
  draft: Draft,
  base: DraftValues | null,
  posted: Posted,
  withNext: boolean,
): Promise<Saved> {
  if (draft.state === 'published') return { draft, taken: [], withdrawn: false };
  const { idempotencyKey } = posted;
  const stored = { stored: draft.values, disputes: draft.disputes };
  const who = { by: actor.id, name: actor.name };
  const { values, disputes, taken } = mergeDraft({
    base,
    ...stored,
    posted: posted.values,
    ...who,
  });
  const isSame =
    same(draft.values, values) && JSON.stringify(disputes) === JSON.stringify(draft.disputes);
  if (isSame) return { draft, taken, withdrawn: false };
  if (draft.state === 'scheduled')
    throw new Problem(
      'conflict',
      'Not saved. This draft is scheduled. Unschedule it first, then edit it.',
      {},
      { link: `/admin/drafts/${draft.id}` },
    );
  const at = deps.clock();
  const withdrawn = draft.state === 'asked';
  const changes = {
    values,
    disputes,
    changedBy: actor.id,
    changedName: actor.name,
    writers: withWriter(draft.writers, actor),
    updatedAt: at,
    ...(draft.state === 'discarded' ? { state: 'open' as const } : {}), // somebody continues to write it
    ...(withdrawn
      ? {
          state: 'open' as const,
          back: { at, by: actor.name, why: 'Edited after approval was requested.' },
        }
      : {}),
  };
  if (withNext && draft.state === 'open' && taken.length === 0 && disputes.length === 0)
    return { draft: { ...draft, ...changes }, taken, withdrawn };
  const revision = draft.revision + 1;
  await write(deps.db, [
    updateDraft(deps.db, draft.id, draft.revision, changes),
    insertRevision(deps.db, {
      draftId: draft.id,
      revision,
      values,
      by: actor.id,
      idempotencyKey,
      at,
    }),
    dropRevisions(deps.db, draft.id, revision - MAX_REVISIONS),
    ...(withdrawn
      ? [
          insertAudit(deps.db, {
            id: deps.newId(),
            pageId: draft.pageId,
            actor,
            at,
            action: 'withdraw',
            subject: 'draft',
            subjectId: draft.id,
            before: draft.asked,
          }),
        ]
      : []),
  ]);
  return { draft: { ...draft, ...changes, revision }, taken, withdrawn };
}

const same = (a: DraftValues, b: DraftValues): boolean =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].every(
    (name) => JSON.stringify(a[name]) === JSON.stringify(b[name]),
  );
