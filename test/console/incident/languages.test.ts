import { afterEach, beforeEach, expect, test } from 'vitest';
import { listIncidents } from '../../../db/incident/incident.ts';
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
  owner = await world.as('owner', 'Ada');
  const languages = { locale: 'en', languages: ['de', 'ar', 'en'] };
  expect((await owner.post('/admin/settings/languages', languages)).status).toBe(303);
});
afterEach(() => world.close());

const INCIDENT = {
  state: 'investigating',
  name: 'Card payments fail',
  body: 'Cards are declined.',
  warned: 'no-promise',
};
const GERMAN = { 'name@de': 'Kartenzahlung gestört', 'body@de': 'Karten werden abgelehnt.' };

async function published(more: Record<string, string> = {}) {
  const answer = await owner.post('/admin/incidents/new', {
    ...INCIDENT,
    ...GERMAN,
    do: 'publish',
    ...more,
  });
  expect(answer.status).toBe(303);
  const [incident] = await listIncidents(world.deps.db, world.pageId);
  return incident ?? expect.fail('nothing was published');
}
const newest = async () => (await listIncidents(world.deps.db, world.pageId))[0];
const json = async (path: string) => (await owner.get(path)).json();

test('a page names its language, and those it also writes in', async () => {
  expect(await findPage(world.deps.db, world.pageId)).toMatchObject({
    locale: 'en',
    languages: ['de', 'ar'],
  });
  const refused = await owner.post('/admin/settings/languages', { locale: 'tlh' });
  expect((await drawn(refused)).form?.fields).toEqual({
    locale: 'Choose a language from the list.',
  });
});

test('title and text are stored in each language, and an empty one counts as missing', async () => {
  const incident = await published({ 'name@ar': '', 'body@ar': ' ' });
  expect(incident).toMatchObject({
    translations: { de: 'Kartenzahlung gestört' },
    updates: [{ translations: { de: 'Karten werden abgelehnt.' } }],
  });
});

test('a reader gets their language, or the original with its language marked', async () => {
  const { id } = await published();
  const page = async (path: string) => (await drawn(await owner.get(path))).snapshot?.incidents[0];
  const preview = (language: string) =>
    owner.post('/admin/incidents/preview/page', { ...INCIDENT, ...GERMAN, language, incident: id });
  for (const [language, name, body, locale] of [
    ['de', 'Kartenzahlung gestört', 'Karten werden abgelehnt.', 'de'],
    ['ar', 'Card payments fail', 'Cards are declined.', 'en'],
  ] as const) {
    const previewed = (await drawn(await preview(language))).snapshot?.incidents[0];
    expect(previewed).toMatchObject({ name, locale, updates: [{ body, locale }, {}] });
  }
  expect(await page('/')).toBeUndefined(); // drawn by the public page itself
});

test('API v2 has the original, and our own API every language', async () => {
  const { id, updates } = await published();
  const v2 = await json('/api/v2/incidents.json');
  expect(JSON.stringify(v2)).not.toContain('Karten');
  expect(v2.incidents[0].name).toBe('Card payments fail');
  const now = await json('/api/allclear/now.json');
  expect(now.open[0].translations).toEqual({
    de: { name: 'Kartenzahlung gestört', body: 'Karten werden abgelehnt.' },
  });
  const history = await json('/api/allclear/incidents.json');
  expect(history.incidents[0]).toMatchObject({
    id,
    translations: { de: { updates: { [updates[0]?.id ?? '']: 'Karten werden abgelehnt.' } } },
  });
});

test('a feed in a language has its texts', async () => {
  await published();
  const german = await (await owner.get('/de/updates.atom')).text();
  expect(german).toContain('Karten werden abgelehnt.');
  expect(german).not.toContain('Cards are declined.');
  expect(await (await owner.get('/updates.atom')).text()).toContain('Cards are declined.');
});

test('the check covers every language, and names the one with a finding', async () => {
  const form = {
    ...INCIDENT,
    ...GERMAN,
    'body@de': 'Ursache: [noch offen] auf db01.',
    do: 'check',
  };
  const { findings } = await drawn(await owner.post('/admin/incidents/new', form));
  expect(findings?.map(({ rule, locale }) => [rule, locale])).toEqual([
    ['no-promise', undefined],
    ['placeholder', 'de'],
    ['host', 'de'],
  ]);
  const refused = await owner.post('/admin/incidents/new', { ...form, do: 'publish' });
  expect(refused.status).toBe(422);
  expect(Object.keys((await drawn(refused)).form?.fields ?? {})).toEqual(['body@de']);
});

test('a translation is corrected by itself; one of a changed text is dropped', async () => {
  const { id, updates, revision } = await published();
  const path = `/admin/incidents/${id}/updates/${updates[0]?.id}`;
  const same = {
    body: 'Cards are declined.',
    expectedRevision: `${revision}`,
    warned: 'no-promise',
  };
  const corrected = await owner.post(path, { ...same, 'body@de': 'Karten gehen nicht.' });
  expect(corrected.status).toBe(303);
  expect((await newest())?.updates[0]).toMatchObject({
    body: 'Cards are declined.',
    translations: { de: 'Karten gehen nicht.' },
  });
  const changed = { body: 'Cards fail.', expectedRevision: `${revision + 1}` };
  expect((await owner.post(path, changed)).status).toBe(303);
  expect((await newest())?.updates[0]?.translations).toBeNull();
});

test('a title can be translated later, and a new title drops the old translation', async () => {
  const { id, revision } = await published();
  const edit = (form: Record<string, string>) => owner.post(`/admin/incidents/${id}/edit`, form);
  await edit({ name: INCIDENT.name, 'name@ar': 'البطاقات', expectedRevision: `${revision}` });
  expect((await newest())?.translations).toEqual({ de: 'Kartenzahlung gestört', ar: 'البطاقات' });
  await edit({ name: 'Cards fail', expectedRevision: `${revision + 1}` });
  expect((await newest())?.translations).toBeNull();
});

test('a template has its languages: free text is asked for again, the rest is rendered in each', async () => {
  const at = '/admin/settings/templates';
  await owner.post(`${at}/new`, {
    name: 'Both',
    state: 'investigating',
    body: '{{ what | sentence }} {{ n | number }} payments.',
    'body@de':
      '{{ what | sentence }} {{ n | number }} Zahlungen, nächste Meldung in {{ next_update }}.',
    'fields.0.key': 'what',
    'fields.0.label': 'What?',
    'fields.0.type': 'text',
    'fields.1.key': 'n',
    'fields.1.label': 'How many?',
    'fields.1.type': 'number',
    'fields.2.key': 'next_update',
    'fields.2.label': 'Next',
    'fields.2.type': 'duration',
  });
  const template = (await listTemplates(world.deps.db, world.pageId)).at(-1);
  const answers = {
    template: template?.id ?? '',
    'f.what': 'cards fail',
    'f.n': '12500',
    'f.next_update': '90',
  };
  const compose = async (more: Record<string, string>) => {
    const empty = { body: '', composed: '', 'body@de': '', 'composed@de': '', do: 'compose' };
    const form = { ...INCIDENT, ...empty, ...answers, ...more };
    return (await (await owner.post('/admin/incidents/compose', form)).json()).texts;
  };
  expect(await compose({ 'f.what@de': 'Karten gehen nicht' })).toMatchObject({
    body: 'Cards fail. 12,500 payments.',
    'body@de': 'Karten gehen nicht. 12.500 Zahlungen, nächste Meldung in 1 Stunde 30 Minuten.',
  });
  expect((await compose({}))['body@de']).toBe('');
  const broken = await owner.post(`${at}/${template?.id}`, {
    name: 'Both',
    state: 'investigating',
    body: 'Fine',
    'body@de': '\n{{ waht }}',
  });
  expect((await drawn(broken)).form?.fields['translations.de']).toMatch(
    /^Line 1, column 4: No question/,
  );
});

test('the write API accepts each language, and refuses unknown ones', async () => {
  const { issueToken, NewToken } = await import('../../../api/actions/team/token.ts');
  const input = NewToken.parse({ role: 'publisher', name: 'ci' });
  const token = await issueToken(world.deps, world.owner, world.pageId, input);
  const post = (translations: object) =>
    world.request(`/v1/pages/${world.pageId}/incidents`, {
      method: 'POST',
      headers: { authorization: `OAuth ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ incident: { name: 'Cards', body: 'Down.', translations } }),
    });
  expect((await post({ de: { name: 'Karten', body: 'Aus.' } })).status).toBe(201);
  expect(await newest()).toMatchObject({
    translations: { de: 'Karten' },
    updates: [{ translations: { de: 'Aus.' } }],
  });
  expect((await post({ tlh: { name: 'x' } })).status).toBe(422);
  const stopped = await post({ de: { body: 'Auf db01: [Ursache]' } });
  expect((await stopped.json()).findings[0]).toMatchObject({ rule: 'placeholder', language: 'de' });
});
