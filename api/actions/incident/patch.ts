import { findIncident } from '../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { notFound, Problem } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { assertFresh, commit, type Publisher } from '../commit.ts';
import { componentsById } from './affected.ts';
import { assertAllowed, changeOf } from './change.ts';
import { findReplay, type IdempotencyKey, withIdempotency } from './idempotency.ts';
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
  retry?: IdempotencyKey,
  besides: PublishOptions = {},
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await patchOnce(deps, actor, pageId, id, patch, retry, besides);
    } catch (error) {
      const overtaken = error instanceof Problem && error.code === 'conflict';
      if (!overtaken || patch.expectedRevision !== undefined || retry || tries === TRIES)
        throw error;
    }
  }
}

async function patchOnce(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  patch: IncidentPatch,
  retry: IdempotencyKey | undefined,
  { also, approval, writer }: PublishOptions,
): Promise<void> {
  if (await findReplay(deps, pageId, retry)) return;
  const before = await findIncident(deps.db, pageId, id);
  if (!before) throw notFound('incident');
  assertFresh(before.revision, patch.expectedRevision);
  const now = deps.clock();
  const known = await componentsById(deps, pageId, before.componentIds);
  const change = changeOf(deps, actor, known, before, patch, now, { writer });
  const allowed = await assertAllowed(deps, actor, before, patch, change, approval);
  const { after, isUpdate, statements } = change;
  const audited = {
    ...{ pageId, actor, at: now, subject: 'incident', subjectId: id },
    action: isUpdate ? 'update' : 'edit',
    before: auditView(before),
    after: { ...after, ...allowed },
  };
  await withIdempotency(deps, pageId, retry, id, (remember) =>
    commit(deps, audited, [...remember, ...statements, ...(also?.(id) ?? [])]),
  );
}

/** The row without its timeline, which has its own audit entries. */
function auditView({ updates: _, ...row }: IncidentRecord) {
  return row;
}
