import type { Db } from '../../../db/engine/client.ts';
import {
  checkInsBetween,
  findShiftHandover,
  listCheckIns,
  listShiftHandovers,
  type ShiftHandoverRow,
} from '../../../db/handover/shift.ts';
import { listSchedules } from '../../../db/on-call/schedule.ts';
import { listMembers } from '../../../db/team/account.ts';
import { onCallLoadOf } from '../../domain/handover/load.ts';
import { shiftChanges, shiftHandoverId } from '../../domain/handover/shift.ts';
import { personIdOf } from '../../domain/incident/access.ts';
import { shiftsBetween } from '../../domain/on-call/shifts.ts';
import { can } from '../../domain/response/permissions.ts';
import type { Actor } from '../../domain/response/role.ts';
import { DAY } from '../../domain/time/time.ts';
import { readShiftFacts } from './shift-facts.ts';

const LOOKAHEAD = 62 * DAY;

type People = Awaited<ReturnType<typeof listMembers>>;
const namesIn = (members: People, ids: readonly string[]): string[] =>
  ids.map((one) => members.find(({ id }) => id === one)?.name ?? 'A former member');

export type ShiftList = Awaited<ReturnType<typeof readShifts>>;

/** The next change of each schedule, and those that were. */
export async function readShifts(db: Db, pageId: string, now: number) {
  const [schedules, rows, members] = await Promise.all([
    listSchedules(db, pageId, now - DAY),
    listShiftHandovers(db, pageId),
    listMembers(db, pageId),
  ]);
  const next = schedules.flatMap((schedule) => {
    const change = shiftChanges(shiftsBetween(schedule, now, now + LOOKAHEAD)).find(
      ({ at }) => at > now,
    );
    if (!change) return [];
    const id = shiftHandoverId(schedule.id, change.at);
    const notes = rows.find((row) => row.id === id)?.notes ?? '';
    return [
      {
        ...{ scheduleId: schedule.id, schedule: schedule.name, at: change.at, notes },
        ...{ from: namesIn(members, change.from), to: namesIn(members, change.to) },
      },
    ];
  });
  return {
    schedules: schedules.length,
    next,
    past: rows.flatMap((row) => (row.state === 'planned' ? [] : [named(row, members)])),
  };
}

const named = (row: ShiftHandoverRow, members: People) => ({
  ...row,
  from: namesIn(members, row.fromIds),
  to: namesIn(members, row.toIds),
});

export type ShownShift = NonNullable<Awaited<ReturnType<typeof readShift>>>;

/** One hand-over, with what the coming shift takes over. Lines are for their author and the owners. */
export async function readShift(
  db: Db,
  page: { id: string },
  { id, actor, now }: { id: string; actor: Actor; now: number },
) {
  const row = await findShiftHandover(db, page.id, id);
  if (!row) return null;
  const personId = personIdOf(actor);
  const [members, facts, checkIns] = await Promise.all([
    listMembers(db, page.id),
    readShiftFacts(db, page, { personId, until: row.until, now }),
    listCheckIns(db, id),
  ]);
  const leads = can(actor, 'member.manage', page);
  return {
    shift: named(row, members),
    facts,
    checkIns: checkIns.flatMap((one) => (leads || one.userId === personId ? [one] : [])),
  };
}

/** How demanding being on call was in a time, without names and texts. */
export const readOnCallLoad = async (db: Db, pageId: string, span: { from: number; to: number }) =>
  onCallLoadOf(await checkInsBetween(db, pageId, span));
