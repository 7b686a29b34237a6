import {
  type ListedItem,
  listActionItems,
  proposedItems,
} from '../../../db/action-item/action-item.ts';
import type { Db } from '../../../db/engine/client.ts';
import { findRoomSettings } from '../../../db/room/plan.ts';
import { countRunsOf } from '../../../db/runbook/run.ts';
import { listRunbooks } from '../../../db/runbook/runbook.ts';
import { listMembers } from '../../../db/team/account.ts';
import { isOpenItem, isOverdue, isUnassigned } from '../../domain/action-item/action-item.ts';
import { lintItem } from '../../domain/action-item/lint.ts';
import { automateTitle, originOf, proposalOf } from '../../domain/action-item/proposal.ts';
import { isAutomationDue } from '../../domain/runbook/automation.ts';
import { DAY } from '../../domain/time/time.ts';

export const itemFilters = [
  'open',
  'mine',
  'overdue',
  'unassigned',
  'temporary',
  'closed',
  'all',
] as const;
export type ItemFilter = (typeof itemFilters)[number];

export type ShownItem = ReturnType<typeof shownItem>;

export const shownItem = (
  { item, ownerOnTeam, incidentName, severity, audience }: ListedItem,
  now: number,
) => {
  const hasLeft = item.ownerName !== '' && ownerOnTeam === null;
  const assignable = { ...item, hasLeft };
  return {
    ...assignable,
    /** As it is now: people change their names. */
    ownerName: ownerOnTeam ?? item.ownerName,
    incidentName,
    severity,
    audience,
    isOverdue: isOverdue(item, now),
    isUnassigned: isUnassigned(assignable),
    finding: isOpenItem(item.state) ? lintItem(item.title) : null,
  };
};

export type ItemList = Awaited<ReturnType<typeof readItems>>;

/** How long a line of a timeline is proposed as an item. */
const PROPOSED_FOR = 90 * DAY;

/** Items of every incident, and what could become one. */
export async function readItems(
  db: Db,
  pageId: string,
  { personId, filter, now }: { personId: string | null; filter: ItemFilter; now: number },
) {
  const [rows, lines, runbooks, runs, room] = await Promise.all([
    listActionItems(db, pageId, personId),
    proposedItems(db, pageId, { personId, since: now - PROPOSED_FOR }),
    listRunbooks(db, pageId),
    countRunsOf(db, pageId),
    findRoomSettings(db, pageId),
  ]);
  const all = rows.map((row) => shownItem(row, now));
  const counts = Object.fromEntries(
    itemFilters.map((one) => [one, all.filter((item) => matches(item, one, personId)).length]),
  ) as Record<ItemFilter, number>; // built from the list of filters
  const known = new Set(all.map(({ origin }) => origin));
  return {
    filter,
    counts,
    items: all.filter((item) => matches(item, filter, personId)),
    ticketTemplate: room?.ticketUrl ?? '',
    proposals: lines.map(({ id, text, ...assignable }) => ({
      ...assignable,
      id,
      ...proposalOf(text),
    })),
    automations: runbooks.flatMap(({ id, title, automation }) => {
      const count = runs.find(({ runbookId }) => runbookId === id)?.runs ?? 0;
      return isAutomationDue(count, automation) && !known.has(originOf.runbook(id))
        ? [{ id, runs: count, title: automateTitle(title) }]
        : [];
    }),
  };
}

export function matches(
  item: Pick<ShownItem, 'state' | 'kind' | 'ownerId' | 'isOverdue' | 'isUnassigned'>,
  filter: ItemFilter,
  personId: string | null,
): boolean {
  const isOpen = isOpenItem(item.state);
  if (filter === 'all') return true;
  if (filter === 'closed') return !isOpen;
  if (filter === 'mine') return isOpen && personId !== null && item.ownerId === personId;
  if (filter === 'overdue') return item.isOverdue;
  if (filter === 'unassigned') return item.isUnassigned;
  if (filter === 'temporary') return isOpen && item.kind === 'temporary_fix';
  return isOpen;
}

/** Who can own an item. */
export const readOwners = async (db: Db, pageId: string) =>
  (await listMembers(db, pageId)).map(({ id, name }) => ({ id, name }));
