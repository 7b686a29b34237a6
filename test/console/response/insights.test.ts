import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIncident, patchIncident } from '../../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../../api/actions/incident/input.ts';
import { MINUTE } from '../../../api/domain/time/time.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
  propsIn,
} from '../../support/world/console.ts';

let world: ConsoleWorld;
let owner: Browser;
beforeAll(async () => {
  world = await makeConsole();
  owner = await world.as('owner', 'Olga Owner');
});
afterAll(() => world.close());

const read = async (query = '') =>
  propsIn(await drawn(await owner.get(`/admin/insights${query}`)), '/admin/insights');
const targets = async () =>
  propsIn(await drawn(await owner.get('/admin/settings/targets')), '/admin/settings/targets');

test('the figures of a new page are empty, and those of an incident are there at once', async () => {
  expect(await read()).toMatchObject({ hasAny: false, figures: { incidents: [], open: 0 } });
  const { deps, pageId } = world;
  const first = { name: '=Cards fail', state: 'investigating', body: 'Looking.', severity: 'SEV1' };
  const { id } = await createIncident(deps, world.owner, pageId, NewIncident.parse(first));
  world.wait(42 * MINUTE);
  const over = IncidentPatch.parse({ state: 'resolved', body: 'Over.' });
  await patchIncident(deps, world.owner, pageId, id, over);
  const { figures } = await read('?period=30d&severity=SEV1');
  const resolve = figures.measures.find(({ key }) => key === 'resolve');
  expect(resolve).toMatchObject({ overall: { count: 1, median: 42 * MINUTE }, within: 1 });
  expect((await read('?severity=SEV4')).figures.incidents).toEqual([]);
  // An address that somebody edited leaves nothing out.
  expect((await read('?period=yesterday&visibility=x')).figures.incidents).toHaveLength(1);
});

test('the file has a line per incident, which no spreadsheet takes for a formula', async () => {
  const file = await owner.get('/admin/insights/export?period=all');
  expect(file.headers.get('content-disposition')).toContain('incident-figures.csv');
  const [head = '', line = '', ...rest] = (await file.text()).trim().split('\r\n');
  expect(rest).toEqual([]);
  const cells = line.split(',');
  const of = (name: string) => cells[head.replace('\uFEFF', '').split(',').indexOf(name)];
  expect([of('name'), of('severity'), of('time_to_resolve_seconds')]).toEqual([
    ...["'=Cards fail", 'SEV1', String(42 * 60)],
  ]);
});

test('targets are stored, refused where they are no numbers, and shown to whoever reads figures', async () => {
  const form = { acknowledge: '5', announce: '10', resolve: '30', perWeek: '0.5', promises: '95' };
  const saved = await owner.post('/admin/settings/targets', { ...form, expectedRevision: '0' });
  expect(saved.headers.get('location')).toContain('done=saved');
  expect((await targets()).stored?.targets).toMatchObject({
    ...{ acknowledge: 5, announce: 10, diagnose: null, resolve: 30, perWeek: 0.5, promises: 95 },
  });
  const { figures } = await read();
  expect(figures.measures.find(({ key }) => key === 'resolve')).toMatchObject({
    ...{ target: 30 * MINUTE, within: 0 },
  });
  const wrong = { ...form, resolve: 'soon', promises: '101', expectedRevision: '1' };
  const refused = await owner.post('/admin/settings/targets', wrong);
  expect(refused.status).toBe(422);
  expect(Object.keys((await drawn(refused)).form?.fields ?? {})).toEqual(['resolve', 'promises']);
  const stale = await owner.post('/admin/settings/targets', { ...form, expectedRevision: '0' });
  expect(stale.status).toBe(409);
});

test('everybody on the team can turn the monthly summary on and off', async () => {
  const viewer = await world.as('viewer', 'Vera Viewer');
  const isOn = async () =>
    propsIn(await drawn(await viewer.get('/admin/account')), '/admin/account')
      .isSubscribedToSummary;
  expect(await isOn()).toBe(false);
  await viewer.post('/admin/account/monthly-summary', { do: 'subscribe' });
  expect(await isOn()).toBe(true);
  await viewer.post('/admin/account/monthly-summary', { do: 'unsubscribe' });
  expect(await isOn()).toBe(false);
});
