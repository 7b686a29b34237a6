import {
  type Component,
  changeStatus,
  findComponent,
  insertComponent,
  listComponents,
  openInterval,
  updateComponent,
} from '../../../db/component/component.ts';
import { findPage } from '../../../db/page/page.ts';
import { notFound, Problem, refused } from '../../core/problem.ts';
import { textsOf } from '../../domain/component/details.ts';
import { worst } from '../../domain/component/status.ts';
import { statusCauseOf } from '../../domain/component/status-cause.ts';
import type { Actor } from '../../domain/response/role.ts';
import { localInput } from '../../domain/time/zone.ts';
import { assertFresh, commit, type Publisher } from '../commit.ts';
import { assertTextsPassed } from '../incident/checks/preflight.ts';
import type { ComponentPatch, NewComponent } from './input.ts';
import { lastPosition } from './order.ts';
import { ownerOf } from './owner.ts';

export async function createComponent(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  { override, ...input }: NewComponent,
): Promise<string> {
  const siblings = await listComponents(deps.db, pageId);
  assertGroup(siblings, input.group, input.groupId);
  await assertStarted(deps, pageId, input.startDate);
  const texts = textsOf(input);
  const passed = await assertTextsPassed(deps, actor, pageId, { texts, override });
  const at = deps.clock();
  const id = deps.newId();
  const position = lastPosition(siblings, input.groupId) + 1;
  const owner = await ownerOf(deps, pageId, input.owner);
  const row = { id, pageId, ...input, ...owner, position, createdAt: at, updatedAt: at };
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
    texts: textsOf(fields),
    before: Object.values(textsOf(before)),
    override,
  });
  if (status && before.group && status !== statusOfGroup(all, id)) throw groupStatusRefused();
  const moved = groupId !== before.groupId;
  const at = deps.clock();
  const after = {
    ...fields,
    ...(await ownerOf(deps, pageId, fields.owner)),
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

const statusOfGroup = (all: readonly Component[], id: string) =>
  worst(all.filter((one) => one.groupId === id).map((one) => one.status));

export const groupStatusRefused = (): Problem => {
  const sentence = 'A group’s status follows its components. Set the status of those.';
  return new Problem('invalid', sentence, { status: sentence });
};

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
