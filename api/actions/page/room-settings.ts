import { z } from 'zod';
import { findRoomSettings, storeRoomSettings } from '../../../db/room/plan.ts';
import type { Actor } from '../../domain/response/role.ts';
import { ChecklistItems } from '../../domain/room/checklist.ts';
import { LinkAddress, TicketTemplate } from '../../domain/room/link.ts';
import { assertFresh } from '../commit.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';

/** The severity whose checklist it is, or `default`. */
export const ChecklistKey = z.string().regex(/^(?:default|SEV\d)$/, 'Choose a severity.');

/** What is absent stays. */
export const RoomSettings = z.object({
  bridgeUrl: LinkAddress.optional(),
  chatUrl: LinkAddress.optional(),
  ticketUrl: TicketTemplate.optional(),
  /** Null: this severity has no checklist of its own any more. */
  checklists: z.record(ChecklistKey, ChecklistItems.nullable()).default({}),
  expectedRevision: z.number().int().optional(),
});
export type RoomSettings = z.infer<typeof RoomSettings>;

/** Sets the links that every room begins with, and the checklists of some severities. */
export async function saveRoomSettings(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  { checklists: changed, expectedRevision, ...links }: RoomSettings,
): Promise<void> {
  const before = await findRoomSettings(deps.db, pageId);
  assertFresh(before?.revision ?? 0, expectedRevision);
  const { bridgeUrl = '', chatUrl = '', ticketUrl = '', checklists: stored = {} } = before ?? {};
  const checklists = Object.fromEntries(
    Object.entries({ ...stored, ...changed }).flatMap(([key, items]) =>
      items === null ? [] : [[key, items]],
    ),
  );
  const given = Object.fromEntries(Object.entries(links).filter(([, url]) => url !== undefined));
  const after = { bridgeUrl, chatUrl, ticketUrl, ...given, checklists };
  const updatedAt = deps.clock();
  const change = { pageId, actor, at: updatedAt, action: 'edit', subject: 'rooms' };
  await commitInternal(deps, { ...change, subjectId: pageId, before, after }, [
    storeRoomSettings(deps.db, { pageId, ...after, updatedAt }),
  ]);
}
