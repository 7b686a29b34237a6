import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { acknowledgeAlert } from '../../../api/actions/alert/acknowledge.ts';
import { receiveAlerts } from '../../../api/actions/alert/receive.ts';
import {
  createAlertRule,
  removeAlertRule,
  saveAlertRule,
} from '../../../api/actions/alert/rule.ts';
import { runAlertRules } from '../../../api/actions/alert/run/run.ts';
import { createAlertSource } from '../../../api/actions/alert/source.ts';
import { requireDraft } from '../../../api/actions/draft/commit-internal.ts';
import { createPolicy } from '../../../api/actions/escalation/policy.ts';
import { createIncident } from '../../../api/actions/incident/create.ts';
import { NewIncident } from '../../../api/actions/incident/input.ts';
import { escalateObligations } from '../../../api/actions/obligation/escalate.ts';
import { addOverride } from '../../../api/actions/on-call/override.ts';
import { createSchedule } from '../../../api/actions/on-call/schedule.ts';
import { publishForm } from '../../../api/actions/publication/publication.ts';
import { acknowledge } from '../../../api/actions/room/acknowledge.ts';
import { AlertRuleEdit, NewAlertRule } from '../../../api/domain/alert/rule-input.ts';
import { NewAlertSource } from '../../../api/domain/alert/source.ts';
import { EscalationPolicy } from '../../../api/domain/escalation/policy.ts';
import { type OverrideInput, ScheduleInput } from '../../../api/domain/on-call/input.ts';
import { MINUTE } from '../../../api/domain/time/time.ts';
import { readAlert } from '../../../api/reads/alert/inbox.ts';
import { readObligations } from '../../../api/reads/obligations.ts';
import { type AlertSource, listAlertSources } from '../../../db/alert/source.ts';
import { findPage } from '../../../db/page/page.ts';
import { addPerson } from '../../support/world/people.ts';
import { DAY, makeWorld, type World } from '../../support/world/world.ts';

let world: World;
let source: AlertSource;
const policies = {} as Record<'night' | 'severe', string>;
let scheduleId: string;
let shift: () => Promise<unknown>;
beforeAll(async () => {
  world = await makeWorld();
  const { deps, owner, pageId } = world;
  const given = NewAlertSource.parse({ name: 'S', kind: 'generic' });
  await createAlertSource(deps, owner, pageId, given);
  [source] = (await listAlertSources(deps.db, pageId)) as [AlertSource];
  const lea = (await addPerson(world, 'Lea')).id;
  const cleo = (await addPerson(world, 'Cleo')).id;
  await addPerson(world, 'Olga', 'owner');
  const person = (id: string) => [{ type: 'person', id }];
  const levels = [
    { after: 5, targets: person(lea) },
    { after: 15, targets: person(cleo) },
    { after: 25, targets: [{ type: 'role', role: 'owners' }] },
  ];
  const made = (name: string, all: object[]) =>
    createPolicy(deps, owner, pageId, EscalationPolicy.parse({ name, levels: all }));
  policies.night = await made('Night', levels);
  await deps.db.run(sql`insert into pagerduty_integration (page_id, routing_key, region, created_at, updated_at)
    values (${pageId}, 'x', 'us', 1, 1)`);
  policies.severe = await made('Severe', [
    { after: 0, targets: [{ type: 'pagerduty' }] },
    { after: null, severityAtLeast: 'SEV2', targets: person(cleo) },
    { after: 10, targets: person(lea) },
  ]);
  const schedule = ScheduleInput.parse({ name: 'Payments', zone: 'Etc/UTC' });
  scheduleId = await createSchedule(deps, owner, pageId, schedule);
  shift = () =>
    addOverride(deps, owner, { pageId, scheduleId }, {
      ...{ kind: 'add', personId: cleo, replacedId: null },
      ...{ from: deps.clock(), until: deps.clock() + 60 * MINUTE },
    } as OverrideInput);
});
afterAll(() => world.close());
beforeEach(async () => {
  world.wait(DAY);
  await world.deps.db.$client.executeMultiple(
    ['alert_decision', 'alert_group', 'alert_rule', 'alert', 'draft', 'obligation', 'letter']
      .map((table) => `delete from ${table};`)
      .join(''),
  );
});

const night = (level = 1) => ({ type: 'policy', id: policies.night, level });
const all = <T = Record<string, unknown>>(query: string): Promise<T[]> =>
  world.deps.db.all<T>(sql.raw(query));
const addRule = (settings: object, mode = 'live') =>
  createAlertRule(
    world.deps,
    world.owner,
    world.pageId,
    NewAlertRule.parse({
      ...{ name: 'Down', mode },
      settings: {
        conditions: [{ field: 'title', op: 'contains', value: 'down' }],
        ...{ action: 'page', groupBy: 'rule', resolve: 'automatic', ...settings },
      },
    }),
  );
async function send(id: string, status = 'firing'): Promise<void> {
  const body = { id, title: `${id} is down`, status };
  const raw = { headers: new Headers(), bytes: new Uint8Array() };
  await receiveAlerts(world.deps, source, raw, async () => body);
  await runAlertRules(world.deps);
}
const idOf = async (name: string) =>
  (await all<{ id: string }>(`select id from alert where title = '${name} is down'`))[0]?.id ?? '';
const ruleId = async () => (await all<{ id: string }>('select id from alert_rule'))[0]?.id ?? '';
const change = async (settings: object) => {
  const [rule] = await all<{ settings: string }>('select settings from alert_rule');
  const edit = { settings: { ...JSON.parse(rule?.settings ?? ''), ...settings } };
  const { deps, owner, pageId } = world;
  await saveAlertRule(deps, owner, pageId, await ruleId(), AlertRuleEdit.parse(edit));
};
async function pass(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 5) {
    world.wait(5 * MINUTE);
    await runAlertRules(world.deps);
    await Promise.all([escalateObligations(world.deps), escalateObligations(world.deps)]);
  }
}
async function publishDraft(): Promise<void> {
  const { deps, owner, pageId } = world;
  const [row] = await all<{ id: string }>('select id from draft');
  const draft = await requireDraft(deps, pageId, row?.id ?? '');
  const input = NewIncident.parse({ name: 'Down', state: 'investigating', body: 'We look.' });
  await createIncident(deps, owner, pageId, input, {
    extraStatements: (id: string) =>
      publishForm(
        deps,
        owner,
        { id: draft.id, pageId, kind: 'incident', incidentId: null, draft },
        id,
      ),
  });
}

const everyone = '0 lea, 10 cleo, 20 olga';
const lea = () => ({ ...world.owner, name: 'Lea' });

/** What a rule pages, what happens right after the first alert, and who is paged within 30 minutes. */
const cases: [string, object, (() => Promise<unknown>)[], string][] = [
  ['each level of a policy', {}, [], everyone],
  ['from a level on', { route: () => night(2) }, [], '0 cleo, 10 olga'],
  ['with a draft', { action: 'draft' }, [], everyone],
  ['a dry run', { mode: 'dry' }, [], ''],
  ['no one', { action: 'draft', route: () => null }, [], ''],
  [
    'who is on call',
    { route: () => ({ type: 'schedule', id: scheduleId }) },
    [],
    '0 cleo, 15 olga',
  ],
  [
    'by the severity of the rule; PagerDuty is for incidents',
    { severity: 'SEV1', route: () => ({ ...night(), id: policies.severe }) },
    [],
    '0 cleo, 0 lea',
  ],
  [
    'acknowledged',
    {},
    [async () => acknowledgeAlert(world.deps, lea(), world.pageId, await idOf('a'))],
    '0 lea',
  ],
  ['over', {}, [() => send('a', 'resolved')], '0 lea'],
  ['over, and back within its group', {}, [() => send('a', 'resolved'), () => send('b')], everyone],
  ['further alerts of the group', {}, [() => send('b'), () => send('c')], everyone],
  ['one of two is over', {}, [() => send('b'), () => send('a', 'resolved')], everyone],
  ['the sender acknowledged it', {}, [() => send('a', 'acknowledged')], '0 lea'],
  [
    'the rule is deleted',
    {},
    [async () => removeAlertRule(world.deps, world.owner, world.pageId, await ruleId())],
    '0 lea',
  ],
  ['the rule pages no one any more', { action: 'draft' }, [() => change({ route: null })], '0 lea'],
  ['the rule pages others', {}, [() => change({ route: night(3) })], '0 lea, 10 olga'],
  ['a person publishes the draft', { action: 'draft' }, [publishDraft], '0 lea'],
];
test.each(cases)('paged: %s', async (_, { route, mode, ...settings }: Given, events, expected) => {
  await shift();
  await addRule({ ...settings, route: route ? route() : night() }, mode);
  const start = world.deps.clock();
  await send('a');
  for (const happens of events) await happens();
  await pass(30);
  const mails = await all<{ to: string; subject: string; created_at: number; text: string }>(
    'select * from letter where subject like \'Alert firing%\' order by created_at, "to"',
  );
  const paged = mails.map((one) => `${(one.created_at - start) / MINUTE} ${one.to.split('@')[0]}`);
  expect(paged.join(', ')).toBe(expected);
  for (const { subject, text } of mails)
    expect([subject, text]).toEqual([
      'Alert firing: a is down',
      expect.stringMatching(/firing since .*\/admin\/alerts\/groups\/\w{12}\n/s),
    ]);
});
type Given = { route?: () => object | null; mode?: string };

test('who was paged and who acknowledged it is shown, and an open page is on the list of what is due', async () => {
  const { deps, owner, pageId } = world;
  await addRule({ action: 'draft', route: night() });
  await send('a');
  await pass(10);
  const due = async () => {
    const page = await findPage(deps.db, pageId);
    const listed = page ? await readObligations(deps.db, owner, page) : [];
    return listed.map(({ task, title }) => `${task}: ${title}`);
  };
  expect(await due()).toEqual(['Acknowledge the alert: a is down']);
  const id = await idOf('a');
  await acknowledgeAlert(deps, lea(), pageId, id);
  await acknowledgeAlert(deps, owner, pageId, id);
  const { paging } = await readAlert(deps.db, pageId, id);
  expect(paging?.steps.map(({ people }) => people)).toEqual([['Lea'], ['Cleo']]);
  expect(paging).toMatchObject({ state: 'done', doneBy: 'Lea', doneAt: deps.clock() });
  expect(await due()).toEqual([]);
  expect(
    await all(
      "select actor from audit where action = 'acknowledge' and subject = 'alert' and subject_id = '" +
        id +
        "'",
    ),
  ).toHaveLength(1);
  await send('other');
  const joined = await readAlert(deps.db, pageId, await idOf('other'));
  expect(joined.paging).toEqual(paging);
});

test('acknowledging the incident in its room ends the paging, and an alert that pages no one is refused', async () => {
  const { deps, owner, pageId } = world;
  await addRule({ action: 'draft', route: night() });
  await send('a');
  await publishDraft();
  const [row] = await all<{ incident_id: string }>('select incident_id from alert_group');
  await all("update obligation set state = 'open', done_by = null where kind = 'alert'");
  await all("delete from obligation where kind = 'acknowledge'");
  await acknowledge(deps, lea(), { pageId, incidentId: row?.incident_id ?? '' });
  expect((await readAlert(deps.db, pageId, await idOf('a'))).paging?.doneBy).toBe('Lea');
  await change({ route: null });
  await all('update alert_group set closed_at = 1');
  await send('z');
  const refused = acknowledgeAlert(deps, owner, pageId, await idOf('z'));
  await expect(refused).rejects.toThrow('Nobody is paged');
});

test.each([
  [{ route: { type: 'policy', id: 'elsewhere' } }, 'Choose an escalation policy of this page.'],
  [{ route: { type: 'schedule', id: 'elsewhere' } }, 'Choose a schedule of this page.'],
  [{ route: () => night(4) }, 'The policy doesn’t have that many levels.'],
])('a route that the page doesn’t have is refused: %j', async ({ route }, message) => {
  const given = typeof route === 'function' ? route() : route;
  await expect(addRule({ route: given })).rejects.toMatchObject({ fields: { route: message } });
});
