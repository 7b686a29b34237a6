import { z } from 'zod';
import { insertAnswer, insertInternalUpdate, insertMilestone } from '../../../db/room/card.ts';
import { readRoom } from '../../../db/room/event.ts';
import { Problem, refused } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { InternalUpdate } from '../../domain/room/internal-update.ts';
import { milestoneKinds, mitigations } from '../../domain/room/milestone.ts';
import {
  type TriageField,
  TriageText,
  triageCard,
  triageFields,
} from '../../domain/room/triage.ts';
import { MINUTE } from '../../domain/time/time.ts';
import type { IdempotencyKey } from '../incident/idempotency.ts';
import { type InternalMailer, internalUpdateMails } from '../internal/subscription.ts';
import { addToRoom } from './add.ts';
import {
  commitRoom,
  pastTime,
  type RoomChange,
  type RoomKey,
  requireIncident,
  roomChange,
} from './commit.ts';

/** Answers by question; those that are absent stay. */
export const TriageAnswers = z.partialRecord(z.enum(triageFields), TriageText);
export type TriageAnswers = z.infer<typeof TriageAnswers>;

/** Keeps each answer that is new, with its time and author. Earlier answers stay as history. */
export async function answerTriage(
  deps: RoomChange,
  actor: Actor,
  { pageId, incidentId }: RoomKey,
  answers: TriageAnswers,
): Promise<void> {
  const incident = await requireIncident(deps, pageId, incidentId);
  const card = triageCard((await readRoom(deps.db, incident)).answers);
  const isNew = (field: TriageField) =>
    answers[field] !== undefined && answers[field] !== (card[field]?.text ?? '');
  const changed = triageFields.filter(isNew);
  if (changed.length === 0) return;
  const rows = changed.map((field) => ({
    ...{ id: deps.newId(), pageId, incidentId, field, text: answers[field] ?? '' },
    ...{ author: actor.name, createdAt: deps.clock() },
  }));
  const after = Object.fromEntries(rows.map(({ field, text }) => [field, text]));
  const statements = rows.map((row) => insertAnswer(deps.db, row));
  await commitRoom(
    deps,
    roomChange(deps, actor, incident, { action: 'triage', after }),
    statements,
  );
}

export const NewMilestone = z
  .object({
    kind: z.enum(milestoneKinds),
    level: z.enum(mitigations).nullable().default(null),
    at: z.number().int().optional(),
    reason: z.string().trim().max(500, 'A reason can have at most 500 characters.').default(''),
  })
  .refine(({ kind, level }) => level === null || kind === 'mitigated', {
    path: ['level'],
    message: 'Only “mitigated” has a level.',
  });
export type NewMilestone = z.infer<typeof NewMilestone>;

const alreadySet = 'This milestone is already set. Give a reason for changing it.';

/** Sets a milestone by hand. Returns its id. One that a person already set needs a reason to change. */
export const setMilestone = (
  deps: RoomChange,
  actor: Actor,
  room: RoomKey,
  input: NewMilestone,
  idempotencyKey?: IdempotencyKey,
): Promise<string> =>
  addToRoom(deps, actor, room, idempotencyKey, async (incident, { id, now }) => {
    const { milestones } = await readRoom(deps.db, incident);
    const { kind, reason } = input;
    const level = kind === 'mitigated' ? (input.level ?? 'full') : null;
    const before = milestones.findLast((one) => one.kind === kind);
    if (before?.level === level && !reason)
      throw new Problem('invalid', alreadySet, { reason: alreadySet });
    const at = pastTime(input.at ?? now, now);
    const row = { id, ...room, kind, level, at, reason, author: actor.name };
    const statements = [insertMilestone(deps.db, { ...row, createdAt: now })];
    return { action: 'milestone', after: row, statements };
  });

/** Adds an internal update with the next number of its incident. Returns its id. */
export const writeInternalUpdate = (
  deps: RoomChange & InternalMailer,
  actor: Actor,
  room: RoomKey,
  input: InternalUpdate,
  idempotencyKey?: IdempotencyKey,
): Promise<string> =>
  addToRoom(deps, actor, room, idempotencyKey, async (incident, { id, now }) => {
    if (input.nextUpdateBy !== null && input.nextUpdateBy <= now)
      throw refused({ nextUpdateBy: 'The next update must be in the future.' });
    const { updatesEvery } = input;
    const paced = updatesEvery === null ? null : now + updatesEvery * MINUTE;
    const nextUpdateBy = input.nextUpdateBy ?? paced;
    const written = { ...input, nextUpdateBy, author: actor.name, createdAt: now };
    const row = { id, ...room, ...written };
    const mails = await internalUpdateMails(deps, incident, row);
    return {
      action: 'internal_update',
      after: row,
      statements: [insertInternalUpdate(row), ...mails],
    };
  });
