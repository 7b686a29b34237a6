import {
  acceptShiftHandover,
  findShiftHandover,
  notifiedBetween,
  storeCheckIn,
  storeShiftNotes,
} from '../../../db/handover/shift.ts';
import { completeItemObligation } from '../../../db/obligation/item.ts';
import { findSchedule } from '../../../db/on-call/schedule.ts';
import { notFound, Problem, refused } from '../../core/problem.ts';
import { type CheckIn, interruptedNights, shiftHandoverId } from '../../domain/handover/shift.ts';
import { personIdOf } from '../../domain/incident/access.ts';
import type { Actor } from '../../domain/response/role.ts';
import { DAY } from '../../domain/time/time.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';
import { shiftChangesIn } from './shift-due.ts';

type ShiftKey = { pageId: string; id: string };

const change = (deps: DraftChange, actor: Actor, { pageId, id }: ShiftKey, action: string) => ({
  ...{ pageId, actor, at: deps.clock(), action, subject: 'shift', subjectId: id },
});

/** The furthest change for which somebody can write notes. */
const LOOKAHEAD = 62 * DAY;

/** Notes for the next person, before the change or after it. Returns the id of the hand-over. */
export async function writeShiftNotes(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  { scheduleId, at, notes }: { scheduleId: string; at: number; notes: string },
): Promise<string> {
  const now = deps.clock();
  const id = shiftHandoverId(scheduleId, at);
  const known = await findShiftHandover(deps.db, pageId, id);
  const schedule = known ? null : await findSchedule(deps.db, pageId, scheduleId, now);
  const [coming] = schedule ? shiftChangesIn(schedule, at - 1, Math.min(at, now + LOOKAHEAD)) : [];
  if (!known && (!schedule || !coming)) throw notFound('shift');
  const row = known ?? {
    ...{ id, pageId, scheduleId, at, state: 'planned' as const, createdAt: now },
    ...{ scheduleName: schedule?.name ?? '', zone: schedule?.zone ?? 'Etc/UTC' },
    ...{ until: coming?.until ?? at, fromIds: [...(coming?.from ?? [])] },
    toIds: [...(coming?.to ?? [])],
  };
  await commitInternal(deps, change(deps, actor, { pageId, id }, 'notes'), [
    storeShiftNotes(deps.db, { ...row, notes, notesBy: actor.name }),
  ]);
  return id;
}

/** Only the next person accepts. Repeating it changes nothing. */
export async function acceptShift(deps: DraftChange, actor: Actor, key: ShiftKey): Promise<void> {
  const row = await findShiftHandover(deps.db, key.pageId, key.id);
  if (!row) throw notFound('shift');
  if (row.state === 'accepted') return;
  if (!row.toIds.includes(personIdOf(actor) ?? ''))
    throw new Problem('forbidden', 'Only the person whose shift begins can accept it.');
  if (row.state === 'planned') throw new Problem('conflict', 'This shift has not begun yet.');
  const done = { at: deps.clock(), by: actor.name };
  await commitInternal(deps, change(deps, actor, key, 'accept'), [
    acceptShiftHandover(deps.db, key.id, done),
    completeItemObligation({ kind: 'shift_handover', subjectId: key.id }, done),
  ]);
}

/** Stores the check-in of a shift. Its text is only for the owners, and in no log. */
export async function checkIn(
  deps: DraftChange,
  actor: Actor,
  key: ShiftKey,
  { load, line }: CheckIn,
): Promise<void> {
  const row = await findShiftHandover(deps.db, key.pageId, key.id);
  if (!row) throw notFound('shift');
  const userId = personIdOf(actor);
  if (userId === null || !row.fromIds.includes(userId))
    throw new Problem('forbidden', 'Only the person whose shift ended can check in.');
  if (row.state === 'planned') throw refused({ load: 'This shift has not ended yet.' });
  const now = deps.clock();
  const schedule = await findSchedule(deps.db, row.pageId, row.scheduleId, row.at);
  const began = schedule
    ? shiftChangesIn(schedule, row.at - LOOKAHEAD, row.at - 1).findLast(({ to }) =>
        to.includes(userId),
      )?.at
    : undefined;
  const times = await notifiedBetween(deps.db, row.pageId, userId, {
    ...{ from: began ?? row.at - 7 * DAY, to: row.at },
  });
  const nights = interruptedNights(times, row.zone);
  await commitInternal(deps, change(deps, actor, key, 'check in'), [
    storeCheckIn(deps.db, {
      ...{ handoverId: key.id, userId, name: actor.name, load, nights, line, createdAt: now },
    }),
  ]);
}
