import {
  findComponent,
  listArchived,
  listComponents,
  setComponentPlace,
  updateComponent,
} from '../../../db/component/component.ts';
import { type ComponentUse, componentUses } from '../../../db/component/uses.ts';
import { notFound } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commit, type Publisher } from '../commit.ts';
import { lastPosition } from './order.ts';

/**
 * Takes it off the page and keeps its history. A group lets go of its members, which stay. Answers
 * what names the component and is not over yet; that can still be updated and closed.
 */
export async function archiveComponent(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<ComponentUse[]> {
  const before = await findComponent(deps.db, pageId, id);
  if (!before) throw notFound('component');
  const all = await listComponents(deps.db, pageId);
  const uses = await componentUses(deps.db, pageId, id);
  const at = deps.clock();
  const first = lastPosition(all, null) + 1;
  const released = all.filter((c) => c.groupId === id);
  await commit(
    deps,
    { pageId, actor, at, action: 'archive', subject: 'component', subjectId: id, before },
    [
      updateComponent(deps.db, id, before.revision, { archivedAt: at, updatedAt: at }),
      ...released.map((c, i) =>
        setComponentPlace(deps.db, c.id, { position: first + i, groupId: null }),
      ),
    ],
  );
  return uses;
}

/** Puts it back on the page, last in its group, or last at the top level if the group is gone. */
export async function restoreComponent(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  kind: 'component' | 'group' = 'component',
): Promise<void> {
  const before = (await listArchived(deps.db, pageId)).find((one) => one.id === id);
  if (!before || (kind === 'group' && !before.group)) throw notFound(`archived ${kind}`);
  const all = await listComponents(deps.db, pageId);
  const hasGroup = all.some((one) => one.group && one.id === before.groupId);
  const groupId = hasGroup ? before.groupId : null;
  const at = deps.clock();
  const after = { archivedAt: null, groupId, position: lastPosition(all, groupId) + 1 };
  await commit(
    deps,
    { pageId, actor, at, action: 'restore', subject: 'component', subjectId: id, before, after },
    [updateComponent(deps.db, id, before.revision, { ...after, updatedAt: at })],
  );
}
