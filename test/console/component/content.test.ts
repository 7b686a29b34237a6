import { afterEach, beforeEach, expect, test } from 'vitest';
import { patchComponent } from '../../../api/actions/component/component.ts';
import { ComponentPatch } from '../../../api/actions/component/input.ts';
import { findComponent, listComponents } from '../../../db/component/component.ts';
import { findPage } from '../../../db/page/page.ts';
import { listTemplates } from '../../../db/template/template.ts';
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
  owner = await world.as('owner');
});
afterEach(() => world.close());

const names = async () =>
  (await listComponents(world.deps.db, world.pageId)).map((component) => component.name);

test('a group and a component in it are added, ordered and archived', async () => {
  const added = await owner.post('/admin/components/new', { group: 'group', name: 'Payments' });
  expect(added.status).toBe(303);
  const [group] = await listComponents(world.deps.db, world.pageId);
  expect(group).toMatchObject({ name: 'Payments', group: true, showcase: true });
  for (const name of ['Cards', 'Wallets'])
    await owner.post('/admin/components/new', {
      group: '',
      name,
      description: '',
      status: 'operational',
      groupId: group?.id ?? '',
    });
  const groupMembers = async () =>
    (await listComponents(world.deps.db, world.pageId)).filter((c) => c.groupId === group?.id);
  const [cards] = await groupMembers();
  expect(cards).toMatchObject({ groupId: group?.id, showcase: true, onlyShowIfDegraded: false });
  await owner.post('/admin/components', { ids: cards?.id ?? '', to: 'down' });
  expect((await groupMembers()).map((c) => c.name)).toEqual(['Wallets', 'Cards']);
  await owner.post(`/admin/components/${group?.id}`, { name: 'Paying', expectedRevision: '1' });
  await owner.get(`/admin/components/${group?.id}/archive`);
  expect(await names()).toHaveLength(3);
  await owner.post(`/admin/components/${group?.id}/archive`, {});
  expect(await names()).toEqual(['Wallets', 'Cards']);
});

test('a component’s form saves every field, and a stale one is refused', async () => {
  const id = await world.component('Search');
  const unasked = { startDate: '2026-01-31', showcase: false };
  const { deps, pageId } = world;
  await patchComponent(deps, world.owner, pageId, id, ComponentPatch.parse(unasked));
  const form = {
    name: 'Search and suggestions',
    description: 'Finding things',
    status: 'degraded_performance',
    groupId: '',
    onlyShowIfDegraded: 'on',
    expectedRevision: '2',
  };
  expect((await owner.post(`/admin/components/${id}`, form)).status).toBe(303);
  const saved = await findComponent(world.deps.db, world.pageId, id);
  const { expectedRevision, groupId, onlyShowIfDegraded, ...same } = form;
  expect(saved).toMatchObject({ ...same, ...unasked, onlyShowIfDegraded: true });
  const stale = await owner.post(`/admin/components/${id}`, { ...form, name: 'Older' });
  expect(stale.status).toBe(409);
  expect((await drawn(stale)).form?.values.name).toBe('Older');
});

test.each([
  ['', 'Enter a name for the component.'],
  ['group', 'Enter a name for the group.'],
])('without a name it is refused at the name, with the right noun: %j', async (group, sentence) => {
  const refused = await owner.post('/admin/components/new', {
    group,
    name: ' ',
    status: 'operational',
  });
  expect(refused.status).toBe(422);
  expect((await drawn(refused)).form?.fields).toEqual({ name: sentence });
});

test('the page’s settings are saved; each invalid one is named', async () => {
  const form = {
    name: 'Northwind Status',
    timeZone: 'America/New_York',
    supportUrl: 'https://example.com/help',
    expectedRevision: '1',
  };
  expect((await owner.post('/admin/settings/general', form)).status).toBe(303);
  expect(await findPage(world.deps.db, world.pageId)).toMatchObject({
    name: 'Northwind Status',
    timeZone: 'America/New_York',
  });
  const refused = await owner.post('/admin/settings/general', {
    ...form,
    timeZone: 'Moon/Base',
    supportUrl: 'javascript:alert(1)',
    expectedRevision: '2',
  });
  const { form: back } = await drawn(refused);
  expect(Object.keys(back?.fields ?? {}).sort()).toEqual(['supportUrl', 'timeZone']);
});

test('search engines and frames are set in the settings, an origin on each line', async () => {
  const form = { name: 'Northwind', timeZone: 'Etc/UTC', supportUrl: '' };
  const typed =
    ' https://Intranet.example.com/ \r\n\r\nhttp://wall.local:8080\nhttps://intranet.example.com';
  const saved = await owner.post('/admin/settings/general', {
    ...form,
    noindex: 'on',
    frameOrigins: typed,
  });
  expect(saved.status).toBe(303);
  expect(await findPage(world.deps.db, world.pageId)).toMatchObject({
    noindex: true,
    frameOrigins: ['https://intranet.example.com', 'http://wall.local:8080'],
  });
  await owner.post('/admin/settings/general', { ...form, frameOrigins: '' });
  expect(await findPage(world.deps.db, world.pageId)).toMatchObject({
    noindex: false,
    frameOrigins: [],
  });
  const eleven = Array.from({ length: 11 }, (_, n) => `https://n${n}.example.com`).join('\n');
  expect(
    (await drawn(await owner.post('/admin/settings/general', { ...form, frameOrigins: eleven })))
      .form?.fields,
  ).toEqual({
    frameOrigins: 'Enter at most 10 sites.',
  });
});

test.each([
  'intranet.example.com',
  'https://example.com/wall',
  'https://example.com?x',
  'https://example.com#x',
  'https://user@example.com',
  'ftp://example.com',
  "https://a;script-src'self'",
  'https://a,b',
  'https://*',
  'https://*.example.com',
  '*',
  "'self'",
  'https://a.example https://b.example',
  'javascript:alert(1)',
])('an invalid origin is refused with an explanation: %s', async (typed) => {
  const refused = await owner.post('/admin/settings/general', {
    name: 'Northwind',
    timeZone: 'Etc/UTC',
    supportUrl: '',
    frameOrigins: `https://fine.example.com\n${typed}`,
  });
  expect(refused.status).toBe(422);
  const { fields } = (await drawn(refused)).form ?? {};
  expect(Object.keys(fields ?? {})).toEqual(['frameOrigins']);
  expect(fields?.frameOrigins).toContain(`“${typed}” isn’t a site address`);
});

const template = {
  name: 'Short',
  state: 'investigating',
  body: 'We see: {{ what | sentence }}',
  'fields.0.key': 'what',
  'fields.0.label': 'What do you see?',
  'fields.0.type': 'text',
  'fields.0.required': 'on',
  'fields.1.key': '',
  'fields.1.label': '',
  'fields.1.type': 'text',
  'fields.2.key': 'how_bad',
  'fields.2.label': 'How bad?',
  'fields.2.type': 'choice',
  'fields.2.options': 'A little\r\nVery',
};

test('a template is added; its empty rows are dropped', async () => {
  await owner.post('/admin/settings/templates/new', { ...template, do: 'save' });
  const added = (await listTemplates(world.deps.db, world.pageId)).at(-1);
  expect(added).toMatchObject({
    name: 'Short',
    fields: [
      { key: 'what', required: true },
      { key: 'how_bad', required: false, options: ['A little', 'Very'] },
    ],
  });
  await owner.post(`/admin/settings/templates/${added?.id}/archive`, {});
  expect(await listTemplates(world.deps.db, world.pageId)).toHaveLength(4);
});

test('a question without a key gets one from its label', async () => {
  const questions = {
    'fields.0.key': '',
    'fields.0.label': '2. Wo tritt es auf? (Région)',
    'fields.0.type': 'text',
  };
  const body = '{{ wo_tritt_es_auf_region }}';
  const rest = { name: 'Short', state: 'investigating', body, do: 'save' };
  await owner.post('/admin/settings/templates/new', { ...rest, ...questions });
  const added = (await listTemplates(world.deps.db, world.pageId)).at(-1);
  expect(added?.fields).toMatchObject([{ key: 'wo_tritt_es_auf_region' }]);
  const kana = await owner.post('/admin/settings/templates/new', {
    ...{ ...rest, body: 'x', 'fields.0.label': 'どこ', 'fields.0.type': 'text' },
  });
  expect((await drawn(kana)).form?.fields).toHaveProperty('fields.0.key');
});

test('“add rows” keeps the input and saves nothing', async () => {
  const more = await owner.post('/admin/settings/templates/new', { ...template, do: 'row' });
  expect(more.status).toBe(200);
  expect((await drawn(more)).form?.values).toMatchObject({ 'fields.2.label': 'How bad?' });
  expect(await listTemplates(world.deps.db, world.pageId)).toHaveLength(4);
});

test.each([
  ['one\n{{ what | nosuch }}', 'Line 2, column 1: Unknown filter “nosuch”.'],
  [
    '{% for i in (1..1000000000) %}x{% endfor %}',
    'Line 1, column 1: The template grows too large: a loop or text repeats too often.',
  ],
  ['{% if what %}', 'Line 1, column 1: Tag {% if what %} not closed.'],
])(
  'a template that does not render is refused with its line and column: %j',
  async (body, error) => {
    const refused = await owner.post('/admin/settings/templates/new', { ...template, body });
    expect(refused.status).toBe(422);
    const { form } = await drawn(refused);
    expect(form?.fields.body).toBe(`${error} Fix it there, then save again.`);
    expect(form?.values.body).toBe(body);
  },
);

test('an error in a question names its row, not counting empty ones', async () => {
  const refused = await owner.post('/admin/settings/templates/new', {
    ...template,
    'fields.2.options': 'Only one',
  });
  expect((await drawn(refused)).form?.fields).toEqual({
    'fields.1.options': 'Enter at least two options, one per line.',
  });
});
