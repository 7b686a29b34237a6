import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createIncident,
  patchIncident,
  removeIncident,
  setInternalFields,
} from '../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../api/actions/incident/input.ts';
import { acknowledge } from '../../api/actions/room/acknowledge.ts';
import { escalateObligations } from '../../api/actions/room/escalate.ts';
import { addEvent } from '../../api/actions/room/event.ts';
import { assignRoles } from '../../api/actions/room/role.ts';
import { removeMember } from '../../api/actions/team/member.ts';
import { MINUTE } from '../../api/domain/time/time.ts';
import { readResponse } from '../../api/reads/incident/room.ts';
import { findPage } from '../../db/page/page.ts';
import { findIncidentRow } from '../../db/room/event.ts';
import { addMember, NewMember } from '../support/people.ts';
import { makeWorld, type World } from '../support/world.ts';

let world: World;
const people = {} as Record<'lea' | 'cleo' | 'olga', string>;
const script = { kind: 'token', id: 'bridge', name: 'bridge', role: 'publisher' } as const;
const add = (name: string, role: 'publisher' | 'owner') => {
  const email = `${name.toLowerCase()}@example.com`;
  const person = NewMember.parse({ name, email, role, password: 'correct horse' });
  return addMember(world.deps, world.owner, world.pageId, person);
};
beforeAll(async () => {
  world = await makeWorld();
  people.lea = await add('Lea', 'publisher');
  people.cleo = await add('Cleo', 'publisher');
  people.olga = await add('Olga', 'owner');
});
afterAll(() => world.close());
beforeEach(async () => {
  world.wait(60 * MINUTE); // the same text again at once would be a duplicate
  await world.deps.db.$client.executeMultiple('delete from letter; delete from obligation');
});

const opened = async (severity: string | null, actor: Parameters<typeof createIncident>[1]) => {
  const input = { name: 'Payments fail', state: 'investigating', body: 'Looking.', severity };
  return (await createIncident(world.deps, actor, world.pageId, NewIncident.parse(input))).id;
};
const room = (incidentId: string) => ({ pageId: world.pageId, incidentId });
const mails = async () =>
  (await world.deps.db.$client.execute('select "to" from letter order by rowid')).rows.map((row) =>
    String(row.to).replace('@example.com', ''),
  );
/** Who is mailed in which minute, by a clock that is looked at every minute. */
async function mailedBy(minutes: number, each: (minute: number) => Promise<void> = async () => {}) {
  const seen: string[] = [];
  for (let minute = 1; minute <= minutes; minute++) {
    world.wait(MINUTE);
    await each(minute);
    await escalateObligations(world.deps);
    const now = await mails();
    seen.push(...now.slice(seen.length).map((who) => `${minute} ${who}`));
    // `seen` has a time before each name, and one entry for each mail.
  }
  return seen;
}

const minutesOf = { SEV1: 5, SEV2: 5, SEV3: 30, SEV4: 30 };
const crews = {
  nobody: {},
  commander: { commander: ['cleo'] },
  'comms lead': { comms_lead: ['lea'] },
  both: { commander: ['cleo'], comms_lead: ['lea'] },
  'one person in both': { commander: ['cleo'], comms_lead: ['cleo'] },
} as const;
const cases = Object.entries(minutesOf).flatMap(([severity, minutes]) =>
  Object.entries(crews).flatMap(([crew, roles]) =>
    [false, true].map((isAcknowledged) => ({ severity, minutes, crew, roles, isAcknowledged })),
  ),
);

test('the table has forty cases', () => expect(cases).toHaveLength(40));

test.each(cases)(
  '$severity with $crew, acknowledged after the first miss: $isAcknowledged',
  async ({ severity, minutes, roles, isAcknowledged }) => {
    const id = await opened(severity, script);
    const wanted = Object.fromEntries(
      Object.entries(roles).map(([role, names]) => [
        role,
        names.map((name: keyof typeof people) => people[name]),
      ]),
    );
    await assignRoles(world.deps, world.owner, room(id), wanted);
    const mailed = await mailedBy(2 * minutes + 2, async (minute) => {
      if (isAcknowledged && minute === minutes + 1)
        await acknowledge(world.deps, world.owner, room(id));
    });
    const assigned = [...new Set(Object.values(roles).flat())].sort();
    const first = assigned.map((name) => `${minutes} ${name}`);
    // Without anybody in a role, the owners are notified at once.
    const owners = [`${assigned.length > 0 ? 2 * minutes : minutes} olga`];
    const isTold = assigned.length === 0 || !isAcknowledged;
    expect(mailed).toEqual([...first, ...(isTold ? owners : [])]);
  },
);

test('whatever ticks were missed, each person gets one mail', async () => {
  const id = await opened('SEV1', script);
  await assignRoles(world.deps, world.owner, room(id), { commander: [people.olga] });
  world.wait(500 * MINUTE);
  await Promise.all([escalateObligations(world.deps), escalateObligations(world.deps)]);
  await escalateObligations(world.deps);
  expect(await mails()).toEqual(['olga']);
});

test('an incident that a person opens, or that is over, asks nobody', async () => {
  await opened('SEV1', world.owner);
  const id = await opened('SEV1', script);
  const over = IncidentPatch.parse({ state: 'resolved', body: 'Over.' });
  await patchIncident(world.deps, script, world.pageId, id, over);
  expect(await mailedBy(15)).toEqual([]);
});

test('another severity moves the deadline', async () => {
  const id = await opened('SEV3', script);
  await mailedBy(6);
  const inside = { leadId: null, commanderId: null, severity: 'SEV1' };
  await setInternalFields(world.deps, world.owner, world.pageId, id, inside);
  expect(await mailedBy(1)).toEqual(['1 olga']);
});

const facts = async (id: string) => {
  const [page, row] = [
    await findPage(world.deps.db, world.pageId),
    await findIncidentRow(world.deps.db, world.pageId, id),
  ];
  if (!page || !row) throw new Error('no incident');
  return readResponse(world.deps.db, page, row);
};

test('roles are kept as history, whoever assigns them, and a person who leaves is named', async () => {
  const { deps, owner, pageId } = world;
  const id = await opened('SEV2', owner);
  const mara = await add('Mara', 'publisher');
  await assignRoles(deps, owner, room(id), { commander: ['mara@example.com'], expert: [mara] });
  expect((await facts(id)).warnings).toEqual([
    'Mara commands and works on the fix. Give one of the two roles to somebody else.',
  ]);
  const inside = { leadId: people.lea, commanderId: people.cleo, severity: 'SEV2' };
  await setInternalFields(deps, owner, pageId, id, inside);
  await removeMember(deps, owner, pageId, mara);
  const { roles, roleHistory, warnings, timeline } = await facts(id);
  expect(warnings).toEqual([]);
  expect(roles.commander).toMatchObject([{ name: 'Cleo', isMember: true }]);
  expect(roles.expert).toMatchObject([{ name: 'Mara', isMember: false }]);
  const history = roleHistory.map(
    ({ role, name, endedAt }) => `${role} ${name} ${endedAt !== null}`,
  );
  expect(history.toSorted()).toEqual([
    'commander Cleo false',
    'commander Mara true',
    'comms_lead A former member true',
    'comms_lead Lea false',
    'expert Mara false',
  ]);
  expect(timeline.map(({ text }) => text)).toContain('Commander: Cleo');
  const again = assignRoles(deps, owner, room(id), { scribe: [mara] });
  await expect(again).rejects.toThrow('scribe: This person isn’t on the team, or has left.');
});

test('assigning a role does not make a form stale that somebody is writing in', async () => {
  const id = await opened(null, world.owner);
  const before = await findIncidentRow(world.deps.db, world.pageId, id);
  await assignRoles(world.deps, world.owner, room(id), { commander: [people.cleo] });
  const after = await findIncidentRow(world.deps.db, world.pageId, id);
  expect(after).toMatchObject({ commanderId: people.cleo, revision: before?.revision });
});

test('a deleted incident takes its room along, and the audit log keeps the texts', async () => {
  const { deps, owner, pageId } = world;
  const id = await opened(null, owner);
  await addEvent(deps, owner, room(id), { text: '! Roll back' });
  await removeIncident(deps, owner, pageId, id);
  const { rows } = await deps.db.$client.execute(
    `select before from audit where action = 'delete' and subject_id = '${id}'`,
  );
  expect(String(rows[0]?.before)).toContain('Roll back');
  expect((await deps.db.$client.execute('select * from incident_event')).rows).toEqual([]);
});
