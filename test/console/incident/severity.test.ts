import { afterEach, beforeEach, expect, test } from 'vitest';
import { MINUTE } from '../../../api/domain/time/time.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import { findSitePage } from '../../../db/page/page.ts';
import { listMembers } from '../../../db/team/account.ts';
import { listTemplates } from '../../../db/template/template.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
} from '../../support/world/console.ts';
import { NOON } from '../../support/world/world.ts';

let world: ConsoleWorld;
let lead: Browser;
let component: string;
let template: string;
beforeEach(async () => {
  world = await makeConsole();
  component = await world.component('Cards');
  lead = await world.as('publisher', 'Lea Lovage');
  template = (await listTemplates(world.deps.db, world.pageId))[0]?.id ?? '';
});
afterEach(() => world.close());

const form = (more: Record<string, string> = {}) => ({
  state: 'investigating',
  template,
  key: crypto.randomUUID(),
  name: 'Card payments fail',
  'f.what_users_see': 'Cards are declined',
  'f.next_update': '',
  [`c.${component}`]: 'partial_outage',
  body: 'Cards are declined.',
  composed: '',
  do: 'publish',
  ...more,
});
const publish = async (more: Record<string, string>) => {
  const answer = await lead.post('/admin/incidents/new', form(more));
  const id = /incidents\/(\w+)\?/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';
  return { answer, id, record: await findIncident(world.deps.db, world.pageId, id) };
};

test('an unset promise follows the severity; a given one stays', async () => {
  expect((await publish({ severity: 'SEV1' })).record).toMatchObject({
    severity: 'SEV1',
    nextUpdateBy: NOON + 15 * MINUTE,
  });
  const given = { severity: 'SEV1', 'f.next_update': '60', name: 'Another' };
  expect((await publish(given)).record?.nextUpdateBy).toBe(NOON + 60 * MINUTE);
  const third = await publish({ name: 'A third', warned: 'no-promise' });
  expect(third.record?.nextUpdateBy).toBeNull();
});

test('the questions propose a severity, and the person decides', async () => {
  const asked = { 's.share': 'many', 's.workaround': 'none', do: 'propose' };
  const { form: shown } = await drawn(await lead.post('/admin/incidents/new', form(asked)));
  expect(shown?.values).toMatchObject({ severity: 'SEV2', 'f.next_update': '30' });
  const { record } = await publish({ 's.share': 'many', severity: 'SEV3' });
  expect(record?.severity).toBe('SEV3');
});

test('a severity that is not on the scale is refused', async () => {
  const { answer } = await publish({ severity: 'SEV9', 'f.next_update': '30' });
  expect(answer.status).toBe(422);
  expect((await drawn(answer)).form?.fields.severity).toMatch(/severity from the list/);
});

test('the first publisher leads; severity and people can be changed, but only to team members', async () => {
  const { id, record } = await publish({ severity: 'SEV2' });
  const team = await listMembers(world.deps.db, world.pageId);
  const lea = team.find(({ name }) => name === 'Lea Lovage')?.id ?? '';
  expect(record?.leadId).toBe(lea);
  const change = (more: Record<string, string>) =>
    lead.post(`/admin/incidents/${id}/severity`, { severity: 'SEV1', leadId: lea, ...more });
  expect((await change({ commanderId: 'a stranger' })).status).toBe(422);
  expect((await change({ commanderId: lea })).status).toBe(303);
  expect(await findIncident(world.deps.db, world.pageId, id)).toMatchObject({
    severity: 'SEV1',
    commanderId: lea,
  });
});

test('after the highest severity of this page the check asks for an apology', async () => {
  const owner = await world.as('owner');
  const end = async (id: string) => {
    const input = {
      ...form({ incident: id }),
      template: '',
      state: 'resolved',
      body: 'It is over.',
    };
    const { findings } = await drawn(await lead.post(`/admin/incidents/${id}`, input));
    return findings?.map(({ rule }) => rule);
  };
  const { id } = await publish({ severity: 'SEV1' });
  expect(await end(id)).toContain('no-apology');
  const preset = { ...(await withScale(owner, 'SEV0–SEV3')), do: 'save' };
  expect((await owner.post('/admin/settings/severity', preset)).status).toBe(303);
  expect(await end(id)).not.toContain('no-apology'); // it is no longer the gravest
});

const withScale = async (owner: Browser, preset: string) => {
  const answer = await owner.post('/admin/settings/severity', { do: `preset:${preset}` });
  const values = (await drawn(answer)).form?.values ?? {};
  return Object.fromEntries(Object.entries(values).filter(([name]) => name.startsWith('levels.')));
};

test('a preset fills the form, and nothing is stored before it is saved', async () => {
  const owner = await world.as('owner');
  const values = await withScale(owner, 'SEV1–SEV3');
  expect(Object.keys(values).filter((name) => name.endsWith('.key'))).toHaveLength(3);
  expect((await findSitePage(world.deps.db, null))?.severityScale).toBeNull();
  const bad = { ...values, 'levels.1.acknowledgeWithin': 'soon', 'levels.2.updateEvery': '7' };
  const refused = await drawn(await owner.post('/admin/settings/severity', bad));
  expect(Object.keys(refused.form?.fields ?? {})).toEqual([
    'levels.1.acknowledgeWithin',
    'levels.2.updateEvery',
  ]);
  await owner.post('/admin/settings/severity', { ...values, 'levels.0.updateEvery': '60' });
  expect(
    (await findSitePage(world.deps.db, null))?.severityScale?.map((r) => [r.key, r.updateEvery]),
  ).toEqual([
    ['SEV1', 60],
    ['SEV2', 30],
    ['SEV3', 60],
  ]);
});

test('roles and minutes of a severity are saved, and an unticked role is no longer required', async () => {
  const owner = await world.as('owner');
  const values = await withScale(owner, 'SEV1–SEV3');
  expect(values).toMatchObject({
    'levels.0.requiredRoles': 'commander',
    'levels.0.assignWithin': '10',
    'levels.2.requiredRoles': '',
  });
  const { 'levels.1.requiredRoles': _, ...unticked } = values;
  const roles = ['commander', 'scribe'];
  const wrong = { ...unticked, 'levels.2.requiredRoles': 'chef', 'levels.2.lapseAfter': '0' };
  const refused = await drawn(await owner.post('/admin/settings/severity', wrong));
  expect(Object.keys(refused.form?.fields ?? {}).sort()).toEqual([
    'levels.2.lapseAfter',
    'levels.2.requiredRoles.0',
  ]);
  const changed = {
    ...unticked,
    ...{ 'levels.0.lapseAfter': '45', 'levels.0.requiredRoles': roles },
    'levels.2.assignWithin': '',
  };
  expect((await owner.post('/admin/settings/severity', changed)).status).toBe(303);
  expect(
    (await findSitePage(world.deps.db, null))?.severityScale?.map((level) => [
      level.lapseAfter,
      level.requiredRoles?.join(),
      level.assignWithin,
    ]),
  ).toEqual([
    [45, 'commander,scribe', 10],
    [null, '', 10],
    [null, '', null],
  ]);
});

test('the escalation keeps its order; a step without people is refused at its field', async () => {
  const owner = await world.as('owner');
  const steps = {
    'steps.0.after': '20',
    'steps.0.side': 'after',
    'steps.0.people': 'owners',
    'steps.1.after': '',
    'steps.1.side': 'before',
    'steps.2.after': '10',
    'steps.2.side': 'before',
  };
  const refused = await drawn(await owner.post('/admin/settings/reminders', steps));
  expect(refused.form?.fields).toEqual({ 'steps.2.people': 'Choose at least one recipient.' });
  const people = ['lead', 'commander'];
  await owner.post('/admin/settings/reminders', { ...steps, 'steps.2.people': people });
  expect((await findSitePage(world.deps.db, null))?.escalation).toEqual([
    { after: -10, people },
    { after: 20, people: ['owners'] },
  ]);
});

test('no reader sees a severity, a commander or a reminder', async () => {
  const { id } = await publish({ severity: 'SEV1' });
  const snapshot = JSON.stringify(await world.deps.snapshots.current());
  expect(snapshot).toContain(id);
  expect(snapshot).not.toMatch(/SEV|Lovage|leadId|commander|severityScale|ladder|escalation/);
});
