import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createIncident } from '../../api/actions/incident/index.ts';
import { NewIncident } from '../../api/actions/incident/input.ts';
import { assignRoles } from '../../api/actions/room/role.ts';
import { BASE_URL, makeWorld, SECRET } from '../support/mail.ts';
import { addMember, NewMember } from '../support/people.ts';
import { announced } from '../support/random.ts';
import { FULL } from '../support/size.ts';

const INCIDENTS = FULL ? 500 : 40;
const program = fileURLToPath(new URL('clock-process.ts', import.meta.url));

test(`${INCIDENTS} incidents that nobody acknowledged, two processes that escalate, killed and begun anew: each level is notified once`, async () => {
  const random = announced('OBLIGATION_KILL_SEED');
  const world = await makeWorld();
  const { deps, pageId } = world;
  const owner = { kind: 'user', id: 'owner', name: 'Olga', role: 'owner', pageId } as const;
  const script = {
    kind: 'token',
    id: 'bridge',
    name: 'bridge',
    role: 'publisher',
    pageId,
  } as const;
  const add = (name: string, role: string) => {
    const email = `${name}@example.com`;
    const person = NewMember.parse({ name, email, role, password: 'correct horse' });
    return addMember(deps, owner, pageId, person);
  };
  const cleo = await add('cleo', 'publisher');
  await add('olga', 'owner');
  for (let n = 0; n < INCIDENTS; n++) {
    const input = {
      name: `Trouble ${n}`,
      state: 'investigating',
      body: 'Known.',
      severity: 'SEV1',
    };
    const { id } = await createIncident(deps, script, pageId, NewIncident.parse(input));
    await assignRoles(deps, owner, { pageId, incidentId: id }, { commander: [cleo] });
  }
  await world.db.run(sql`update obligation set due_at = 1`);
  const count = async () => {
    const [row] = await world.db.all<Record<string, number>>(sql`select
      (select count(*) from obligation where state = 'missed') as missed,
      (select count(*) from obligation_step) as steps,
      (select count(*) from letter where "to" = 'cleo@example.com') as commander,
      (select count(*) from letter where "to" = 'olga@example.com') as owner`);
    return row ?? {};
  };
  for (let missed = 0; missed < INCIDENTS; missed = (await count()).missed ?? 0) {
    const pair = [1, 2].map(() =>
      spawn(process.execPath, [program, world.url, BASE_URL, SECRET, 'obligations'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
    await Promise.all(pair.map((child) => once(child.stdout, 'data')));
    await new Promise((later) => setTimeout(later, 20 + random() * 150));
    for (const child of pair) child.kill('SIGKILL');
    await Promise.all(pair.map((child) => once(child, 'exit')));
    const n = (await count()).missed ?? 0;
    expect(await count()).toEqual({ missed: n, steps: 2 * n, commander: n, owner: n });
  }
  await world.close();
}, 600_000);
