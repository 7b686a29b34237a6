import {
  findActionItem,
  insertActionItem,
  type ListedItem,
  updateActionItem,
} from '../../../db/action-item/action-item.ts';
import { findAccess } from '../../../db/incident/reader.ts';
import { listMembers } from '../../../db/team/account.ts';
import { notFound, Problem, refused } from '../../core/problem.ts';
import { type ActionItemInput, isOpenItem } from '../../domain/action-item/action-item.ts';
import { isNamed, personIdOf } from '../../domain/incident/access.ts';
import type { Actor } from '../../domain/response/role.ts';
import { addDays, startOfDay } from '../../domain/time/zone.ts';
import { assertFresh } from '../commit.ts';
import { commitInternal, createInternal, type DraftChange } from '../draft/commit-internal.ts';
import { findReplay, type IdempotencyKey } from '../incident/idempotency.ts';
import { deadlineOf } from './deadline.ts';

export type ItemOrigin = {
  incidentId: string | null;
  /** What proposed it, such as `event:` and its id. Each proposes one item. */
  origin?: string | null;
};

type PageZone = { id: string; timeZone: string };

/** Adds an item. Returns its ID; the same `idempotencyKey.key` returns the same item. */
export async function createActionItem(
  deps: DraftChange,
  actor: Actor,
  page: PageZone,
  { incidentId, origin = null }: ItemOrigin,
  input: ActionItemInput,
  idempotencyKey?: IdempotencyKey,
): Promise<string> {
  const earlier = await findReplay(deps, page.id, idempotencyKey);
  if (earlier) return earlier;
  if (incidentId !== null) await assertIncident(deps, actor, page.id, incidentId);
  const at = deps.clock();
  const id = deps.newId();
  const isOpen = isOpenItem(input.state);
  const closed = { closedBy: isOpen ? null : actor.name, closedAt: isOpen ? null : at };
  const row = {
    ...{ id, pageId: page.id, incidentId, origin, createdBy: actor.name, ...closed },
    ...(await storedFields(deps, page, input)),
    ...{ createdAt: at, updatedAt: at },
  };
  const change = auditOf(deps, actor, row, 'create');
  try {
    return await createInternal(deps, change, { id, idempotencyKey }, [
      insertActionItem(deps.db, row),
      ...deadlineOf(row, { id: deps.newId(), at, by: actor.name }),
    ]);
  } catch (error) {
    const isTaken = error instanceof Error && /action_item\.origin/.test(error.message);
    throw isTaken ? new Problem('conflict', 'There is an action item for this already.') : error;
  }
}

/** Saves an item as the form shows it. */
export async function saveActionItem(
  deps: DraftChange,
  actor: Actor,
  page: PageZone,
  id: string,
  input: ActionItemInput,
  expectedRevision?: number,
): Promise<void> {
  const { item: before } = await requireActionItem(deps, actor, page.id, id);
  assertFresh(before.revision, expectedRevision);
  const at = deps.clock();
  const isOpen = isOpenItem(input.state);
  const stays = !isOpen && !isOpenItem(before.state);
  const { closedBy, closedAt } = before;
  const closed = stays
    ? { closedBy, closedAt }
    : { closedBy: isOpen ? null : actor.name, closedAt: isOpen ? null : at };
  const fields = await storedFields(deps, page, input, before);
  const after = { ...fields, ...closed, reason: isOpen ? '' : input.reason, updatedAt: at };
  await commitInternal(deps, auditOf(deps, actor, { ...before, ...after }, 'edit'), [
    updateActionItem(deps.db, id, before.revision, after),
    ...deadlineOf({ ...before, ...after }, { id: deps.newId(), at, by: actor.name }),
  ]);
}

/** An owner who left the team since may stay; a new one must be on it. */
async function storedFields(
  { db }: DraftChange,
  page: PageZone,
  { kind, title, ownerId, due, ticketUrl, state, reason }: ActionItemInput,
  before?: { ownerId: string | null; ownerName: string },
) {
  const members = ownerId === null ? [] : await listMembers(db, page.id);
  const owner = members.find(({ id }) => id === ownerId);
  const stays = ownerId !== null && before?.ownerId === ownerId;
  if (ownerId !== null && !owner && !stays)
    throw refused({ ownerId: 'Choose somebody on the team.' });
  const dueAt = due === null ? null : endOfDay(due, page.timeZone);
  const ownerName = owner?.name ?? (stays ? (before?.ownerName ?? '') : '');
  return { kind, title, ownerId, ownerName, dueAt, ticketUrl, state, reason };
}

/** The last moment of a day; throws for a date that does not exist. */
function endOfDay(day: string, zone: string): number {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day)
    throw refused({ due: 'Enter a date, such as 2026-12-24.' });
  return startOfDay(addDays(day, 1), zone) - 1;
}

async function assertIncident(
  { db }: DraftChange,
  actor: Actor,
  pageId: string,
  incidentId: string,
): Promise<void> {
  const access = await findAccess(db, pageId, incidentId);
  if (!access || !isNamed(access, actor)) throw notFound('incident');
}

export async function requireActionItem(
  { db }: Pick<DraftChange, 'db'>,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<ListedItem> {
  const found = await findActionItem(db, { pageId, personId: personIdOf(actor) }, id);
  if (!found) throw notFound('action item');
  return found;
}

/** Without texts: the incident may be restricted, now or later. */
const auditOf = (
  deps: Pick<DraftChange, 'clock'>,
  actor: Actor,
  {
    id: subjectId,
    pageId,
    kind,
    state,
  }: { id: string; pageId: string; kind: string; state: string },
  action: string,
) => ({
  ...{ pageId, actor, at: deps.clock(), action, subject: 'action_item', subjectId },
  after: { kind, state },
});
