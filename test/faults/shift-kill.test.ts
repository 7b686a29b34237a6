import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createActionItem } from '../../api/actions/action-item/action-item.ts';
import { NewDrill, startDrill } from '../../api/actions/drill/start.ts';
import { chooseMonthlySummary } from '../../api/actions/figures/monthly-summary.ts';
import { createIncident, patchIncident } from '../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../api/actions/incident/input.ts';
import { saveRotation } from '../../api/actions/on-call/rotation.ts';
import { createSchedule } from '../../api/actions/on-call/schedule.ts';
import { assignRoles } from '../../api/actions/room/role.ts';
import { ActionItemInput } from '../../api/domain/action-item/action-item.ts';
import { RotationInput, ScheduleInput } from '../../api/domain/on-call/input.ts';
import type { Actor } from '../../api/domain/response/role.ts';
import { HOUR, MINUTE } from '../../api/domain/time/time.ts';
import { makeWorld, type World } from '../support/mail/mail.ts';
import { FULL } from '../support/size.ts';
import { addPerson } from '../support/world/people.ts';
import { announced } from '../support/world/random.ts';
import { workOfTeam } from './process/clock-process.ts';
import { killAtEachWrite, killPair } from './process/kill-processes.ts';

/** So many shifts of an hour each. */
const HOURS = FULL ? 90 : 2;
const SCHEDULES = 3;
/** A scenario lasts eight hours at most. */
const STEPS = 7;

test('on a moved clock two processes hand over each shift and play each step once, however often they are killed', async () => {
  const random = announced('SHIFT_KILL_SEED');
  const world = await makeWorld();
  const { deps, pageId, clock } = world;
  const start = clock.now;
  const owner: Actor = { kind: 'user', id: 'owner', name: 'Olga', role: 'owner', pageId };
  const add = async (name: string) => (await addPerson({ deps, owner, pageId }, name)).id;
  const people = [await add('cleo'), await add('lea')];
  for (let n = 0; n < SCHEDULES; n++) {
    const named = ScheduleInput.parse({ name: `Team ${n}`, zone: 'Etc/UTC' });
    const scheduleId = await createSchedule(deps, owner, pageId, named);
    const turns = { name: 'Hours', people, unit: 'hour', every: 1, startsAt: start };
    await saveRotation(deps, owner, { pageId, scheduleId }, RotationInput.parse(turns));
  }
  const steps = Array.from(
    { length: Math.min(HOURS, STEPS) },
    (_, n) => `  - {at: ${(n + 1) * 60}, kind: alert, text: Alert ${n}}`,
  );
  const yaml = `title: Long\nsteps:\n${steps.join('\n')}`;
  await startDrill(deps, owner, pageId, NewDrill.parse({ yaml, participants: people }));

  const sent = async () =>
    (await world.db.all<{ mail: string }>(sql`select subject || ' ' || "to" as mail from letter`))
      .map(({ mail }) => mail)
      .sort();
  const expected = (hours: number) =>
    Array.from({ length: hours }, (_, n) => [
      ...Array.from({ length: SCHEDULES }, (__, team) => [
        `Your shift begins: Team ${team} ${n % 2 === 0 ? 'lea' : 'cleo'}@example.com`,
        `Your shift is over: Team ${team} ${n % 2 === 0 ? 'cleo' : 'lea'}@example.com`,
      ]).flat(),
      ...(n < STEPS ? ['cleo', 'lea'].map((who) => `DRILL: Alert ${who}@example.com`) : []),
    ])
      .flat()
      .sort();

  let kills = 0;
  for (let hour = 1; hour <= HOURS; hour++) {
    const all = expected(hour);
    while ((await sent()).length < all.length) {
      const at = start + hour * HOUR;
      kills += await killPair({ url: world.url, work: 'shifts', at }, 5 + random() * 40);
    }
    expect(await sent()).toEqual(all);
  }
  const [stored] = await world.db.all<object>(sql`select
    (select count(*) from shift_handover where state = 'open') as shifts,
    (select count(*) from obligation where kind = 'shift_handover') as obligations,
    (select count(*) from incident_event) as events`);
  const shifts = SCHEDULES * HOURS;
  expect(stored).toEqual({ shifts, obligations: shifts, events: Math.min(HOURS, STEPS) });
  if (FULL) expect(kills).toBeGreaterThanOrEqual(200);
  console.log(`${kills} kills`);
  await world.close();
}, 900_000);

/** Processes of the second test work at these times. */
const MOMENTS = [
  ...Array.from({ length: FULL ? 45 : 1 }, (_, n) => Date.UTC(2026, 10, 20, 15 + n)),
  ...(FULL ? [Date.UTC(2026, 10, 22, 15)] : []),
  Date.UTC(2026, 10, 24),
  Date.UTC(2026, 11, 1, 9),
];

/** A shift that changes each hour, a postmortem, an action item and a temporary fix to finish, and readers of the summary. */
async function busyTeam() {
  const world = await makeWorld();
  const { deps, pageId, clock } = world;
  const by: Actor = { kind: 'user', id: 'owner', name: 'Olga', role: 'owner', pageId };
  const add = (name: string, role?: 'owner') => addPerson({ deps, owner: by, pageId }, name, role);
  const [cleo, lea, olga] = [await add('cleo'), await add('lea'), await add('olga', 'owner')];
  const scheduleId = await createSchedule(
    deps,
    by,
    pageId,
    ScheduleInput.parse({ name: 'Team', zone: 'Etc/UTC' }),
  );
  const turns = { name: 'Hours', people: [cleo.id, lea.id], unit: 'hour', every: 1 };
  const rotation = RotationInput.parse({ ...turns, startsAt: clock.now });
  await saveRotation(deps, by, { pageId, scheduleId }, rotation);
  const trouble = { name: 'Trouble', state: 'investigating', body: 'Known.', severity: 'SEV1' };
  const { id: incidentId } = await createIncident(deps, cleo, pageId, NewIncident.parse(trouble));
  await assignRoles(deps, by, { pageId, incidentId }, { commander: [cleo.id] });
  clock.now += 30 * MINUTE;
  const over = IncidentPatch.parse({ state: 'resolved', body: 'Fixed.' });
  await patchIncident(deps, cleo, pageId, incidentId, over);
  const page = { id: pageId, timeZone: 'Etc/UTC' };
  for (const [kind, ownerId] of [['action', lea.id] as const, ['temporary_fix', cleo.id] as const])
    await createActionItem(
      deps,
      by,
      page,
      { incidentId },
      ActionItemInput.parse({ kind, title: 'Pool size', ownerId, due: '2026-11-21' }),
    );
  for (const reader of [cleo, olga]) await chooseMonthlySummary(deps, reader, page, true);
  return world;
}

/** What was mailed and kept, without ids. */
async function outcomeOf({ db }: World) {
  const mails = await db.all<{ mail: string }>(
    sql`select subject || ' ' || "to" as mail from letter order by 1`,
  );
  const [stored] = await db.all<object>(sql`select
    (select count(*) from shift_handover) as shifts,
    (select count(*) from obligation_step) as steps,
    (select group_concat(state || ' ' || kind) from (select kind, state from obligation order by kind, state)) as obligations,
    (select group_concat(last_month) from monthly_summary) as months`);
  return { mails: mails.map(({ mail }) => mail), stored };
}

test('shifts, postmortems, action items, temporary fixes and summaries are mailed once, at whichever write a process is killed', async () => {
  const [world, undisturbed] = [await busyTeam(), await busyTeam()];
  let kills = 0;
  for (const at of MOMENTS) {
    kills += await killAtEachWrite({ url: world.url, work: 'team', at });
    undisturbed.clock.now = at;
    await workOfTeam(undisturbed.deps);
    expect(await outcomeOf(world)).toEqual(await outcomeOf(undisturbed));
  }
  const { mails } = await outcomeOf(world);
  expect([...new Set(mails.map((mail) => mail.split(':')[0]))]).toEqual(
    expect.arrayContaining([
      ...['Your shift begins', 'Your shift is over', 'Shift hand-over due', 'Postmortem overdue'],
      ...['Action item overdue', 'Temporary fix still in place'],
      ...['cleo', 'olga'].map((who) => `Incidents in November 2026 ${who}@example.com`),
    ]),
  );
  console.log(`${kills} kills, ${mails.length} mails`);
  if (FULL) expect(kills).toBeGreaterThanOrEqual(200);
  await Promise.all([world.close(), undisturbed.close()]);
}, 900_000);
