import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OutgoingRequest, SendRequest } from '../../../api/network/outgoing/request.ts';
import { importSamples } from '../../support/samples/import-sources.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
  propsIn,
} from '../../support/world/console.ts';
import { dump, rows } from '../../support/world/dump.ts';

let world: ConsoleWorld;
let owner: Browser;
let sent: OutgoingRequest[] = [];
let redirect: string | null = null;

const answers = importSamples.Statuspage?.answers ?? {};
const send: SendRequest = async (request) => {
  sent.push(request);
  const found = answers[new URL(request.url).pathname];
  return {
    ...{ kind: 'response', durationMs: 1, body: JSON.stringify(found ?? {}) },
    status: redirect ? 302 : found === undefined ? 404 : 200,
    headers: new Headers(redirect ? { location: redirect } : {}),
  };
};

beforeAll(async () => {
  world = await makeConsole();
  world.deps.send = send;
  owner = await world.as('owner');
});
afterAll(() => world.close());
beforeEach(() => {
  [sent, redirect] = [[], null];
});

const HERE = '/admin/settings/import';

const posted = (fields: Record<string, string>, files: { name: string; text: string }[] = []) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  for (const { name, text } of files)
    form.append('file', new File([text], name.split('/').at(-1) ?? name));
  return owner.send(HERE, form);
};

const shown = async (path: string) => propsIn(await drawn(await owner.get(path)), `${HERE}/[id]`);

/** The page as it is drawn once the work is over. */
async function settled(answer: Response) {
  const path = answer.headers.get('location') ?? '';
  for (;;) {
    const page = await shown(path);
    if (page.found.state !== 'reading' && page.found.state !== 'storing') return { path, ...page };
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const named = () => rows(world.deps.db, 'select name from component order by name');
const history = () => dump(world.deps.db, ['component', 'incident', 'component_interval']);

test('an address is read, shown, and stored after the button; again there is nothing new', async () => {
  const before = await history();
  const fields = { kind: 'statuspage', place: 'https://status.acme.example', apiKey: '' };
  const read = await settled(await posted(fields));
  expect(read.found).toMatchObject({ state: 'checked', kind: 'statuspage' });
  expect(read.found.report?.components).toEqual({ added: 2, renewed: 0, unchanged: 0 });
  expect(read.found.report?.incidents).toEqual({ added: 2, renewed: 0, unchanged: 0 });
  expect(read.found.report?.examples[0]).toEqual({ kind: 'component', name: 'Cards' });
  expect(await history()).toEqual(before);
  const stored = await settled(await owner.post(read.path, {}));
  expect(stored.found).toMatchObject({ state: 'done', document: null });
  expect(await named()).toEqual([{ name: 'Cards' }, { name: 'Search' }]);
  expect(sent.every(({ url, method }) => method === 'GET' && url.startsWith('https://'))).toBe(
    true,
  );
  const whole = await history();
  const again = await settled(await posted(fields));
  expect(again.found.report?.components).toEqual({ added: 0, renewed: 0, unchanged: 2 });
  await owner.post(again.path, {});
  expect(await history()).toEqual(whole);
});

test('files are read as well, and their owner sees what is missing', async () => {
  const files = importSamples['a folder of cState']?.files ?? [];
  const read = await settled(await posted({ kind: 'cstate', place: '' }, files));
  expect(read.found).toMatchObject({
    state: 'checked',
    place: expect.stringContaining('config.yml'),
  });
  expect(read.found.report?.gaps.join()).toContain('cState');
  const partly = await settled(await posted({ kind: 'cstate', place: '' }, files.slice(1)));
  expect(partly.found).toMatchObject({ state: 'failed', report: null, document: null });
  expect(partly.found.note).toContain('config.yml is missing');
});

test.each([
  ['http://127.0.0.1:9', 'private network'],
  ['https://10.1.2.3', 'private network'],
  ['https://[::1]/', 'private network'],
  ['https://printer.lan', 'private network'],
  ['http://status.acme.example', 'https://'],
  ['https://user:pass@status.acme.example', 'user name and password'],
  ['file:///etc/passwd', 'https://'],
  ['not an address', 'web address'],
])('%s is refused, and nothing is asked there', async (place, why) => {
  const before = await history();
  const { found } = await settled(await posted({ kind: 'statuspage', place }));
  expect(found).toMatchObject({ state: 'failed', report: null });
  expect(found.note).toContain(why);
  expect([sent, await history()]).toEqual([[], before]);
});

test.each([
  ['https://192.168.1.1/', 'private network', 1],
  ['http://status.acme.example/', 'https://', 1],
  ['/api/v2/again.json', 'redirects more than', 6],
])('a redirect to %s ends with a sentence', async (to, why, requests) => {
  redirect = to;
  const place = 'https://status.acme.example';
  const { found } = await settled(await posted({ kind: 'statuspage', place }));
  expect(found).toMatchObject({ state: 'failed', note: expect.stringContaining(why) });
  expect(sent).toHaveLength(requests);
});

test('a key goes to the host it is for, and is stored nowhere', async () => {
  const fields = { kind: 'kener', place: 'https://kener.acme.example', apiKey: 'kener-key-7' };
  redirect = 'https://elsewhere.example/';
  const { found } = await settled(await posted(fields));
  expect(found.state).toBe('failed');
  expect(sent.map(({ url, headers }) => [new URL(url).host, headers?.authorization])).toEqual([
    ['kener.acme.example', 'Bearer kener-key-7'],
    ...Array.from({ length: 5 }, () => ['elsewhere.example', undefined]),
  ]);
  expect(JSON.stringify(await dump(world.deps.db))).not.toContain('kener-key-7');
});

test('a form without a product, an address or a fitting file says so', async () => {
  const wrong = async (answer: Response) => (await drawn(answer)).form?.fields;
  expect(await wrong(await posted({ kind: '', place: 'x' }))).toHaveProperty('kind');
  expect(await wrong(await posted({ kind: '__proto__', place: 'x' }))).toHaveProperty('kind');
  expect(await wrong(await posted({ kind: 'kener', place: ' ' }))).toHaveProperty('place');
  const photo = [{ name: 'photo.json', text: '{}' }];
  expect(await wrong(await posted({ kind: 'statuspage', place: '' }, photo))).toHaveProperty(
    'file',
  );
  expect(await wrong(await posted({ kind: 'cachet', place: '' }, photo))).toHaveProperty('file');
});

test('what a restart interrupted is said, and stored when asked again', async () => {
  const files = importSamples['files of Kener']?.files ?? [];
  const read = await settled(await posted({ kind: 'kener', place: '' }, files));
  const set = (state: string) =>
    world.deps.db.$client.execute(`update source_import set state = '${state}'`);
  await set('storing');
  await owner.post(read.path, {});
  expect((await shown(read.path)).found.state).toBe('storing');
  world.wait(10 * 60_000);
  expect(await shown(read.path)).toMatchObject({ isStuck: true });
  const stored = await settled(await owner.post(read.path, {}));
  expect(stored.found.state).toBe('done');
  await set('checked');
  await owner.post(`${read.path}/cancel`, {});
  expect((await owner.get(read.path)).status).toBe(404);
});
