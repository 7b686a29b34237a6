import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createIncident } from '../../api/actions/incident/index.ts';
import { NewIncident } from '../../api/actions/incident/input.ts';
import { assignRoles } from '../../api/actions/room/role.ts';
import { MINUTE } from '../../api/domain/time/time.ts';
import { BASE_URL, makeWorld, SECRET } from '../support/mail.ts';
import { addMember, NewMember } from '../support/people.ts';
import { announced } from '../support/random.ts';
import { FULL } from '../support/size.ts';

/** Incidents are opened in each of these minutes. */
const MINUTES = FULL ? 66 : 1;
const EACH = FULL ? 3 : 8;
const program = fileURLToPath(new URL('clock-process.ts', import.meta.url));

/** Minutes after its start at which somebody is notified of an incident: who, and of what. */
const STEPS = [
  [5, 'cleo', 'Not acknowledged'],
  [10, 'olga', 'Not acknowledged'],
  [25, 'olga', 'Update due'],
  [30, 'olga', 'Update overdue'],
  [30, 'cleo', 'Update overdue'],
  [40, 'olga', 'Update overdue'],
] as const;

test('with a simulated clock, two processes take each step once, at its minute, however often they are killed', async () => {
  const random = announced('OBLIGATION_KILL_SEED');
  const world = await makeWorld();
  const { deps, pageId, clock } = world;
  const start = clock.now;
  const owner = { kind: 'user', id: 'owner', name: 'Olga', role: 'owner', pageId } as const;
  const script = { ...owner, kind: 'token', id: 'bridge', name: 'bridge' } as const;
  const add = (name: string, role: string) => {
    const email = `${name}@example.com`;
    const person = NewMember.parse({ name, email, role, password: 'correct horse' });
    return addMember(deps, owner, pageId, person);
  };
  const cleo = await add('cleo', 'publisher');
  await add('olga', 'owner');
  for (let n = 0; n < MINUTES * EACH; n++) {
    clock.now = start + Math.floor(n / EACH) * MINUTE;
    const input = NewIncident.parse({
      ...{ name: `Trouble ${n}`, state: 'investigating', body: 'Known.', severity: 'SEV1' },
      nextUpdateBy: clock.now + 30 * MINUTE,
    });
    const { id } = await createIncident(deps, script, pageId, input);
    await assignRoles(deps, owner, { pageId, incidentId: id }, { commander: [cleo] });
  }

  /** Whom each incident notified of what, sorted. */
  const sent = async () =>
    (await world.db.all<{ subject: string; to: string }>(sql`select subject, "to" from letter`))
      .map(({ subject, to }) => `${/^\w+ \w+/.exec(subject)} ${subject.split(': ')[1]} ${to}`)
      .sort();
  /** The same by the table above. */
  const expected = (minute: number) =>
    Array.from({ length: MINUTES * EACH }, (_, n) =>
      STEPS.filter(([after]) => Math.floor(n / EACH) + after <= minute).map(
        ([, who, what]) => `${what} Trouble ${n} ${who}@example.com`,
      ),
    )
      .flat()
      .sort();

  let kills = 0;
  for (let minute = 1; minute <= MINUTES + 40; minute++) {
    const all = expected(minute);
    while ((await sent()).length < all.length) {
      const pair = [1, 2].map(() =>
        spawn(
          process.execPath,
          [program, world.url, BASE_URL, SECRET, 'obligations', String(start + minute * MINUTE)],
          { stdio: ['ignore', 'pipe', 'inherit'] },
        ),
      );
      await Promise.all(pair.map((child) => once(child.stdout, 'data')));
      await new Promise((later) => setTimeout(later, 5 + random() * 60));
      for (const child of pair) child.kill('SIGKILL');
      await Promise.all(pair.map((child) => once(child, 'exit')));
      kills += pair.length;
    }
    expect(await sent()).toEqual(all);
  }
  const [states] = await world.db.all<object>(sql`select
    (select count(*) from obligation where kind = 'acknowledge' and state = 'missed') as missed,
    (select count(*) from obligation where kind = 'update_promised' and state = 'open') as promised,
    (select count(*) from obligation_step) as steps`);
  const count = MINUTES * EACH;
  expect(states).toEqual({ missed: count, promised: count, steps: 5 * count });
  if (FULL) expect(kills).toBeGreaterThanOrEqual(200);
  console.log(`${kills} kills`);
  await world.close();
}, 1_800_000);
