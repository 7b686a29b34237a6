import ical, { type VEvent } from 'node-ical';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runDueMaintenance } from '../../api/actions/maintenance/run-due.ts';
import { issueToken, NewToken } from '../../api/actions/team/token.ts';
import { languages, locales } from '../../api/domain/text/locale.ts';
import { mailOf } from '../../api/notify/channels/email/render.ts';
import { findIncident, listIncidents } from '../../db/incident/incident.ts';
import { findPage } from '../../db/page/page.ts';
import { wordsIn } from '../../site/locales/words.ts';
import { eventText, wholeText } from '../../templates/event.ts';
import { type Browser, type ConsoleWorld, makeConsole } from '../support/world/console.ts';
import { NOON } from '../support/world/world.ts';

let world: ConsoleWorld;
let owner: Browser;
beforeEach(async () => {
  world = await makeConsole({ timeZone: 'Europe/Berlin' });
  owner = await world.as('owner', 'Ada');
  await owner.post('/admin/settings/languages', { locale: 'en', languages: ['de'] });
});
afterEach(() => world.close());

const PLAN = {
  name: 'Upgrade',
  'name@de': 'Aktualisierung',
  body: 'Payments pause.',
  'body@de': 'Zahlungen ruhen.',
  zone: 'Asia/Tokyo',
  scheduledFor: '2026-11-28T10:00',
  scheduledUntil: '2026-11-28T12:00',
  autoStart: 'on',
  autoEnd: 'on',
  notify: 'on',
};
const MOVED = { scheduledFor: '2026-11-29T10:00', scheduledUntil: '2026-11-29T12:00' };
const WHY = { body: 'The supplier asked for it.', 'body@de': 'Der Lieferant bat darum.' };

const newest = async () => {
  const [work] = await listIncidents(world.deps.db, world.pageId);
  return work ?? expect.fail('nothing was published');
};
async function planned(more: Record<string, string | string[]> = {}) {
  const answer = await owner.post('/admin/maintenances/new', { ...PLAN, ...more });
  expect(answer.status).toBe(303);
  return newest();
}
async function rescheduled(words: Record<string, string> = WHY) {
  const { id, revision } = await planned();
  const form = { ...PLAN, ...MOVED, body: '', 'body@de': '', ...words };
  const answer = await owner.post(`/admin/maintenances/${id}/edit`, {
    ...form,
    expectedRevision: String(revision),
  });
  expect(answer.status).toBe(303);
  return newest();
}
const text = async (path: string) => (await owner.get(path)).text();
const json = async (path: string) => (await owner.get(path)).json();
async function api() {
  const input = NewToken.parse({ role: 'publisher', name: 'ci' });
  const token = await issueToken(world.deps, world.owner, world.pageId, input);
  return async (path: string, method: string, body: unknown) => {
    const answer = await world.request(`/v1/pages/${world.pageId}/incidents${path}`, {
      method,
      headers: { authorization: `OAuth ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, json: await answer.json() };
  };
}
async function mailed(locale: (typeof locales)[number] | null) {
  const [page, incident] = [await findPage(world.deps.db, world.pageId), await newest()];
  const [update] = incident.updates;
  if (!page || !update) throw new Error('nothing was published');
  const facts = {
    page,
    incident,
    update,
    correctedAt: null,
    components: [],
    supersededUpdates: [],
  };
  return mailOf('https://status.example.com', facts, locale);
}

test('a move is stored as data, and its reason as written', async () => {
  const { updates } = await rescheduled();
  const zone = 'Asia/Tokyo';
  expect(updates[0]).toMatchObject({
    notice: 'rescheduled',
    event: {
      what: 'rescheduled',
      was: { from: Date.UTC(2026, 10, 28, 1), until: Date.UTC(2026, 10, 28, 3), zone },
      window: { from: Date.UTC(2026, 10, 29, 1), until: Date.UTC(2026, 10, 29, 3), zone },
    },
    body: 'The supplier asked for it.',
    locale: 'en',
    translations: { de: 'Der Lieferant bat darum.' },
  });
});

test('every feed reports it in its own language, in the page’s zone', async () => {
  await rescheduled();
  for (const form of ['rss', 'atom', 'json']) {
    const german = await text(`/de/updates.${form}`);
    expect(german).toContain('Diese Wartung wurde verschoben.');
    expect(german).toMatch(/Bisher: 28\. Nov\.?, 02:00 – 04:00 MEZ \(28\. Nov\.?, 10:00 – 12:00/);
    expect(german).toContain('Der Lieferant bat darum.');
    expect(german).not.toMatch(/has been rescheduled|The supplier/);
  }
  const japanese = await text('/ja/updates.json');
  expect(japanese).toContain('このメンテナンスの日時が変更されました。');
  expect(japanese).toContain('The supplier asked for it.'); // nobody wrote it in Japanese
});

test('the calendar of a language has it, with the same event', async () => {
  const { id } = await rescheduled();
  const eventIn = async (path: string) =>
    Object.values(ical.sync.parseICS(await text(path))).find(
      (entry): entry is VEvent => entry?.type === 'VEVENT',
    );
  const [english, german, override] = await Promise.all(
    ['/maintenance.ics', '/de/maintenance.ics', `/de/incidents/${id}.ics`].map(eventIn),
  );
  expect(english?.description).toContain('New time: Nov 29');
  expect(german).toMatchObject({ summary: 'Northwind: Aktualisierung', uid: english?.uid });
  for (const one of [german, override]) {
    expect(one?.description).toMatch(/^Geplant[\s\S]*verschoben[\s\S]*Der Lieferant/);
    expect(one?.description).not.toMatch(/Scheduled|another time|supplier/);
  }
});

test('an email has it in its language, subject and text, and marks what is not', async () => {
  await rescheduled();
  const german = await mailed('de');
  expect(german.subject).toBe('[Verschoben] Aktualisierung');
  expect(german.text).toMatch(/verschoben[\s\S]*Bisher: [\s\S]*Neuer Termin: [\s\S]*Der Lieferant/);
  expect(german.text + german.html).not.toMatch(/rescheduled|supplier|Original auf/);
  const arabic = await mailed('ar');
  expect(arabic.subject).toBe('[تغيّر الموعد] Upgrade');
  expect(arabic.html).toContain('تغيّر موعد هذه الصيانة.');
  expect(arabic.html).toContain('<div lang="en" dir="auto"><p>The supplier asked for it.</p>');
  expect((await mailed(null)).text).toContain('This maintenance has been rescheduled.');
});

test('without a message of a person a notice is complete in every language, and nothing is “original”', async () => {
  await rescheduled({});
  for (const locale of locales) {
    const { html, text } = await mailed(locale);
    const { say, nameOf } = wordsIn(locale);
    expect(text).toContain(say('event.rescheduled'));
    expect(html).not.toContain(say('text.original', { language: nameOf('en') }));
    expect(html).toContain(`lang="${locale}" dir="${languages[locale].dir}"`);
  }
});

test('API v2 keeps its shape and the page’s language; our own API uses the reader’s', async () => {
  const { updates } = await rescheduled();
  const v2 = await json('/api/v2/scheduled-maintenances.json');
  const [firstUpdate] = v2.scheduled_maintenances[0].incident_updates;
  expect(firstUpdate.body).toMatch(
    /^This maintenance has been rescheduled[\s\S]*The supplier asked for it\.$/,
  );
  expect(Object.keys(firstUpdate)).not.toContain('event');
  const now = await json('/api/allclear/now.json?lang=de');
  expect(now.upcoming[0].body).toMatch(/^Diese Wartung wurde[\s\S]*Der Lieferant/);
  const earlier = await json('/api/allclear/incidents.json');
  expect(earlier.incidents[0].translations.de.updates[updates[0]?.id ?? '']).toMatch(
    /^Diese Wartung wurde[\s\S]*Der Lieferant/,
  );
  expect(await text('/history.rss')).toContain('has been rescheduled');
});

test('reminder, start and end are worded for each reader; the announcement is repeated as written', async () => {
  await planned({ remind: '60' });
  const at = async (ms: number) => {
    world.wait(ms - world.deps.clock());
    await runDueMaintenance(world.deps);
  };
  await at(Date.UTC(2026, 10, 28, 0, 1));
  expect((await mailed('de')).text).toMatch(
    /Diese Wartung beginnt am 28\. Nov\.?, 02:00 MEZ\.\n\nZahlungen ruhen\./,
  );
  expect((await mailed('fr')).text).toContain('Payments pause.\n\nVersion originale en anglais');
  await at(Date.UTC(2026, 10, 28, 1));
  expect((await mailed('de')).text).toContain('Die Wartung hat begonnen.');
  await at(Date.UTC(2026, 10, 28, 3));
  expect((await mailed('ja')).text).toContain('メンテナンスが完了しました。');
  const stored = (await newest()).updates.map(({ body, event }) => [body, event?.what]);
  expect(stored).toEqual([
    ['', 'completed'],
    ['', 'in_progress'],
    ['Payments pause.', 'reminder'],
    ['Payments pause.', undefined],
  ]);
});

test('a cancellation is worded too, with the reason beside it', async () => {
  const { id } = await planned();
  await owner.post(`/admin/maintenances/${id}/cancel`, {
    body: 'No longer needed.',
    'body@de': 'Nicht mehr nötig.',
    notify: 'on',
  });
  const german = await mailed('de');
  expect(german.subject).toBe('[Abgesagt] Aktualisierung');
  expect(german.text).toMatch(
    /Die für [^\n]* geplante Wartung wurde abgesagt\.\n\nNicht mehr nötig\./,
  );
  const calendar = await text('/de/maintenance.ics');
  expect(calendar).toContain('DESCRIPTION:Abgesagt');
});

test('every event has its sentence in every language', () => {
  const window = { from: NOON, until: NOON + 3_600_000, zone: null };
  const events = [
    ...(['investigating', 'identified', 'monitoring', 'resolved', 'postmortem'] as const),
    ...(['scheduled', 'in_progress', 'verifying', 'completed'] as const),
  ].map((what) => ({ what }));
  const notices = [
    { what: 'reminder', window },
    { what: 'cancelled', window },
    { what: 'rescheduled', was: window, window },
  ] as const;
  for (const locale of locales) {
    const sentences = [...events, ...notices].map((event) =>
      eventText(wordsIn(locale), { event, displayAt: NOON }, 'Etc/UTC'),
    );
    expect(new Set(sentences).size).toBe(12);
    expect(sentences.every((one) => one.length > 5 && !one.includes('{'))).toBe(true);
  }
});

test('a state set by a script without a message is worded in the page’s language by the API', async () => {
  const call = await api();
  const { json: made } = await call('', 'POST', { incident: { name: 'Cards' } });
  expect(made.incident_updates[0].body).toBe('We’re investigating this issue.');
  const changed = await call(`/${made.id}`, 'PATCH', { incident: { status: 'resolved' } });
  expect(changed.json.incident_updates[0].body).toBe('This incident is resolved.');
  expect((await newest()).updates[0]).toMatchObject({ body: '', event: { what: 'resolved' } });
  expect(await text('/de/updates.atom')).toContain('Diese Störung ist behoben.');
});

test('a correction in the console keeps the product’s sentence; one by the API is the whole text', async () => {
  const { id, revision, updates } = await rescheduled();
  const path = `/admin/incidents/${id}/updates/${updates[0]?.id}`;
  const corrected = { body: 'They asked for it.', expectedRevision: String(revision) };
  expect((await owner.post(path, corrected)).status).toBe(303);
  expect((await newest()).updates[0]).toMatchObject({
    body: 'They asked for it.',
    event: { what: 'rescheduled' },
    locale: 'en',
  });
  const emptied = { body: '', expectedRevision: String(revision + 1) };
  expect((await owner.post(path, emptied)).status).toBe(303);
  expect((await newest()).updates[0]).toMatchObject({ body: '', event: { what: 'rescheduled' } });
  const call = await api();
  const whole = await call(`/${id}/incident_updates/${updates[0]?.id}`, 'PATCH', {
    incident_update: { body: 'Moved to Sunday.' },
  });
  expect(whole.json.body).toBe('Moved to Sunday.');
  expect((await newest()).updates[0]).toMatchObject({ event: null, notice: 'rescheduled' });
});

test('an old notice stays readable as its sentence', async () => {
  const { id, updates } = await planned();
  await world.deps.db.$client.execute({
    sql: "update incident_update set body = 'Was: 1. Now: 2.', notice = 'rescheduled', locale = null, translations = null where id = ?",
    args: [updates[0]?.id ?? ''],
  });
  const row = (await findIncident(world.deps.db, world.pageId, id))?.updates[0];
  expect(row && wholeText(wordsIn('de'), row, 'Etc/UTC')).toBe('Was: 1. Now: 2.');
});

test('an older text keeps the language it was written in, whatever the page’s is now', async () => {
  const { id } = await planned();
  const settings = { locale: 'de', languages: ['en'] };
  expect((await owner.post('/admin/settings/languages', settings)).status).toBe(303);
  const { updates } = await newest();
  expect(await newest()).toMatchObject({ name: 'Upgrade', locale: 'en' });
  expect(updates[0]).toMatchObject({ body: 'Payments pause.', locale: 'en' });
  const [german, french] = [await mailed(null), await mailed('fr')];
  expect(german.text).toContain('Zahlungen ruhen.');
  expect(german.subject).toContain('Aktualisierung');
  expect(french.text).toContain('Payments pause.\n\nVersion originale en anglais');
  // The next one is written in the page's language, and read in it.
  await owner.post(`/admin/incidents/${id}`, {
    state: 'in_progress',
    body: 'Es geht los.',
    'body@en': 'Here we go.',
    do: 'publish',
  });
  expect((await newest()).updates[0]).toMatchObject({
    locale: 'de',
    translations: { en: 'Here we go.' },
  });
  expect((await mailed('en')).text).toContain('Here we go.');
  expect((await mailed('fr')).text).toContain('Es geht los.\n\nVersion originale en allemand');
});

test('older rows count as written in the page’s language, until it is changed', async () => {
  await planned();
  const forget = 'update incident_update set locale = null';
  await world.deps.db.$client.executeMultiple(`${forget}; update incident set locale = null`);
  await owner.post('/admin/settings/languages', { locale: 'de', languages: ['en'] });
  expect(await newest()).toMatchObject({ locale: 'en', updates: [{ locale: 'en' }] });
});

test('a page with the wrong language takes its texts along on request', async () => {
  await planned({ name: 'Umzug', body: 'Zahlungen ruhen.', 'name@de': '', 'body@de': '' });
  await owner.post('/admin/settings/languages', { locale: 'de', appliesToExisting: 'on' });
  expect(await newest()).toMatchObject({ locale: 'de', updates: [{ locale: 'de' }] });
  expect((await mailed('fr')).text).toContain('Version originale en allemand');
});

test('an old English title is edited as English, with a field for the page’s new language', async () => {
  const { id } = await planned({ 'name@de': '' });
  await owner.post('/admin/settings/languages', { locale: 'de', languages: ['en'] });
  const { revision } = await newest();
  await owner.post(`/admin/maintenances/${id}/edit`, {
    ...PLAN,
    name: 'Upgrade of payments',
    'name@de': 'Neue Zahlungen',
    body: '',
    'body@de': '',
    expectedRevision: String(revision),
  });
  expect(await newest()).toMatchObject({
    name: 'Upgrade of payments',
    locale: 'en',
    translations: { de: 'Neue Zahlungen' },
  });
});
