import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createIncident,
  patchIncident,
  setInternalFields,
} from '../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../api/actions/incident/input.ts';
import { escalateObligations } from '../../api/actions/obligation/escalate.ts';
import { MINUTE } from '../../api/domain/time/time.ts';
import { openObligations, remindersOf } from '../../db/obligation/open.ts';
import { addPerson } from '../support/world/people.ts';
import { makeWorld, NOON, type World } from '../support/world/world.ts';

let world: World;
let people: Record<'lea' | 'cleo' | 'olga', string>;
let id: string;
const lead = () => ({ kind: 'user', id: people.lea, name: 'Lea', role: 'publisher' }) as const;
const add = async (name: string, role?: 'publisher' | 'owner') =>
  (await addPerson(world, name, role)).id;
beforeEach(async () => {
  world = await makeWorld();
  people = {
    lea: await add('Lea', 'publisher'),
    cleo: await add('Cleo', 'publisher'),
    olga: await add('Olga', 'owner'),
  };
  const first = { name: 'Payments fail', state: 'investigating', body: 'Looking.' };
  const input = { ...first, severity: 'SEV1', nextUpdateBy: NOON + 30 * MINUTE };
  const opened = NewIncident.parse(input);
  ({ id } = await createIncident(world.deps, lead(), world.pageId, opened));
  await setInternalFields(world.deps, world.owner, world.pageId, id, {
    severity: 'SEV1',
    leadId: people.lea,
    commanderId: people.cleo,
  });
});
afterEach(() => world.close());

const mails = async () =>
  (await world.deps.db.$client.execute('select "to", subject from letter order by rowid')).rows.map(
    (row) => `${row.to}: ${row.subject}`,
  );
const tickAt = async (minutes: number) => {
  world.wait(NOON + minutes * MINUTE - world.deps.clock());
  await escalateObligations(world.deps);
};
const next = (more: object = {}) =>
  patchIncident(
    world.deps,
    lead(),
    world.pageId,
    id,
    IncidentPatch.parse({ body: 'Still looking.', nextUpdateBy: null, ...more }),
  );

const NEAR = 'Update due by 12:30 UTC: Payments fail';
const LATE = 'Update overdue since 12:30 UTC: Payments fail';

test('a missed promise reminds the comms lead, then the commander, then the owner, each once', async () => {
  for (let minute = 0; minute <= 60; minute++) await tickAt(minute);
  expect(await mails()).toEqual([
    `lea@example.com: ${NEAR}`,
    `lea@example.com: ${LATE}`,
    `cleo@example.com: ${LATE}`,
    `olga@example.com: ${LATE}`,
  ]);
});

test('missed ticks or not, each person gets one reminder, of the current step', async () => {
  await tickAt(500);
  await tickAt(501);
  expect(await mails()).toEqual([
    `lea@example.com: ${LATE}`,
    `cleo@example.com: ${LATE}`,
    `olga@example.com: ${LATE}`,
  ]);
});

test('two processes that tick at the same moment send one reminder', async () => {
  world.wait(26 * MINUTE);
  await Promise.all([escalateObligations(world.deps), escalateObligations(world.deps)]);
  expect(await mails()).toEqual([`lea@example.com: ${NEAR}`]);
});

test('an update ends the reminders of its promise and starts new ones', async () => {
  await tickAt(26);
  await next({ nextUpdateBy: NOON + 60 * MINUTE });
  await tickAt(50);
  expect(await mails()).toHaveLength(1);
  await tickAt(56);
  expect((await mails())[1]).toContain('Update due by 13:00 UTC');
  await next({ state: 'resolved' });
  await tickAt(300);
  expect(await mails()).toHaveLength(2);
});

test('the console shows the reminder to those who got it until the update is published', async () => {
  const shown = (who: string) => remindersOf(world.deps.db, world.pageId, who);
  await tickAt(26);
  expect(await shown(people.lea)).toEqual([{ id, name: 'Payments fail', due: NOON + 30 * MINUTE }]);
  expect(await shown(people.cleo)).toEqual([]);
  await tickAt(45);
  expect(await shown(people.lea)).toHaveLength(1);
  expect(await shown(people.olga)).toHaveLength(1);
  await next();
  expect(await shown(people.lea)).toEqual([]);
});

test('without a commander, the owners are reminded instead', async () => {
  const nobody = { severity: 'SEV1', leadId: people.lea, commanderId: null };
  await setInternalFields(world.deps, world.owner, world.pageId, id, nobody);
  await tickAt(31);
  const updates = (await mails()).filter((mail) => mail.endsWith(LATE));
  expect(updates).toEqual([`lea@example.com: ${LATE}`, `olga@example.com: ${LATE}`]);
});

test('nobody is reminded while a restored installation is on hold', async () => {
  await world.deps.db.$client.execute("insert into install values ('sending_held', 'restored')");
  await tickAt(31);
  expect(await mails()).toEqual([]);
});

test('a promise stored by the previous version is migrated with the reminders already sent', async () => {
  const { client } = { client: world.deps.db.$client };
  await client.execute('delete from obligation');
  await tickAt(26);
  expect(await mails()).toEqual([`lea@example.com: ${NEAR}`]);
  // It keeps its own record of what it sent, and knows no subject of an acknowledgment.
  await client.executeMultiple(
    `delete from letter; delete from obligation_step; delete from obligation;
     insert into obligation (id, page_id, incident_id, kind, state, within, due_at, created_at)
       values ('before', '${world.pageId}', '${id}', 'acknowledge', 'done', 5, 1, 1)`,
  );
  await tickAt(29);
  expect(await mails()).toEqual([]);
  await tickAt(30);
  expect(await mails()).toEqual([`lea@example.com: ${LATE}`, `cleo@example.com: ${LATE}`]);
  const { rows } = await client.execute(
    `select kind, state, subject_id = '${id}' as named from obligation order by kind`,
  );
  expect(rows).toMatchObject([
    { kind: 'acknowledge', state: 'done', named: 1 },
    { kind: 'update_promised', state: 'open', named: 1 },
  ]);
  // The version before, should it be started again, finds each reminder as its own.
  const migrated = await client.execute('select after from reminder order by after');
  expect(migrated.rows.map(({ after }) => after)).toEqual([-5, 0]);
});

test('only people named in a restricted incident are reminded of it, even instead of the owners', async () => {
  const { deps, pageId } = world;
  const input = { name: 'Data exposed', state: 'investigating', body: 'Looking.' };
  const secret = NewIncident.parse({ ...input, nextUpdateBy: NOON + 40 * MINUTE });
  await next(); // the other incident promises nothing
  await createIncident(deps, lead(), pageId, { ...secret, audience: 'restricted' });
  await tickAt(60);
  const late = 'Update overdue since 12:40 UTC: Restricted incident';
  expect(await mails()).toEqual([`lea@example.com: ${late}`]);
  const due = async (id: string) =>
    (await openObligations(deps.db, pageId, id)).map(({ name }) => name);
  expect([await due(people.lea), await due(people.olga)]).toEqual([['Data exposed'], []]);
  expect(await remindersOf(deps.db, pageId, people.olga)).toEqual([]);
});
