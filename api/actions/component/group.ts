import { z } from 'zod';
import {
  type Component,
  insertComponent,
  listComponents,
  setComponentPlace,
  updateComponent,
} from '../../../db/component/component.ts';
import type { Statement } from '../../../db/engine/write.ts';
import { notFound, Problem } from '../../core/problem.ts';
import { ComponentDetails, ComponentDetailsPatch } from '../../domain/component/details.ts';
import { GroupDisplay } from '../../domain/component/group-display.ts';
import { OwnerText } from '../../domain/component/owner.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commit, type Publisher } from '../commit.ts';
import { assertTextsPassed } from '../incident/checks/preflight.ts';
import { Override } from '../incident/input.ts';
import { patchComponent } from './component.ts';
import { nameOf } from './input.ts';
import { lastPosition } from './order.ts';
import { ownerOf } from './owner.ts';

const Name = nameOf('group');
const Members = z.array(z.string(), 'List the group’s components.');

export const NewGroup = z.object({
  name: Name,
  description: ComponentDetails.shape.description,
  groupDisplay: GroupDisplay.optional(),
  owner: OwnerText.nullable().optional(),
  componentIds: Members.min(1, 'A group needs at least one component.'),
  override: Override.optional(),
});
export type NewGroup = z.infer<typeof NewGroup>;

export const GroupPatch = z.object({
  name: Name.optional(),
  description: ComponentDetailsPatch.shape.description,
  groupDisplay: GroupDisplay.optional(),
  owner: OwnerText.nullable().optional(),
  /** Replaces the members, in this order. */
  componentIds: Members.optional(),
  override: Override.optional(),
});
export type GroupPatch = z.infer<typeof GroupPatch>;

/** Creates a group and its members in one write. */
export async function createGroup(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  input: NewGroup,
): Promise<string> {
  const all = await listComponents(deps.db, pageId);
  const id = deps.newId();
  const at = deps.clock();
  const { componentIds, override, ...fields } = input;
  const moves = membership(deps, all, id, componentIds);
  const passed = await assertTextsPassed(deps, actor, pageId, { texts: textsOf(fields), override });
  const position = lastPosition(all, null) + 1;
  const owner = await ownerOf(deps, pageId, fields.owner);
  const row = {
    id,
    pageId,
    ...fields,
    ...owner,
    group: true,
    position,
    createdAt: at,
    updatedAt: at,
  };
  const change = { pageId, actor, at, action: 'create', subject: 'component', subjectId: id };
  await commit(deps, { ...change, after: { ...row, componentIds, ...passed } }, [
    insertComponent(deps.db, row),
    ...moves,
  ]);
  return id;
}

export async function patchGroup(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  patch: GroupPatch,
): Promise<void> {
  const all = await listComponents(deps.db, pageId);
  const before = all.find((c) => c.id === id && c.group);
  if (!before) throw notFound('component group');
  const at = deps.clock();
  const { componentIds, override, ...named } = patch;
  const fields = { ...named, ...(await ownerOf(deps, pageId, named.owner)) };
  const moves = componentIds ? membership(deps, all, id, componentIds) : [];
  const passed = await assertTextsPassed(deps, actor, pageId, {
    texts: textsOf(fields),
    before: [before.name, before.description],
    override,
  });
  const change = { pageId, actor, at, action: 'edit', subject: 'component', subjectId: id };
  await commit(deps, { ...change, before, after: { ...fields, componentIds, ...passed } }, [
    updateComponent(deps.db, id, before.revision, { ...fields, updatedAt: at }),
    ...moves,
  ]);
}

/** The name of a group, and why it is published although preflight stops it. */
export type GroupName = { name: string; override: string | null };

/** Checks the name of a new group before anything is written. `componentId` is null for a new component. */
export async function assertMayJoin(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  componentId: string | null,
  { name, override }: GroupName,
): Promise<void> {
  const all = await listComponents(deps.db, pageId);
  if (all.find(({ id }) => id === componentId)?.group)
    throw new Problem('invalid', 'Groups can’t be nested.', {
      groupId: 'A group can’t be inside another group.',
    });
  if (groupNamed(all, name)) return;
  await assertTextsPassed(deps, actor, pageId, { texts: { group_name: name }, override });
}

/** Moves a component into the group with this name, and creates the group if there is none. */
export async function joinGroup(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  componentId: string,
  { name, override }: GroupName,
): Promise<void> {
  const groupId = groupNamed(await listComponents(deps.db, pageId), name)?.id;
  if (groupId) return patchComponent(deps, actor, pageId, componentId, { groupId });
  const group = NewGroup.parse({ name, componentIds: [componentId], override });
  await createGroup(deps, actor, pageId, group);
}

const groupNamed = (all: readonly Component[], name: string): Component | undefined =>
  all.find((row) => row.group && row.name.toLowerCase() === name.toLowerCase());

const textsOf = ({ name, description }: Pick<GroupPatch, 'name' | 'description'>) => ({
  name,
  description,
});

/** Sets the members in this order. Former members go to the end of the page. */
function membership(
  deps: Publisher,
  all: Component[],
  groupId: string,
  ids: readonly string[],
): Statement[] {
  const members = [...new Set(ids)];
  const unknown = members.find((id) => !all.some((c) => c.id === id && !c.group));
  if (unknown !== undefined)
    throw new Problem('invalid', `Component ${unknown.slice(0, 40)} is not on this page.`, {
      components: 'Choose components of this page. Groups can’t contain groups.',
    });
  const released = all.filter((c) => c.groupId === groupId && !members.includes(c.id));
  const end = lastPosition(all, null) + 1;
  return [
    ...members.map((id, i) => setComponentPlace(deps.db, id, { position: i + 1, groupId })),
    ...released.map((c, i) =>
      setComponentPlace(deps.db, c.id, { position: end + i, groupId: null }),
    ),
  ];
}
