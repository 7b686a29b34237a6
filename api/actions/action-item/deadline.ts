import type { Statement } from '../../../db/engine/write.ts';
import { completeItemObligation, upsertItemObligation } from '../../../db/obligation/item.ts';
import type { ActionItemKind, ActionItemState } from '../../domain/action-item/action-item.ts';
import { isOpenItem } from '../../domain/action-item/action-item.ts';

/** Minutes after which the owners of the page are notified of an overdue item. */
const OWNERS_AFTER = 24 * 60;

const obligations = { action: 'action_item', temporary_fix: 'temporary_fix' } as const;

type Item = {
  id: string;
  pageId: string;
  incidentId: string | null;
  kind: ActionItemKind;
  title: string;
  ownerId: string | null;
  dueAt: number | null;
  state: ActionItemState;
};

/** The deadline of an open item with a date; ended for every other item. */
export function deadlineOf(
  item: Item,
  { id, at, by }: { id: string; at: number; by: string },
): Statement[] {
  const obligationKind = obligations[item.kind];
  const isDue = isOpenItem(item.state) && item.dueAt !== null;
  const ended = Object.values(obligations)
    .filter((kind) => kind !== obligationKind || !isDue)
    .map((kind) => completeItemObligation({ kind, subjectId: item.id }, { at, by }));
  if (!isDue || item.dueAt === null) return ended;
  const obligation = upsertItemObligation({
    ...{ id, pageId: item.pageId, kind: obligationKind, subjectId: item.id, title: item.title },
    ...{ responsible: item.ownerId === null ? [] : [item.ownerId], incidentId: item.incidentId },
    ...{ dueAt: item.dueAt, within: OWNERS_AFTER, createdAt: at },
  });
  return [...ended, obligation];
}
