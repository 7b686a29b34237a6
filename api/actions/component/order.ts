import {
  type Component,
  listComponents,
  setComponentPlace,
} from '../../../db/component/component.ts';
import { notFound } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commit, type Publisher } from '../commit.ts';

/** Moves a component one place up or down among its siblings. */
export async function moveComponent(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  direction: 'up' | 'down',
): Promise<void> {
  const all = await listComponents(deps.db, pageId);
  const mover = all.find((c) => c.id === id);
  if (!mover) throw notFound('component');
  const siblings = all.filter((c) => c.groupId === mover.groupId);
  const from = siblings.indexOf(mover);
  const to = direction === 'up' ? from - 1 : from + 1;
  if (to < 0 || to >= siblings.length) return;
  const order = siblings.with(from, siblings[to] as Component).with(to, mover); // `to` is in range
  await commit(
    deps,
    {
      pageId,
      actor,
      at: deps.clock(),
      action: 'order',
      subject: 'component',
      subjectId: id,
      before: siblings.map((c) => c.id),
      after: order.map((c) => c.id),
    },
    order.map((c, i) => setComponentPlace(deps.db, c.id, { position: i + 1, groupId: c.groupId })),
  );
}

export const lastPosition = (all: Component[], groupId: string | null): number =>
  Math.max(0, ...all.filter((c) => c.groupId === groupId).map((c) => c.position));
