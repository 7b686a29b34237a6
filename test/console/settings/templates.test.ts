import { afterEach, beforeEach, expect, test } from 'vitest';
import { findIncident, listIncidents } from '../../../db/incident/incident.ts';
import { listTemplates, listVersions } from '../../../db/template/template.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
} from '../../support/world/console.ts';

let world: ConsoleWorld;
let owner: Browser;

beforeEach(async () => {
  world = await makeConsole();
  owner = await world.as('owner', 'Ada');
});
afterEach(() => world.close());

const TEMPLATES = '/admin/settings/templates';
const all = () => listTemplates(world.deps.db, world.pageId);
const first = async () => (await all())[0] ?? expect.fail('no template');

const short = (body: string, more: Record<string, string | string[]> = {}) => ({
  name: 'Short',
  state: 'investigating',
  body,
  'fields.0.key': 'what',
  'fields.0.label': 'What?',
  'fields.0.type': 'text',
  do: 'save',
  ...more,
});

async function add(body: string, more: Record<string, string | string[]> = {}) {
  expect((await owner.post(`${TEMPLATES}/new`, short(body, more))).status).toBe(303);
  return (await all()).at(-1) ?? expect.fail('not added');
}
const versions = async (id: string) =>
  (await listVersions(world.deps.db, id, 99)).map(({ version, content, author, restored }) => ({
    version,
    body: content.body,
    author,
    restored,
  }));

test('each save creates a version with its author; saving the same creates none', async () => {
  const { id } = await add('One {{ what }}');
  const save = (body: string, revision: string) =>
    owner.post(`${TEMPLATES}/${id}`, short(body, { expectedRevision: revision }));
  await save('Two {{ what }}', '1');
  await save('Two {{ what }}', '2');
  expect((await save('Late', '1')).status).toBe(409);
  expect(await versions(id)).toEqual([
    { version: 2, body: 'Two {{ what }}', author: 'Ada', restored: null },
    { version: 1, body: 'One {{ what }}', author: 'Ada', restored: null },
  ]);
});

test('an old version is restored as a new one, once', async () => {
  const { id } = await add('One');
  await owner.post(`${TEMPLATES}/${id}`, short('Two', { expectedRevision: '1' }));
  const back = await owner.post(`${TEMPLATES}/${id}/versions/1`, { expectedRevision: '2' });
  expect(back.status).toBe(303);
  const again = await owner.post(`${TEMPLATES}/${id}/versions/1`, { expectedRevision: '2' });
  expect(again.status).toBe(409);
  expect((await versions(id))[0]).toEqual({ version: 3, body: 'One', author: 'Ada', restored: 1 });
  for (const none of ['9', 'first', '1e400'])
    expect((await owner.post(`${TEMPLATES}/${id}/versions/${none}`, {})).status).toBe(404);
});

test('content from before versions existed is stored at the next save', async () => {
  const { id, body } = await first();
  await world.deps.db.$client.execute('delete from template_version');
  const stored = await first();
  const form = short('New', { name: stored.name, expectedRevision: String(stored.revision) });
  await owner.post(`${TEMPLATES}/${id}`, form);
  expect(await versions(id)).toEqual([
    { version: 2, body: 'New', author: 'Ada', restored: null },
    { version: 1, body, author: null, restored: null },
  ]);
});

test('a template is for components and severities of its page; others are refused', async () => {
  const cards = await world.component('Cards');
  const scope = { componentIds: cards, severities: ['SEV1', 'SEV2'] };
  expect(await add('Text', scope)).toMatchObject({
    componentIds: [cards],
    severities: ['SEV1', 'SEV2'],
  });
  const stray = await owner.post(`${TEMPLATES}/new`, short('Text', { componentIds: 'nowhere' }));
  expect((await drawn(stray)).form?.fields).toEqual({
    componentIds: 'Choose components of this page.',
  });
});

test('an update records which version of which template it was written with', async () => {
  const { id } = await add('We see: {{ what | sentence }}');
  await owner.post(`${TEMPLATES}/${id}`, short('Seen: {{ what }}', { expectedRevision: '1' }));
  const published = await owner.post('/admin/incidents/new', {
    state: 'investigating',
    name: 'Search is slow',
    template: id,
    'f.what': 'search is slow',
    body: 'Seen: search is slow',
    composed: 'Seen: search is slow',
    warned: 'no-promise',
    do: 'publish',
  });
  expect(published.status).toBe(303);
  const [incident] = await listIncidents(world.deps.db, world.pageId);
  const record = await findIncident(world.deps.db, world.pageId, incident?.id ?? '');
  expect(record?.updates[0]).toMatchObject({ templateId: id, templateVersion: 2 });
});

test('a template that fails on an answer blocks nothing: the text is the writer’s own', async () => {
  const { id } = await add('{% for i in (1..n) %}x{% endfor %}', {
    'fields.0.key': 'n',
    'fields.0.type': 'number',
  });
  const answers = { state: 'investigating', name: 'X', template: id, 'f.n': '999999999' };
  const composed = await owner.post('/admin/incidents/compose', answers);
  expect(composed.status).toBe(200);
  const preview = await owner.post('/admin/incidents/preview/page', { ...answers, body: 'Plain' });
  expect(preview.status).toBe(200);
  const refused = await owner.post('/admin/incidents/new', { ...answers, do: 'publish' });
  expect((await drawn(refused)).form?.fields.body).toMatch(
    /^The template can’t be used \(Line 1, column 1: The template grows too large.*Write the message here\.$/,
  );
  const plain = { ...answers, body: 'Search is slow.', warned: 'no-promise', do: 'publish' };
  expect((await owner.post('/admin/incidents/new', plain)).status).toBe(303);
});

const exported = async (path = `${TEMPLATES}/export`) => (await owner.get(path)).text();
const previewed = (text: string) => owner.post(`${TEMPLATES}/import`, { text, do: 'look' });
const imported = (text: string, more = {}) =>
  owner.post(`${TEMPLATES}/import`, { text, do: 'import', ...more });

test('importing an export changes nothing', async () => {
  const before = await all();
  expect((await imported(await exported())).status).toBe(303);
  expect(await all()).toEqual(before);
});

test('an import adds and changes at once, and a second one does nothing', async () => {
  const [one] = await all();
  const file = (await exported(`${TEMPLATES}/${one?.id}/export`)).replace(
    'We’re investigating the cause.',
    'We are on it.',
  );
  const both = `${file}---\nstate: identified\nname: Cards\ntext: Found it.\n`;
  expect((await previewed(both)).status).toBe(200);
  expect(await all()).toHaveLength(4);
  expect((await imported(both)).status).toBe(303);
  const after = await all();
  expect(after.find(({ id }) => id === one?.id)).toMatchObject({ revision: 2 });
  expect(after.at(-1)).toMatchObject({ name: 'Cards', state: 'identified', body: 'Found it.' });
  await imported(both);
  expect(await all()).toEqual(after);
});

test('an invalid file changes nothing, stays in the form, and every error has its place', async () => {
  const before = await all();
  const text = `state: identified\nname: Fine\ntext: Fine.\n---\nstate: identified\nname: Bad\ntext: |\n  {{ nosuch }}\n`;
  for (const refused of [await previewed(text), await imported(text)]) {
    expect(refused.status).toBe(422);
    const { form } = await drawn(refused);
    expect(form?.fields.text).toMatch(/^Line 8, column 6: No question has the key “nosuch”/);
    expect(form?.values.text).toBe(text);
  }
  expect(await all()).toEqual(before);
});

test('an outdated plan is shown again, not carried out', async () => {
  const text = 'state: investigating\nname: Investigating\ntext: New words.\n';
  const { id } = await first();
  const seen = `changed ${id} 1`;
  await owner.post(`${TEMPLATES}/${id}`, short('Meanwhile', { name: 'Investigating' }));
  expect((await imported(text, { seen })).status).toBe(409);
  expect((await first()).body).toBe('Meanwhile');
});

test('several chosen files are imported at once', async () => {
  const file = (name: string) =>
    new File([`state: identified\r\nname: ${name}\r\ntext: Text.\r\n`], `${name}.yaml`);
  const form = new FormData();
  form.append('do', 'import');
  for (const name of ['A', 'B']) form.append('file', file(name));
  expect((await owner.send(`${TEMPLATES}/import`, form)).status).toBe(303);
  expect((await all()).slice(-2).map(({ name }) => name)).toEqual(['A', 'B']);
});
