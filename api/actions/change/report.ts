import { findSystemChange, insertSystemChange } from '../../../db/change/change.ts';
import { listComponents } from '../../../db/component/component.ts';
import { notFound, refused } from '../../core/problem.ts';
import { describeChange, type NewSystemChange } from '../../domain/change/change.ts';
import { resolveComponents } from '../../domain/component/resolve.ts';
import type { Actor } from '../../domain/response/role.ts';
import { createInternal } from '../draft/commit-internal.ts';
import { findReplay, type IdempotencyKey } from '../incident/idempotency.ts';
import { pastTime, type RoomChange } from '../room/commit.ts';

/** Stores a change of the team's systems. Returns its ID; the same `idempotencyKey.key` returns the same change. */
export async function reportChange(
  deps: RoomChange,
  actor: Actor,
  pageId: string,
  { components, ...input }: NewSystemChange,
  idempotencyKey?: IdempotencyKey,
): Promise<string> {
  const earlier = await findReplay(deps, pageId, idempotencyKey);
  if (earlier) return earlier;
  const { ids, unknown } = resolveComponents(await listComponents(deps.db, pageId), components);
  if (unknown.length > 0)
    throw refused({ components: `This page has no component “${unknown.join('”, “')}”.` });
  const now = deps.clock();
  const id = deps.newId();
  const at = pastTime(input.at ?? now, now);
  const row = { id, pageId, ...input, at, componentIds: ids, source: actor.name, createdAt: now };
  const change = { pageId, actor, at: now, action: 'create', subject: 'change', subjectId: id };
  const audited = { ...change, after: { ...row, name: describeChange(row) } };
  return createInternal(deps, audited, { id, idempotencyKey }, [insertSystemChange(deps.db, row)]);
}

export async function requireChange({ db }: Pick<RoomChange, 'db'>, pageId: string, id: string) {
  const found = await findSystemChange(db, pageId, id);
  if (!found) throw notFound('change');
  return found;
}
