import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createIncident,
  removeIncident,
  setInternalFields,
} from '../../api/actions/incident/index.ts';
import { NewIncident } from '../../api/actions/incident/input.ts';
import { addEvent } from '../../api/actions/room/event.ts';
import { assignRoles } from '../../api/actions/room/role.ts';
import { removeMember } from '../../api/actions/team/member.ts';
import { MINUTE } from '../../api/domain/time/time.ts';
import { readResponse } from '../../api/reads/incident/room.ts';
import { findPage } from '../../db/page/page.ts';
import { findIncidentRow } from '../../db/room/event.ts';
import { addPerson } from '../support/world/people.ts';
import { makeWorld, type World } from '../support/world/world.ts';

let world: World;
const people = {} as Record<'lea' | 'cleo', string>;
const add = async (name: string, role?: 'publisher' | 'owner') =>
  (await addPerson(world, name, role)).id;
beforeAll(async () => {
  world = await makeWorld();
  people.lea = await add('Lea');
  people.cleo = await add('Cleo');
  await add('Olga', 'owner');
});
afterAll(() => world.close());

const opened = async (severity: string | null) => {
  world.wait(60 * MINUTE); // the same text again at once would be a duplicate
  const input = { name: 'Payments fail', state: 'investigating', body: 'Looking.', severity };
  return (await createIncident(world.deps, world.owner, world.pageId, NewIncident.parse(input))).id;
};
const room = (incidentId: string) => ({ pageId: world.pageId, incidentId });

const facts = async (id: string) => {
  const [page, row] = [
    await findPage(world.deps.db, world.pageId),
    await findIncidentRow(world.deps.db, world.pageId, id),
  ];
  if (!page || !row) throw new Error('no incident');
  return readResponse(world.deps.db, page, row);
};

test('role history is kept, whoever assigns them, and names people who have left', async () => {
  const { deps, owner, pageId } = world;
  const id = await opened('SEV2');
  const mara = await add('Mara');
  await assignRoles(deps, owner, room(id), { commander: ['mara@example.com'], expert: [mara] });
  expect((await facts(id)).warnings).toEqual([
    'Mara commands and works on the fix. Give one of the two roles to somebody else.',
  ]);
  const internalFields = { leadId: people.lea, commanderId: people.cleo, severity: 'SEV2' };
  await setInternalFields(deps, owner, pageId, id, internalFields);
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

test('assigning a role does not make somebody’s open form stale', async () => {
  const id = await opened(null);
  const before = await findIncidentRow(world.deps.db, world.pageId, id);
  await assignRoles(world.deps, world.owner, room(id), { commander: [people.cleo] });
  const after = await findIncidentRow(world.deps.db, world.pageId, id);
  expect(after).toMatchObject({ commanderId: people.cleo, revision: before?.revision });
});

test('deleting an incident deletes its room, and the audit log keeps the texts', async () => {
  const { deps, owner, pageId } = world;
  const id = await opened(null);
  await addEvent(deps, owner, room(id), { text: '! Roll back' });
  await removeIncident(deps, owner, pageId, id);
  const { rows } = await deps.db.$client.execute(
    `select before from audit where action = 'delete' and subject_id = '${id}'`,
  );
  expect(String(rows[0]?.before)).toContain('Roll back');
  for (const table of ['incident_event', 'obligation']) {
    const left = `select id from ${table} where incident_id = '${id}'`;
    expect((await deps.db.$client.execute(left)).rows).toEqual([]);
  }
});
