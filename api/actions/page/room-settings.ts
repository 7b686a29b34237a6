import { z } from 'zod';
import { findRoomSettings, storeRoomSettings } from '../../../db/room/plan.ts';
import type { Actor } from '../../domain/response/role.ts';
import { ChecklistItems } from '../../domain/room/checklist.ts';
import { LinkAddress } from '../../domain/room/link.ts';
import { assertFresh } from '../commit.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';

export const RoomSettings = z.object({
  bridgeUrl: LinkAddress,
  chatUrl: LinkAddress,
  /** The severity whose checklist this is, or `default`. */
  severity: z.string().regex(/^(?:default|SEV\d)$/, 'Choose a severity.'),
  /** Null: this severity has no checklist of its own any more. */
  items: ChecklistItems.nullable(),
  expectedRevision: z.number().int().optional(),
});
export type RoomSettings = z.infer<typeof RoomSettings>;

/** Sets the links that every room begins with, and the checklist of one severity. */
export async function saveRoomSettings(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  { severity, items, expectedRevision, ...links }: RoomSettings,
): Promise<void> {
  const before = await findRoomSettings(deps.db, pageId);
  assertFresh(before?.revision ?? 0, expectedRevision);
  const { [severity]: _, ...others } = before?.checklists ?? {};
  const checklists = items === null ? others : { ...others, [severity]: items };
  const updatedAt = deps.clock();
  const after = { ...links, checklists };
  const change = { pageId, actor, at: updatedAt, action: 'edit', subject: 'rooms' };
  await commitInternal(deps, { ...change, subjectId: pageId, before, after }, [
    storeRoomSettings(deps.db, { pageId, ...after, updatedAt }),
  ]);
}
