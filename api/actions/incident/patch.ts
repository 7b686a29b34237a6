import { discardDraftsOf } from '../../../db/draft/ended.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { notFound, Problem } from '../../core/problem.ts';
import { isClosed, stateLabels } from '../../domain/incident/incident.ts';
import type { Actor } from '../../domain/response/role.ts';
import { assertFresh, commit, type Publisher } from '../commit.ts';
import {
  assertEditPassed,
  assertEditsApproved,
  type Edit,
  editOf,
  editStatements,
  severityStatements,
} from './edit.ts';
import { findReplay, type Published, withIdempotency } from './idempotency.ts';
import type { IncidentPatch } from './input.ts';
import type { PublishOptions } from './publish-options.ts';

const TRIES = 4;

/**
 * With a body, appends an update; without one, edits the incident. When no revision was compared
 * and another write came first, the patch is applied again.
 */
export async function patchIncident(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  patch: IncidentPatch,
  options: PublishOptions = {},
): Promise<Published> {
  for (let tries = 1; ; tries++) {
    try {
      return await applyPatch(deps, actor, pageId, id, patch, options);
    } catch (error) {
      const overtaken = error instanceof Problem && error.code === 'conflict';
      if (
        !overtaken ||
        patch.expectedRevision !== undefined ||
        options.idempotencyKey ||
        tries === TRIES
      )
        throw error;
    }
  }
}

async function applyPatch(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  patch: IncidentPatch,
  options: PublishOptions,
): Promise<Published> {
  const { idempotencyKey, extraStatements } = options;
  if (await findReplay(deps, pageId, idempotencyKey)) return { id, visible: true };
  const before = await findIncident(deps.db, pageId, id);
  if (!before) throw notFound('incident');
  assertFresh(before.revision, patch.expectedRevision);
  const edit = await editOf(deps, actor, before, patch, options);
  const { findings, audited } = await assertEditPassed(deps, actor, edit, options);
  const approved = await assertEditsApproved(deps, actor, pageId, [edit], {
    ...options,
    findings,
  });
  const change = {
    ...{ pageId, actor, at: edit.now, subject: 'incident', subjectId: id },
    action: edit.change.isUpdate ? 'update' : 'edit',
    before: auditView(before),
    after: { ...edit.change.row, ...edit.severityEdit?.row, ...audited, ...approved },
  };
  const statements = [
    ...editStatements(deps, actor, edit),
    ...severityStatements(deps, actor, edit),
  ];
  return withIdempotency(deps, pageId, idempotencyKey, id, (recordKey) =>
    commit(deps, change, [
      ...recordKey,
      ...statements,
      ...(extraStatements?.(id) ?? []),
      // After the draft that is published, which is no open one then.
      ...(endsWith(edit) ? [discardDraftsOf(deps.db, id, closedBy(actor, edit))] : []),
    ]),
  );
}

const endsWith = ({ before, change }: Edit): boolean =>
  isClosed(change.row.state) && !isClosed(before.state);

const closedBy = (actor: Actor, { before, change, now }: Edit) => ({
  at: now,
  by: actor.name,
  why: `The ${before.kind} was ${stateLabels[change.row.state].toLowerCase()}.`,
});

/** The row without its timeline, which has its own audit entries. */
function auditView({ updates: _, ...row }: IncidentRecord) {
  return row;
}
