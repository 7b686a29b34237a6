import { z } from 'zod';
import { findEvent, type IncidentEvent, insertEvent, updateEvent } from '../../../db/room/event.ts';
import { notFound } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { EventText, eventKinds, readLine } from '../../domain/room/event.ts';
import type { IdempotencyKey } from '../incident/idempotency.ts';
import { addToRoom } from './add.ts';
import {
  commitRoom,
  pastTime,
  type RoomChange,
  type RoomKey,
  requireIncident,
  roomChange,
} from './commit.ts';

/** Without a kind, the text is read like the field of the room: `! Roll back` is a decision. */
export const NewEvent = z
  .object({
    kind: z.enum(eventKinds).optional(),
    text: EventText.optional(),
    at: z.number().int().optional(),
  })
  .refine(({ kind, text }) => kind || text, { path: ['text'], message: 'Enter a text.' });
export type NewEvent = z.infer<typeof NewEvent>;

/** Adds an event to the team's timeline. Returns its id; the same `idempotencyKey.key` returns the same event. */
export const addEvent = (
  deps: RoomChange,
  actor: Actor,
  room: RoomKey,
  input: NewEvent,
  idempotencyKey?: IdempotencyKey,
): Promise<string> =>
  addToRoom(deps, actor, room, idempotencyKey, (_, { id, now }) => {
    const { kind, text } = input.kind
      ? { kind: input.kind, text: input.text ?? '' }
      : readLine(input.text ?? '');
    const at = pastTime(input.at ?? now, now);
    const times = { at, originalAt: at, createdAt: now };
    const row = { id, ...room, kind, text, author: actor.name, ...times };
    return { action: 'event', after: row, statements: [insertEvent(deps.db, row)] };
  });

/** The text of an event never changes: a wrong one is hidden, and a right one added. */
export const EventPatch = z.object({
  at: z.number().int().optional(),
  pinned: z.boolean().optional(),
  hidden: z.boolean().optional(),
});
export type EventPatch = z.infer<typeof EventPatch>;

/** Corrects the time of an event, pins or hides it. The first time is stored too. */
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
