import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIncident } from '../../api/actions/incident/index.ts';
import { NewIncident } from '../../api/actions/incident/input.ts';
import { type Browser, type ConsoleWorld, drawn, makeConsole } from '../support/console.ts';

let world: ConsoleWorld;
let browser: Browser;
let room: string;
beforeAll(async () => {
  world = await makeConsole();
  browser = await world.as('publisher', 'Lea Lind');
  const first = { name: 'Payments fail', state: 'investigating', body: 'Looking.' };
  const input = NewIncident.parse(first);
  const { id } = await createIncident(world.deps, world.owner, world.pageId, input);
  room = `/admin/incidents/${id}/room`;
});
afterAll(() => world.close());

test('each form of the room saves and leads back to its panel', async () => {
  const forms: [string, Record<string, string>][] = [
    ['events', { line: '! Roll back' }],
    ['triage', { what_is_broken: 'Card payments' }],
    ['roles', { scribe: '' }],
    ['internal-updates', { currentState: 'Degraded', nextUpdateIn: '30' }],
    ['acknowledge', {}],
  ];
  for (const [name, values] of forms) {
    const answer = await browser.post(`${room}/${name}`, values);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${room}#${name}`]);
  }
});

test('a refused form comes back with what was typed', async () => {
  const refusals: [string, Record<string, string>, string][] = [
    ['events', { line: ' ' }, 'line'],
    ['internal-updates', { currentState: '', impact: '18%' }, 'currentState'],
    ['internal-updates', { currentState: 'x', nextUpdateIn: 'soon' }, 'nextUpdateIn'],
    ['roles', { commander: 'nobody000000' }, 'commander'],
  ];
  for (const [name, values, field] of refusals) {
    const answer = await browser.post(`${room}/${name}`, values);
    expect([name, answer.status]).toEqual([name, 422]);
    const { form } = (await drawn(answer)) as { form?: { fields: object; values: object } };
    expect(Object.keys(form?.fields ?? {})).toEqual([field]);
    expect(form?.values).toMatchObject(values);
  }
});
