import {
  findSchedule,
  insertSchedule,
  listSchedules,
  type StoredSchedule,
  updateSchedule,
} from '../../../db/on-call/schedule.ts';
import { listMembers } from '../../../db/team/account.ts';
import { notFound, Problem, refused } from '../../core/problem.ts';
import { MAX_SCHEDULES, type ScheduleInput } from '../../domain/on-call/input.ts';
import type { Actor } from '../../domain/response/role.ts';
import { assertFresh } from '../commit.ts';
import { commitInternal, createInternal, type DraftChange } from '../draft/commit-internal.ts';
import { findReplay, type IdempotencyKey } from '../incident/idempotency.ts';

export type ScheduleKey = { pageId: string; scheduleId: string };

/** Adds a schedule without rotations. Returns its ID. */
export async function createSchedule(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  { name, zone }: ScheduleInput,
  idempotencyKey?: IdempotencyKey,
): Promise<string> {
  const earlier = await findReplay(deps, pageId, idempotencyKey);
  if (earlier) return earlier;
  const at = deps.clock();
  await assertNameIsFree(deps, pageId, name);
  const id = deps.newId();
  const row = { id, pageId, name, timeZone: zone, createdAt: at, updatedAt: at };
  const change = auditOf(deps, actor, { id, pageId }, 'create', { after: { name, zone } });
  return createInternal(deps, change, { id, idempotencyKey }, [insertSchedule(deps.db, row)]);
}

export async function saveSchedule(
  deps: DraftChange,
  actor: Actor,
  { pageId, scheduleId }: ScheduleKey,
  {
    expectedRevision,
    ...patch
  }: Partial<ScheduleInput> & { expectedRevision?: number | undefined },
): Promise<void> {
  const before = await requireSchedule(deps, pageId, scheduleId);
  assertFresh(before.revision, expectedRevision);
  const { name, zone } = { name: patch.name ?? before.name, zone: patch.zone ?? before.zone };
  if (name === before.name && zone === before.zone) return;
  if (name !== before.name) await assertNameIsFree(deps, pageId, name);
  const about = { before: { name: before.name, zone: before.zone }, after: { name, zone } };
  await commitInternal(deps, auditOf(deps, actor, before, 'edit', about), [
    updateSchedule(deps.db, scheduleId, before.revision, {
      ...{ name, timeZone: zone, updatedAt: deps.clock() },
    }),
  ]);
}

/** Takes it off the list; its rotations and overrides stay. */
export async function archiveSchedule(
  deps: DraftChange,
  actor: Actor,
  { pageId, scheduleId }: ScheduleKey,
): Promise<void> {
  const before = await requireSchedule(deps, pageId, scheduleId);
  const at = deps.clock();
  const change = auditOf(deps, actor, before, 'archive', { before: { name: before.name } });
  await commitInternal(deps, change, [
    updateSchedule(deps.db, scheduleId, before.revision, { archivedAt: at, updatedAt: at }),
  ]);
}

export async function requireSchedule(
  { db, clock }: Pick<DraftChange, 'db' | 'clock'>,
  pageId: string,
  id: string,
  since = clock(),
): Promise<StoredSchedule> {
  const found = await findSchedule(db, pageId, id, since);
  if (!found) throw notFound('schedule');
  return found;
}

/** The members that a request names. Throws where one is no member of the page. */
export async function membersIn(
  { db }: Pick<DraftChange, 'db'>,
  pageId: string,
  ids: readonly string[],
  field = 'people',
): Promise<{ id: string; name: string }[]> {
  const members = await listMembers(db, pageId);
  const found = members.filter(({ id }) => ids.includes(id));
  if (!ids.every((id) => found.some((one) => one.id === id)))
    throw refused({ [field]: 'Choose people of this team.' });
  return found;
}

async function assertNameIsFree(
  { db, clock }: Pick<DraftChange, 'db' | 'clock'>,
  pageId: string,
  name: string,
): Promise<void> {
  const stored = await listSchedules(db, pageId, clock());
  if (stored.length >= MAX_SCHEDULES)
    throw new Problem('invalid', `A page can have at most ${MAX_SCHEDULES} schedules.`);
  if (stored.some((one) => one.name.toLowerCase() === name.toLowerCase()))
    throw refused({ name: 'Another schedule has this name.' });
}

export const auditOf = (
  deps: Pick<DraftChange, 'clock'>,
  actor: Actor,
  { id: subjectId, pageId }: Pick<StoredSchedule, 'id' | 'pageId'>,
  action: string,
  about: { before?: unknown; after?: unknown },
) => ({ pageId, actor, at: deps.clock(), action, subject: 'schedule', subjectId, ...about });
