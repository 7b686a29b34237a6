import { z } from 'zod';
import {
  type Component,
  changeStatus,
  findComponent,
  insertComponent,
  listArchived,
  listComponents,
  openInterval,
  setComponentPlace,
  updateComponent,
} from '../../../db/component/component.ts';
import { type ComponentUse, componentUses } from '../../../db/component/uses.ts';
import { findPage } from '../../../db/page/page.ts';
import { notFound, Problem, refused } from '../../core/problem.ts';
import { ComponentDetails, ComponentDetailsPatch } from '../../domain/component/details.ts';
import { ComponentStatus } from '../../domain/component/status.ts';
import { statusCauseOf } from '../../domain/component/status-cause.ts';
import type { Actor } from '../../domain/response/role.ts';
import { visible } from '../../domain/text/visible.ts';
import { localInput } from '../../domain/time/zone.ts';
import { assertFresh, commit, type Publisher } from '../commit.ts';
import { Override } from '../incident/input.ts';
import { assertTextsPassed } from '../incident/preflight.ts';

export const LONGEST_NAME = 255;
export const nameOf = (what: 'component' | 'group') =>
  z
    .string()
    .overwrite(visible)
    .min(1, `Enter a name for the ${what}.`)
    .max(LONGEST_NAME, 'A name can have at most 255 characters.');
const Name = nameOf('component');

export const NewComponent = z.object({
  name: Name,
  group: z.boolean().default(false),
  groupId: z.string().nullable().default(null),
  status: ComponentStatus.default('operational'),
  ...ComponentDetails.shape,
  override: Override.optional(),
});
export type NewComponent = z.infer<typeof NewComponent>;

export const ComponentPatch = z.object({
  name: Name.optional(),
  groupId: z.string().nullable().optional(),
  status: ComponentStatus.optional(),
  ...ComponentDetailsPatch.shape,
  override: Override.optional(),
  expectedRevision: z.number().int().optional(),
});
export type ComponentPatch = z.infer<typeof ComponentPatch>;

export async function createComponent(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  { override, ...input }: NewComponent,
): Promise<string> {
  const siblings = await listComponents(deps.db, pageId);
  assertGroup(siblings, input.group, input.groupId);
  await assertStarted(deps, pageId, input.startDate);
  const texts = { name: input.name, description: input.description };
  const passed = await assertTextsPassed(deps, actor, pageId, { texts, override });
  const at = deps.clock();
  const id = deps.newId();
  const position = lastPosition(siblings, input.groupId) + 1;
  const row = { id, pageId, ...input, position, createdAt: at, updatedAt: at };
  const start = { intervalId: deps.newId(), pageId, componentId: id, status: input.status, at };
  const cause = statusCauseOf(actor, null);
  await commit(
    deps,
    {
      pageId,
      actor,
      at,
      action: 'create',
      subject: 'component',
      subjectId: id,
      after: { ...row, ...passed },
    },
    [
      insertComponent(deps.db, row),
      ...(input.group ? [] : [openInterval(deps.db, { ...start, updateId: null, cause })]),
    ],
  );
  return id;
}

export async function patchComponent(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  patch: ComponentPatch,
): Promise<void> {
  const before = await findComponent(deps.db, pageId, id);
  if (!before) throw notFound('component');
  const { expectedRevision, override, status, ...fields } = patch;
  assertFresh(before.revision, expectedRevision);
  const all = await listComponents(deps.db, pageId);
  const groupId = fields.groupId === undefined ? before.groupId : fields.groupId;
  assertGroup(all, before.group, groupId);
  await assertStarted(deps, pageId, fields.startDate);
  const passed = await assertTextsPassed(deps, actor, pageId, {
    texts: { name: fields.name, description: fields.description },
    before: [before.name, before.description],
    override,
  });
  const moved = groupId !== before.groupId;
  const at = deps.clock();
  const after = {
    ...fields,
    // A start date set by hand replaces the start of the imported record.
    ...(fields.startDate === undefined ? {} : { recordedSince: null }),
    ...(moved ? { position: lastPosition(all, groupId) + 1 } : {}),
    updatedAt: at,
  };
  const change = { pageId, componentId: id, at, updateId: null, cause: statusCauseOf(actor, null) };
  const isChanged = status && status !== before.status && !before.group;
  await commit(
    deps,
    {
      pageId,
      actor,
      at,
      action: 'edit',
      subject: 'component',
      subjectId: id,
      before,
      after: { ...after, ...(isChanged ? { status } : {}), ...passed },
    },
    [
      updateComponent(deps.db, id, before.revision, after),
      ...(isChanged ? changeStatus(deps.db, { ...change, status, intervalId: deps.newId() }) : []),
    ],
  );
}

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

/** Rejects a start date after today in the page's zone: the component would have no uptime. */
async function assertStarted(
  deps: Publisher,
  pageId: string,
  startDate: string | null | undefined,
): Promise<void> {
  if (!startDate) return;
  const page = await findPage(deps.db, pageId);
  if (startDate > localInput(deps.clock(), page?.timeZone ?? 'Etc/UTC').slice(0, 10))
    throw refused({ startDate: 'This date is in the future. Enter today or an earlier date.' });
}

function assertGroup(all: Component[], group: boolean, groupId: string | null): void {
  if (groupId === null) return;
  if (group)
    throw new Problem('invalid', 'Groups can’t be nested.', {
      groupId: 'A group can’t be inside another group.',
    });
  if (!all.some((c) => c.id === groupId && c.group))
    throw new Problem('invalid', 'That group is not on this page.', {
      groupId: 'Choose a group of this page.',
    });
}

export const lastPosition = (all: Component[], groupId: string | null): number =>
  Math.max(0, ...all.filter((c) => c.groupId === groupId).map((c) => c.position));
