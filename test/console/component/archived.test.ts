import { afterEach, beforeEach, expect, test } from 'vitest';
import { archiveComponent } from '../../../api/actions/component/archive.ts';
import { runDueMaintenance } from '../../../api/actions/maintenance/run-due.ts';
import { issueToken } from '../../../api/actions/team/token.ts';
import { componentsByIds, listComponents } from '../../../db/component/component.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
} from '../../support/world/console.ts';
import { NEW, openForm, storedDraft } from '../../support/world/drafts.ts';
import { HOUR, NOON } from '../../support/world/world.ts';

let world: ConsoleWorld;
let owner: Browser;
let doomed: string;
let token: string;

beforeEach(async () => {
  world = await makeConsole();
  owner = await world.as('owner');
  doomed = await world.component('Doomed');
  token = await issueToken(world.deps, world.owner, world.pageId, {
    name: 'ci',
    role: 'publisher',
  });
});
afterEach(() => world.close());

const api = async (method: string, path: string, body?: object) => {
  const answer = await world.request(`/v1/pages/${world.pageId}${path}`, {
    method,
    headers: { authorization: `OAuth ${token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, json: text ? JSON.parse(text) : null };
};

const opened = async (more: object = {}): Promise<string> =>
  (
    await api('POST', '/incidents', {
      incident: {
        name: 'Doomed is down',
        status: 'investigating',
        body: 'We are looking into it.',
        components: { [doomed]: 'major_outage' },
        ...more,
      },
    })
  ).json.id;

const planned = (more: object = {}) =>
  opened({
    name: 'Work on it',
    status: 'scheduled',
    components: undefined,
    component_ids: [doomed],
    scheduled_for: new Date(NOON + 2 * HOUR).toISOString(),
    scheduled_until: new Date(NOON + 3 * HOUR).toISOString(),
    ...more,
  });

const archive = () => archiveComponent(world.deps, world.owner, world.pageId, doomed);
const read = async (id: string) => {
  const found = await findIncident(world.deps.db, world.pageId, id);
  if (!found) throw new Error('the incident is there');
  return found;
};

test('an incident about an archived component is updated, renamed and resolved by the API', async () => {
  const id = await opened();
  await archive();
  for (const patch of [
    { status: 'identified', body: 'We know the cause.' },
    { name: 'Doomed was down' },
    { body: 'Still at it.', components: { [doomed]: 'operational' } },
    { component_ids: [doomed] },
    { status: 'resolved', body: 'It is over.', component_ids: [] },
  ])
    expect(await api('PATCH', `/incidents/${id}`, { incident: patch })).toMatchObject({
      status: 200,
    });
  expect(await read(id)).toMatchObject({ state: 'resolved', name: 'Doomed was down' });
});

test('an incident about an archived component is updated, edited and resolved in the console', async () => {
  const id = await opened();
  await archive();
  const form = async (more: Record<string, string>) => ({
    template: '',
    composed: '',
    notify: 'on',
    warned: 'no-promise no-component',
    seen: '9',
    expectedRevision: String((await read(id)).revision),
    ...more,
  });
  const update = await form({ state: 'identified', body: 'We know why.', key: 'k1' });
  expect((await owner.post(`/admin/incidents/${id}`, update)).status).toBe(303);
  const edit = await form({ name: 'Was down', impactOverride: '' });
  expect((await owner.post(`/admin/incidents/${id}/edit`, edit)).status).toBe(303);
  const end = await form({
    ...{ state: 'resolved', body: 'It is over.', key: 'k2' },
    [`c.${doomed}`]: 'operational', // the form was opened before it was archived
  });
  expect((await owner.post(`/admin/incidents/${id}`, end)).status).toBe(303);
  expect(await read(id)).toMatchObject({ state: 'resolved', name: 'Was down' });
});

test('maintenance on an archived component is moved and canceled, in the console and by the API', async () => {
  const [byApi, isException] = [await planned(), await planned()];
  await archive();
  const later = new Date(NOON + 5 * HOUR).toISOString();
  const moved = await api('PATCH', `/incidents/${byApi}`, {
    incident: { scheduled_until: later },
  });
  expect(moved.status).toBe(200);
  const off = await api('PATCH', `/incidents/${byApi}`, {
    incident: { status: 'completed', body: 'Not needed.' },
  });
  expect(off.status).toBe(200);
  const { revision } = await read(isException);
  const edit = await owner.post(`/admin/maintenances/${isException}/edit`, {
    name: 'Work on it',
    zone: 'Etc/UTC',
    scheduledFor: '2026-11-20T15:00',
    scheduledUntil: '2026-11-20T16:00',
    body: '',
    notify: 'on',
    expectedRevision: String(revision),
  });
  expect((await edit.text()).slice(0, 400)).toBe('');
  expect(edit.status).toBe(303);
  const cancel = await owner.post(`/admin/maintenances/${isException}/cancel`, {
    body: '',
    notify: 'on',
    expectedRevision: String((await read(isException)).revision),
  });
  expect(cancel.status).toBe(303);
  expect((await read(isException)).state).toBe('completed');
});

test('archiving by the API lists what is still open and names the component', async () => {
  const [incident, work] = [await opened(), await planned()];
  const over = await opened({ name: 'Over', status: 'resolved' });
  expect(over).toBeTruthy();
  const titled = openForm({ name: 'Written now', [`c.${doomed}`]: 'major_outage' });
  await owner.post(NEW, { ...titled, do: 'save' });
  const answer = await api('DELETE', `/components/${doomed}`);
  expect(answer.status).toBe(200);
  expect(answer.json).toHaveLength(3);
  expect(answer.json).toEqual(
    expect.arrayContaining([
      { id: incident, name: 'Doomed is down', kind: 'incident' },
      { id: work, name: 'Work on it', kind: 'maintenance' },
      { id: expect.any(String), name: 'Written now', kind: 'draft' },
    ]),
  );
});

test('automatic maintenance includes an archived component', async () => {
  const id = await planned({ scheduled_auto_in_progress: true, scheduled_auto_completed: true });
  const status = async () => {
    const [row] = await componentsByIds(world.deps.db, [doomed]);
    return row?.status;
  };
  const pass = async (ms: number) => {
    world.wait(ms);
    await runDueMaintenance(world.deps);
  };
  await pass(2 * HOUR);
  expect(await status()).toBe('under_maintenance');
  await archive();
  await pass(HOUR);
  expect([(await read(id)).state, await status()]).toEqual(['completed', 'operational']);
});

test('new content can’t name an archived component', async () => {
  await archive();
  const answer = await api('POST', '/incidents', {
    incident: { name: 'X', status: 'investigating', body: 'x', component_ids: [doomed] },
  });
  expect(answer.status).toBe(422);
  const id = await opened({ components: undefined });
  const patch = { components: { [doomed]: 'major_outage' } };
  expect((await api('PATCH', `/incidents/${id}`, { incident: patch })).status).toBe(422);
});

test('a scheduled draft is published without a component archived since then', async () => {
  const cards = await world.component('Cards');
  const form = openForm({
    ...{ do: 'schedule', publishAt: '2026-11-20T13:00', publishZone: 'Etc/UTC' },
    [`c.${doomed}`]: 'major_outage',
    [`c.${cards}`]: 'partial_outage',
  });
  expect((await owner.post(NEW, form)).status).toBe(303);
  await archive();
  world.wait(2 * HOUR);
  const { publishDue } = await import('../../../api/actions/draft/schedule.ts');
  await publishDue(world.deps);
  const draft = await storedDraft(world);
  expect(draft?.state).toBe('published');
  expect((await read(draft?.publishedAs ?? '')).componentIds).toEqual([cards]);
});

test('an archived component is restored, with its group', async () => {
  await owner.post('/admin/components/new', { group: 'group', name: 'Regions' });
  const group = (await listComponents(world.deps.db, world.pageId)).find((one) => one.group);
  await archive();
  await owner.post(`/admin/components/${group?.id}/archive`, {});
  expect(await listComponents(world.deps.db, world.pageId)).toEqual([]);
  for (const id of [group?.id, doomed]) {
    const back = await owner.post(`/admin/components/${id}/restore`, {});
    expect(back.headers.get('location')).toContain('done=component-restored');
  }
  const names = (await listComponents(world.deps.db, world.pageId)).map(({ name }) => name);
  expect(names).toEqual(['Regions', 'Doomed']);
  const again = await owner.post(`/admin/components/${doomed}/restore`, {});
  expect(again.status).toBe(404);
  expect((await drawn(await owner.get('/admin/components'))).path).toBe('/admin/components');
});
