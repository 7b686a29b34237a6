import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, clientOf } from '../support/client.ts';
import { command } from '../support/command.ts';
import { type Subject, startSubject } from '../support/subject.ts';

let subject: Subject;
let client: Client;
beforeAll(async () => {
  subject = await startSubject();
  client = clientOf(subject);
});
afterAll(() => subject.stop());

const run = (args: string[], env: Record<string, string> = {}) =>
  command('allclear', args, {
    ALLCLEAR_URL: subject.url,
    ALLCLEAR_TOKEN: subject.publisher,
    ...env,
  });

test('an incident is opened with a component by name, updated, and resolved with it', async () => {
  const component = await client.newComponent('Card payments');
  const open = ['incident', 'open', 'Cards fail', '--body', 'Looking.', '--key', 'once'];
  const about = ['--component', 'card payments=major_outage'];
  const opened = await run([...open, ...about, '--json']);
  expect([opened.code, opened.err]).toEqual([0, '']);
  const { id, status } = JSON.parse(opened.out);
  expect(status).toBe('investigating');
  expect((await client.readComponent(component.id)).status).toBe('major_outage');
  expect(JSON.parse((await run([...open, ...about, '--json'])).out).id).toBe(id);
});

test('an incident is updated, and resolved with its components', async () => {
  const component = await client.newComponent('Logins');
  const { id } = await client.newIncident({
    name: 'Logins fail',
    body: 'Looking.',
    components: { [component.id]: 'major_outage' },
  });
  const update = ['incident', 'update', id, '--status', 'identified', '--body', 'A bad deploy.'];
  expect((await run(update)).out).toBe(`${id}  identified  Logins fail\n`);
  expect((await run(['incident', 'resolve', id, '--body', 'Fixed.'])).out).toContain('resolved');
  expect((await client.readComponent(component.id)).status).toBe('operational');
  expect((await run(['incident', 'list'])).out).not.toContain(id);
  expect((await run(['incident', 'list', '--all'])).out).toContain(id);
});

test('components are listed and set; a maintenance is planned', async () => {
  await client.newComponent('Search');
  const set = await run(['component', 'set', 'Search', 'partial_outage']);
  expect(set.out).toMatch(/^\w{12} {2}partial_outage {2}Search\n$/);
  expect((await run(['component', 'list'])).out).toContain('partial_outage');
  const window = ['--from', '2036-12-01T02:00:00Z', '--until', '2036-12-01T03:00:00Z'];
  expect((await run(['maintenance', 'plan', 'Router', ...window])).out).toContain('scheduled');
});

test('refusals, wrong usage and a page that is away end with their own codes and a sentence', async () => {
  const ended = async (args: string[], env: Record<string, string> = {}) => {
    const { code, out, err } = await run(args, env);
    expect([out, err.trim() === '', err.includes('    at ')]).toEqual(['', false, false]);
    return code;
  };
  expect(await ended(['incident', 'open', 'x', '--status', 'broken'])).toBe(1);
  expect(await ended(['component', 'set', 'Nothing', 'operational'])).toBe(1);
  expect(await ended(['incident', 'update', '../../etc', '--body', 'x'])).toBe(1);
  expect(await ended(['component', 'list'], { ALLCLEAR_TOKEN: 'wrong' })).toBe(1);
  expect(await ended(['component', 'list'], { ALLCLEAR_TOKEN: '' })).toBe(2);
  expect(await ended(['component', 'list'], { ALLCLEAR_URL: 'status' })).toBe(2);
  expect(await ended(['toString', ''])).toBe(2);
  expect(await ended(['component', 'list', '--loud'])).toBe(2);
  expect(await ended(['component', 'list'], { ALLCLEAR_URL: 'http://127.0.0.1:9' })).toBe(3);
});

test('--help lists every command', async () => {
  const { code, out } = await run(['--help']);
  expect(code).toBe(0);
  for (const words of ['incident open', 'component set', 'maintenance plan', 'ALLCLEAR_TOKEN'])
    expect(out).toContain(words);
});
