import { findIncident } from '../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { notFound, Problem } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { incidentChange } from '../../domain/update/change.ts';
import { assertFresh, commit, type Publisher } from '../commit.ts';
import { componentsById } from './affected.ts';
import { assertAllowed, assertPossible, changeStatements } from './change.ts';
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
      if (!overtaken || patch.expectedRevision !== undefined || options.retry || tries === TRIES)
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
  const { retry, extraStatements, writer } = options;
  if (await findReplay(deps, pageId, retry)) return { id, visible: true };
  const before = await findIncident(deps.db, pageId, id);
  if (!before) throw notFound('incident');
  assertFresh(before.revision, patch.expectedRevision);
  const now = deps.clock();
  const known = await componentsById(deps, pageId, before.componentIds);
  const patching = { known, before, patch };
  assertPossible(patching);
  const change = incidentChange({ ...patching, now, actor, writer });
  const allowed = await assertAllowed(deps, actor, patching, change, options);
  const statements = changeStatements(deps, actor, patching, change);
  const audited = {
    ...{ pageId, actor, at: now, subject: 'incident', subjectId: id },
    action: change.isUpdate ? 'update' : 'edit',
    before: auditView(before),
    after: { ...change.row, ...allowed },
  };
  return withIdempotency(deps, pageId, retry, id, (remember) =>
    commit(deps, audited, [...remember, ...statements, ...(extraStatements?.(id) ?? [])]),
  );
}

/** The row without its timeline, which has its own audit entries. */
function auditView({ updates: _, ...row }: IncidentRecord) {
  return row;
}
