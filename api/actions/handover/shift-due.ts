import { insertDirectMailIfAbsent } from '../../../db/direct-mail/insert-if-absent.ts';
import { type Statement, write } from '../../../db/engine/write.ts';
import {
  openShiftHandover,
  pagesOnCall,
  type ShiftHandoverRow,
  shiftHandoversByIds,
} from '../../../db/handover/shift.ts';
import { upsertItemObligation } from '../../../db/obligation/item.ts';
import { listSchedules, type StoredSchedule } from '../../../db/on-call/schedule.ts';
import { listMembers } from '../../../db/team/account.ts';
import { shiftHandoverMail } from '../../../templates/email/team/shift-handover.ts';
import {
  ACCEPT_WITHIN,
  LATEST_HANDOVER,
  type ShiftChange,
  shiftChanges,
  shiftHandoverId,
} from '../../domain/handover/shift.ts';
import { shiftsBetween } from '../../domain/on-call/shifts.ts';
import { addressOf } from '../../domain/page/address.ts';
import { DAY, MINUTE } from '../../domain/time/time.ts';
import { readShiftFacts } from '../../reads/handover/shift-facts.ts';
import type { Publisher } from '../commit.ts';

export type ShiftTick = Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'> & {
  config: { baseUrl: string };
};

/** After hours in which nobody is on call, the shift before them is looked for this far back. */
const LOOKBACK = 14 * DAY;

/** The changes of a schedule in a time. Hourly rotations have many: only that time is read. */
export function shiftChangesIn(schedule: StoredSchedule, from: number, to: number): ShiftChange[] {
  const near = shiftsBetween(schedule, from, to + 1);
  const first = near.find(({ people }) => people.length > 0);
  const before =
    first && first.from > from
      ? shiftsBetween(schedule, from - LOOKBACK, from).findLast(({ people }) => people.length > 0)
      : undefined;
  return shiftChanges(before ? [before, ...near] : near).filter(({ at }) => at > from && at <= to);
}

type OnCallPage = Awaited<ReturnType<typeof pagesOnCall>>[number];

/**
 * Hands over every shift that changed: one mail to each of both sides, and a deadline for the next
 * person to accept. Each once, however many ticks were missed.
 */
export async function handOverShifts(deps: ShiftTick): Promise<void> {
  const now = deps.clock();
  let opened = 0;
  for (const page of await pagesOnCall(deps.db)) {
    const schedules = await listSchedules(deps.db, page.id, now - LOOKBACK);
    const due = schedules.flatMap((schedule) =>
      shiftChangesIn(schedule, now - LATEST_HANDOVER, now).flatMap((change) =>
        // A shift that is over already needs no hand-over any more.
        change.until > now ? [{ schedule, change }] : [],
      ),
    );
    const known = await shiftHandoversByIds(
      deps.db,
      due.map(({ schedule, change }) => shiftHandoverId(schedule.id, change.at)),
    );
    for (const one of due) {
      const id = shiftHandoverId(one.schedule.id, one.change.at);
      const stored = known.find((row) => row.id === id);
      if (stored && stored.state !== 'planned') continue;
      await openOne(deps, page, { ...one, id, notes: stored?.notes ?? '' }, now);
      opened++;
    }
  }
  if (opened > 0) deps.wake();
}

async function openOne(
  deps: ShiftTick,
  page: OnCallPage,
  opened: { id: string; schedule: StoredSchedule; change: ShiftChange; notes: string },
  now: number,
): Promise<void> {
  const { id, schedule, change, notes } = opened;
  const row: Omit<ShiftHandoverRow, 'acceptedAt' | 'acceptedBy' | 'notesBy'> = {
    ...{ id, pageId: page.id, scheduleId: schedule.id, scheduleName: schedule.name },
    ...{ zone: schedule.zone, state: 'open', at: change.at, until: change.until, notes },
    ...{ fromIds: [...change.from], toIds: [...change.to], createdAt: now },
  };
  const url = addressOf(page, deps.config.baseUrl);
  const members = await listMembers(deps.db, page.id);
  // A mail says nothing of restricted incidents: more people can open the mailbox.
  const facts = await readShiftFacts(deps.db, page, { personId: null, until: change.until, now });
  const namesOf = (ids: readonly string[]) =>
    ids.map((one) => members.find((member) => member.id === one)?.name ?? 'A former member');
  const mailTo = async (who: string, isNext: boolean): Promise<Statement[]> => {
    const to = members.find((member) => member.id === who)?.email;
    if (!to) return [];
    const mail = await shiftHandoverMail({
      ...{ page: { ...page, url }, facts, notes, isNext, zone: page.timeZone, now },
      ...{ schedule: schedule.name, from: namesOf(change.from), to: namesOf(change.to) },
      ...{ at: change.at, until: change.until, link: `${url}/admin/on-call/handover/${id}` },
    });
    const directMail = { id: `${id}.${who}`, pageId: page.id, kind: 'handover', to, ...mail };
    return [insertDirectMailIfAbsent(deps.db, directMail, now)];
  };
  const leaving = change.from.filter((who) => !change.to.includes(who));
  const mails = await Promise.all([
    ...change.to.map((who) => mailTo(who, true)),
    ...leaving.map((who) => mailTo(who, false)),
  ]);
  await write(deps.db, [
    openShiftHandover(deps.db, row),
    upsertItemObligation({
      ...{ id: deps.newId(), pageId: page.id, kind: 'shift_handover', subjectId: id },
      ...{ title: `Shift of ${schedule.name}`, responsible: change.to, incidentId: null },
      ...{ dueAt: now + ACCEPT_WITHIN * MINUTE, within: ACCEPT_WITHIN, createdAt: now },
    }),
    ...mails.flat(),
  ]);
}
