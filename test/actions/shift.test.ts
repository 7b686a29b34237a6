import { afterEach, beforeEach, expect, test } from 'vitest';
import { acceptShift, checkIn, writeShiftNotes } from '../../api/actions/handover/shift.ts';
import { handOverShifts } from '../../api/actions/handover/shift-due.ts';
import { createIncident } from '../../api/actions/incident/index.ts';
import { NewIncident } from '../../api/actions/incident/input.ts';
import { escalateObligations } from '../../api/actions/obligation/escalate.ts';
import { saveRotation } from '../../api/actions/on-call/rotation.ts';
import { createSchedule } from '../../api/actions/on-call/schedule.ts';
import { CheckIn, interruptedNights, shiftChanges } from '../../api/domain/handover/shift.ts';
import { RotationInput, ScheduleInput } from '../../api/domain/on-call/input.ts';
import type { Actor, Role } from '../../api/domain/response/role.ts';
import { readOnCallLoad, readShift, readShifts } from '../../api/reads/handover/shifts.ts';
import { rows } from '../support/world/dump.ts';
import { addPerson } from '../support/world/people.ts';
import { DAY, HOUR, makeWorld, NOON, type World } from '../support/world/world.ts';

let world: World;
let olga: Actor;
let lea: Actor;
let bea: Actor;
let scheduleId: string;

const person = (name: string, role?: Role) => addPerson(world, name, role);

/** Lea is on call until tomorrow at noon, then Bea, a day each. */
beforeEach(async () => {
  world = await makeWorld();
  olga = await person('Olga', 'owner');
  lea = await person('Lea');
  bea = await person('Bea');
  const { deps, pageId } = world;
  const schedule = ScheduleInput.parse({ name: 'Payments', zone: 'Etc/UTC' });
  scheduleId = await createSchedule(deps, olga, pageId, schedule);
  const rotation = RotationInput.parse({
    ...{ name: 'Days', people: [lea.id, bea.id], unit: 'day', every: 1, startsAt: NOON },
  });
  await saveRotation(deps, olga, { pageId, scheduleId }, rotation);
});
afterEach(() => world.close());

const goTo = (ms: number) => world.wait(NOON + ms - world.deps.clock());
const tick = () => handOverShifts(world.deps);
const mails = async () =>
  (await rows(world.deps.db, 'select "to", subject, text from letter order by rowid')).map(
    ({ to, subject, text }) => ({ mail: `${to}: ${subject}`, text: String(text) }),
  );
const handover = async () => {
  const [row] = await rows(world.deps.db, 'select * from shift_handover order by at desc');
  if (!row) throw new Error('no hand-over');
  return { pageId: world.pageId, id: String(row.id), state: row.state };
};

test('at the change both people get one mail with what is open, and only the next person accepts', async () => {
  const { deps, pageId } = world;
  const open = {
    name: 'Exports are slow',
    state: 'identified',
    body: 'Looking.',
    severity: 'SEV3',
  };
  await createIncident(deps, lea, pageId, NewIncident.parse(open));
  const secret = { name: 'Keys leaked', state: 'investigating', body: 'Looking.' };
  await createIncident(
    deps,
    olga,
    pageId,
    NewIncident.parse({ ...secret, audience: 'restricted' }),
  );
  const work = { scheduledFor: NOON + DAY + HOUR, scheduledUntil: NOON + DAY + 2 * HOUR };
  const planned = { name: 'Upgrade', state: 'scheduled', body: 'We upgrade the database.' };
  await createIncident(deps, lea, pageId, NewIncident.parse({ ...planned, ...work }));
  await writeShiftNotes(deps, lea, pageId, {
    scheduleId,
    at: NOON + DAY,
    notes: 'Watch the queue.',
  });
  goTo(DAY - 1);
  await tick();
  expect(await mails()).toEqual([]);
  goTo(DAY);
  await Promise.all([tick(), tick()]);
  goTo(DAY + 2 * HOUR);
  await tick();
  const sent = await mails();
  expect(sent.map(({ mail }) => mail).sort()).toEqual([
    'bea@example.com: Your shift begins: Payments',
    'lea@example.com: Your shift is over: Payments',
  ]);
  for (const { text } of sent) {
    expect(text).toMatch(/SEV3 · Identified · Exports are slow/);
    expect(text).toMatch(/Upgrade, 13:00 to 14:00 UTC/);
    expect(text).toMatch(/Watch the queue\./);
    expect(text).not.toMatch(/Keys leaked/);
  }
  const of = await handover();
  await expect(acceptShift(deps, lea, of)).rejects.toThrow(/Only the person whose shift begins/);
  await acceptShift(deps, bea, of);
  await acceptShift(deps, bea, of);
  expect((await handover()).state).toBe('accepted');
  goTo(DAY + 5 * HOUR);
  await escalateObligations(deps);
  expect(await mails()).toHaveLength(2);
});

test('who does not accept is reminded, then the owners, once each', async () => {
  goTo(DAY);
  await tick();
  for (let minutes = 0; minutes <= 300; minutes += 20) {
    goTo(DAY + minutes * 60_000);
    await tick();
    await escalateObligations(world.deps);
  }
  expect((await mails()).map(({ mail }) => mail).slice(2)).toEqual([
    'bea@example.com: Shift hand-over due: Shift of Payments',
    'olga@example.com: Shift hand-over due: Shift of Payments',
  ]);
});

test('after a day without a server only the shift that runs now is handed over', async () => {
  goTo(3 * DAY + HOUR);
  await tick();
  expect((await mails()).map(({ mail }) => mail).sort()).toEqual([
    'bea@example.com: Your shift begins: Payments',
    'lea@example.com: Your shift is over: Payments',
  ]);
});

test('a check-in counts the nights, and its line is for owners and its author alone', async () => {
  const { deps, pageId } = world;
  goTo(DAY);
  await tick();
  const step = `insert into obligation_step (id, obligation_id, round, level, people, created_at)
    select ?, id, ?, 9, ?, ? from obligation limit 1`;
  for (const [i, hour] of [11, 13, 4].entries()) {
    const args = [`step${i}`, i, JSON.stringify([lea.id]), NOON + hour * HOUR];
    await deps.db.$client.execute({ sql: step, args });
  }
  const of = await handover();
  const said = CheckIn.parse({ load: '4', line: 'I need a rest.' });
  await expect(checkIn(deps, bea, of, said)).rejects.toThrow(/whose shift ended/);
  await checkIn(deps, lea, of, said);
  const page = { id: pageId };
  const seenBy = async (actor: Actor) =>
    (await readShift(deps.db, page, { id: of.id, actor, now: deps.clock() }))?.checkIns.map(
      ({ line, nights }) => [line, nights],
    );
  expect([await seenBy(olga), await seenBy(lea), await seenBy(bea)]).toEqual([
    [['I need a rest.', 1]],
    [['I need a rest.', 1]],
    [],
  ]);
  const span = { from: NOON, to: NOON + 2 * DAY };
  expect(await readOnCallLoad(deps.db, pageId, span)).toEqual({
    ...{ shifts: 1, load: 4, interruptedNights: 1 },
  });
  expect(JSON.stringify(await rows(deps.db, 'select * from audit'))).not.toContain('I need a rest');
});

test('the next change is listed with its notes', async () => {
  const { deps, pageId } = world;
  const list = await readShifts(deps.db, pageId, deps.clock());
  expect(list.next).toMatchObject([{ at: NOON + DAY, from: ['Lea'], to: ['Bea'], notes: '' }]);
});

test('hours without anybody and two turns of one person are no change', () => {
  const turn = (from: number, people: string[]) => ({ from, until: from + 1, people });
  const shifts = [
    turn(0, ['a']),
    turn(1, []),
    turn(2, ['a']),
    turn(3, ['b']),
    turn(4, []),
    turn(5, ['a']),
  ];
  expect(shiftChanges(shifts).map(({ at, from, to }) => [at, ...from, ...to])).toEqual([
    [3, 'a', 'b'],
    [5, 'b', 'a'],
  ]);
});

test('a night is one, whenever in it somebody was woken, by the clock of the schedule', () => {
  const at = (day: number, hour: number) => Date.UTC(2026, 10, day, hour);
  const nights = [at(20, 22), at(21, 1), at(21, 5), at(21, 12), at(22, 23)];
  expect(interruptedNights(nights, 'Etc/UTC')).toBe(2);
  expect(interruptedNights([at(21, 12)], 'Asia/Tokyo')).toBe(0);
  expect(interruptedNights([at(21, 15)], 'Asia/Tokyo')).toBe(1);
});
