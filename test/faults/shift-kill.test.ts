import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { NewDrill, startDrill } from '../../api/actions/drill/start.ts';
import { saveRotation } from '../../api/actions/on-call/rotation.ts';
import { createSchedule } from '../../api/actions/on-call/schedule.ts';
import { RotationInput, ScheduleInput } from '../../api/domain/on-call/input.ts';
import type { Actor } from '../../api/domain/response/role.ts';
import { HOUR } from '../../api/domain/time/time.ts';
import { BASE_URL, makeWorld, SECRET } from '../support/mail.ts';
import { addPerson } from '../support/people.ts';
import { announced } from '../support/random.ts';
import { FULL } from '../support/size.ts';

/** So many shifts of an hour each. */
const HOURS = FULL ? 90 : 2;
const SCHEDULES = 3;
/** A scenario lasts eight hours at most. */
const STEPS = 7;
const program = fileURLToPath(new URL('clock-process.ts', import.meta.url));

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
      const at = String(start + hour * HOUR);
      const pair = [1, 2].map(() =>
        spawn(process.execPath, [program, world.url, BASE_URL, SECRET, 'shifts', at], {
          stdio: ['ignore', 'pipe', 'inherit'],
        }),
      );
      await Promise.all(pair.map((child) => once(child.stdout, 'data')));
      await new Promise((later) => setTimeout(later, 5 + random() * 40));
      for (const child of pair) child.kill('SIGKILL');
      await Promise.all(pair.map((child) => once(child, 'exit')));
      kills += pair.length;
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
