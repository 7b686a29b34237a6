import { z } from 'zod';
import { findEvent, type IncidentEvent, insertEvent, updateEvent } from '../../../db/room/event.ts';
import { notFound } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { EventText, eventKinds, readLine } from '../../domain/room/event.ts';
import { findReplay, type IdempotencyKey, withIdempotency } from '../incident/idempotency.ts';
import { commitRoom, pastTime, type RoomChange, requireIncident, roomChange } from './commit.ts';

/** Without a kind, the text is read like the field of the room: `! Roll back` is a decision. */
export const NewEvent = z
  .object({
    kind: z.enum(eventKinds).optional(),
    text: EventText.optional(),
    at: z.number().int().optional(),
  })
  .refine(({ kind, text }) => kind || text, { path: ['text'], message: 'Enter a text.' });
export type NewEvent = z.infer<typeof NewEvent>;

/** Where something happens: an incident of a page. */
export type RoomKey = { pageId: string; incidentId: string };

/** Adds an event to the team's timeline. Returns its id; the same `retry.key` returns the same event. */
export async function addEvent(
  deps: RoomChange,
  actor: Actor,
  { pageId, incidentId }: RoomKey,
  input: NewEvent,
  retry?: IdempotencyKey,
): Promise<string> {
  const incident = await requireIncident(deps, pageId, incidentId);
  const earlier = await findReplay(deps, pageId, retry);
  if (earlier) return earlier;
  const now = deps.clock();
  const at = pastTime(input.at ?? now, now);
  const { kind, text } = input.kind
    ? { kind: input.kind, text: input.text ?? '' }
    : readLine(input.text ?? '');
  const id = deps.newId();
  const times = { at, originalAt: at, createdAt: now };
  const row = { id, pageId, incidentId, kind, text, author: actor.name, ...times };
  const about = { action: 'event', after: row };
  const change = roomChange(deps, actor, incident, about);
  const written = await withIdempotency(deps, pageId, retry, id, (recordKey) =>
    commitRoom(deps, change, [...recordKey, insertEvent(deps.db, row)]),
  );
  return written.id;
}

/** The text of an event never changes: a wrong one is hidden, and a right one added. */
export const EventPatch = z.object({
  at: z.number().int().optional(),
  pinned: z.boolean().optional(),
  hidden: z.boolean().optional(),
});
export type EventPatch = z.infer<typeof EventPatch>;

/** Corrects the time of an event, pins or hides it. Its first time stays beside the corrected one. */
export async function changeEvent(
  deps: RoomChange,
  actor: Actor,
  { pageId, incidentId }: RoomKey,
  id: string,
  patch: EventPatch,
): Promise<void> {
  const incident = await requireIncident(deps, pageId, incidentId);
  const before = await findEvent(deps.db, incidentId, id);
  if (!before) throw notFound('event');
  const now = deps.clock();
  const at = patch.at === undefined ? before.at : pastTime(patch.at, now);
  const pinned = patch.pinned ?? before.pinned;
  const after = { at, pinned, hiddenAt: hiddenAfter(before, patch.hidden, now) };
  const { at: beforeAt, pinned: beforePinned, hiddenAt } = before;
  const about = {
    ...{ action: 'change event', after: { id, ...after } },
    before: { at: beforeAt, pinned: beforePinned, hiddenAt },
  };
  const statements = [updateEvent(deps.db, id, after)];
  await commitRoom(deps, roomChange(deps, actor, incident, about), statements);
}

function hiddenAfter(
  { hiddenAt }: IncidentEvent,
  hidden: boolean | undefined,
  now: number,
): number | null {
  if (hidden === undefined) return hiddenAt;
  return hidden ? (hiddenAt ?? now) : null;
}
