import { z } from 'zod';
import { type Component, listComponents } from '../../../db/component/component.ts';
import { insertComponents, insertIntervals } from '../../../db/component/import.ts';
import { Problem } from '../../core/problem.ts';
import { type ListPlan, planList } from '../../domain/component/list-plan.ts';
import { MAX_LIST_LENGTH } from '../../domain/component/pasted-list.ts';
import { statusCauseOf } from '../../domain/component/status-cause.ts';
import type { Actor } from '../../domain/response/role.ts';
import { storable } from '../../domain/text/characters.ts';
import { commit, type Publisher } from '../commit.ts';
import { assertTextsPassed } from '../incident/checks/preflight.ts';
import { Override } from '../incident/input.ts';
import { lastPosition } from './order.ts';

export const PastedComponents = z.object({
  list: z
    .string()
    .overwrite(storable)
    .max(MAX_LIST_LENGTH, 'This list is too long. Add it in several parts.')
    .refine((list) => list.trim() !== '', 'Enter at least one name.'),
  override: Override.optional(),
});
export type PastedComponents = z.infer<typeof PastedComponents>;

/** Throws unless every line of the list can be used and something is new. */
export function assertAdds({ errors, components, groups }: ListPlan): void {
  if (errors.length > 0) {
    const list =
      errors.length === 1 ? '1 line needs a change.' : `${errors.length} lines need a change.`;
    throw new Problem('invalid', 'Nothing was added. Fix the lines below.', { list });
  }
  if (components + groups > 0) return;
  const list = 'Everything in this list is on the page already.';
  throw new Problem('invalid', 'Nothing to add.', { list });
}

/** Adds all components and groups of a pasted list in one write, in its order. */
export async function addComponents(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  { list, override }: PastedComponents,
): Promise<void> {
  const known = await listComponents(deps.db, pageId);
  const plan = planList(list, known);
  assertAdds(plan);
  const passed = await assertTextsPassed(deps, actor, pageId, { texts: { list }, override });
  const at = deps.clock();
  const { rows, statements } = listedRows(deps, actor, { pageId, at }, plan, known);
  const after = { added: rows.map(({ id, name, groupId }) => ({ id, name, groupId })), ...passed };
  const subjectId = rows[0]?.id ?? '';
  await commit(
    deps,
    { pageId, actor, at, action: 'create', subject: 'component', subjectId, after },
    statements,
  );
}

/** The rows of what a list adds, operational from `at` on, below what is known. */
export function listedRows(
  deps: Pick<Publisher, 'db' | 'newId'>,
  actor: Actor,
  { pageId, at }: { pageId: string; at: number },
  plan: ListPlan,
  known: readonly Component[] = [],
) {
  const made = { pageId, createdAt: at, updatedAt: at };
  let top = lastPosition(known, null);
  const rows = plan.blocks.flatMap(({ name, isGroup, groupId, members }) => {
    const id = groupId ?? deps.newId();
    const own = groupId
      ? []
      : [{ ...made, id, name, group: isGroup, groupId: null, position: ++top }];
    const first = groupId ? lastPosition(known, groupId) + 1 : 1;
    const ownMembers = members.map((member, i) => ({
      ...{ ...made, id: deps.newId(), name: member, group: false },
      ...{ groupId: id, position: first + i },
    }));
    return [...own, ...ownMembers];
  });
  const cause = statusCauseOf(actor, null);
  const starts = rows
    .filter(({ group }) => !group)
    .map(({ id }) => ({
      ...{ id: deps.newId(), pageId, componentId: id, fromAt: at, updateId: null, cause },
      status: 'operational' as const,
    }));
  const statements = [...insertComponents(deps.db, rows), ...insertIntervals(deps.db, starts)];
  return { rows, statements };
}
