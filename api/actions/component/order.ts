import { z } from 'zod';
import {
  type Component,
  listComponents,
  setComponentPlace,
} from '../../../db/component/component.ts';
import { Problem } from '../../core/problem.ts';
import {
  movedBefore,
  movedInto,
  positioned,
  Step,
  steppedBy,
} from '../../domain/component/order.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commit, type Publisher } from '../commit.ts';

const Ids = z.array(z.string()).min(1, 'Select at least one component.');
const GroupId = z.string().nullable();

/** Within their own lists, to the end of another list, or one to a place: last if `before` is null. */
export const NewOrder = z.union([
  z.object({ ids: Ids, step: Step }),
  z.object({ ids: Ids, groupId: GroupId }),
  z.object({ id: z.string(), groupId: GroupId, before: z.string().nullable() }),
]);
export type NewOrder = z.infer<typeof NewOrder>;

/**
 * Puts components and groups in another order, all in one write. The request names neighbors, not
 * positions, so that two people can order at the same time; it is refused where one of them is gone.
 */
export async function reorderComponents(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  order: NewOrder,
): Promise<void> {
  const all = await listComponents(deps.db, pageId);
  const movers = moversOf(all, order);
  if ('groupId' in order) assertMayEnter(all, movers, order.groupId);
  const arranged =
    'step' in order
      ? steppedBy(all, order.ids, order.step)
      : 'ids' in order
        ? movedInto(all, order.ids, order.groupId)
        : movers[0] && movedBefore(all, movers[0], order);
  if (!arranged) throw changed();
  const before = new Map(all.map((one) => [one.id, one]));
  const moved = positioned(arranged).filter(({ id, position, groupId }) => {
    const was = before.get(id);
    return was?.position !== position || was.groupId !== groupId;
  });
  if (moved.length === 0) return;
  const places = moved.map(({ id, position, groupId }) => ({ id, position, groupId }));
  await commit(
    deps,
    {
      pageId,
      actor,
      at: deps.clock(),
      action: 'order',
      subject: 'component',
      subjectId: movers[0]?.id ?? '',
      before: places.map(({ id }) => {
        const { position, groupId } = before.get(id) ?? {};
        return { id, position, groupId };
      }),
      after: places,
    },
    places.map(({ id, ...place }) => setComponentPlace(deps.db, id, place)),
  );
}

function moversOf(all: readonly Component[], order: NewOrder): Component[] {
  const ids = 'ids' in order ? order.ids : [order.id];
  const movers = all.filter(({ id }) => ids.includes(id));
  if (movers.length < new Set(ids).size) throw changed();
  return movers;
}

function assertMayEnter(
  all: readonly Component[],
  movers: readonly Component[],
  groupId: string | null,
): void {
  if (groupId === null) return;
  if (!all.some(({ id, group }) => group && id === groupId)) throw changed();
  const nested = movers.find(({ group }) => group);
  if (nested)
    throw new Problem(
      'invalid',
      `Groups can’t be inside another group. Clear the selection of “${nested.name}”, then move again.`,
    );
}

const changed = () =>
  new Problem(
    'conflict',
    'Not moved: a component or group was archived or moved meanwhile. This is the current list; try again.',
  );

export const lastPosition = (all: readonly Component[], groupId: string | null): number =>
  Math.max(0, ...all.filter((c) => c.groupId === groupId).map((c) => c.position));
