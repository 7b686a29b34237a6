import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, MINUTE } from '../../../api/domain/time/time.ts';
import { messages } from '../../../site/locales/index.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
  propsIn,
} from '../../support/world/console.ts';

const SETTINGS = '/admin/settings/internal';
let world: ConsoleWorld;
let ada: Browser;
let lea: Browser;
let incident: string;

beforeAll(async () => {
  world = await makeConsole();
  ada = await world.as('owner', 'Ada Owner');
  lea = await world.as('publisher', 'Lea Lead');
  await ada.post(`${SETTINGS}/viewers`, { email: 'Vera@partner.example' });
  await ada.post(`${SETTINGS}/domains`, { domains: 'corp.example\n@Sub.Corp.example' });
  incident = await open({ name: 'Payments fail', visibility: 'public', body: 'Cards fail.' });
});
afterAll(() => world.close());

async function open(more: Record<string, string>, by = lea): Promise<string> {
  const first = { state: 'investigating', template: 'blank', key: crypto.randomUUID() };
  const form = { ...first, warned: 'no-promise no-apology', do: 'publish', ...more };
  const answer = await by.post('/admin/incidents/new', form);
  const [, id = ''] = /incidents\/(\w{12})/.exec(answer.headers.get('location') ?? '') ?? [];
  expect([more.name, answer.status, id.length]).toEqual([more.name, 303, 12]);
  return id;
}
async function say(id: string, values: Record<string, string>, by = lea): Promise<void> {
  const answer = await by.post(`/admin/incidents/${id}/room/internal-updates`, values);
  expect([values.currentState, answer.status]).toEqual([values.currentState, 303]);
}
const mails = async (kind: string) =>
  (
    await world.deps.db.$client.execute({
      sql: 'select "to", subject, text, html from letter where kind = ? order by rowid',
      args: [kind],
    })
  ).rows.map((row) => ({ to: String(row.to), all: JSON.stringify(row), text: String(row.text) }));
const requestLink = (email: string) => world.browser().post('/internal/sign-in', { email });
const tokenIn = (text: string) => /token=([\w-]+)/.exec(text)?.[1] ?? '';
async function linkOf(email: string): Promise<string> {
  world.wait(61 * MINUTE); // not limited by earlier requests
  await requestLink(email);
  const last = (await mails('internal_sign_in')).filter(({ to }) => to === email).at(-1);
  return tokenIn(last?.text ?? '');
}
async function signedIn(email: string): Promise<Browser> {
  const browser = world.browser();
  const answer = await browser.post('/internal/sign-in/link', { token: await linkOf(email) });
  expect([email, answer.headers.get('location')]).toEqual([email, '/internal']);
  return browser;
}

describe('signing in to the internal page', () => {
  test('the answer is the same whether or not an address has access; only people with access get a link', async () => {
    const answers = [];
    for (const email of ['vera@partner.example', 'ed@corp.example', 'eve@evil.example']) {
      const answer = await requestLink(email);
      answers.push([answer.status, answer.headers.get('location'), await answer.text()]);
    }
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
    const sent = (await mails('internal_sign_in')).map(({ to }) => to);
    expect(sent).toEqual(['vera@partner.example', 'ed@corp.example']);
  });

  test('opening a link changes nothing; its button signs in, once', async () => {
    const token = await linkOf('vera@partner.example');
    for (let i = 0; i < 3; i++) {
      const page = await drawn(await world.browser().get(`/internal/sign-in/link?token=${token}`));
      expect(propsIn(page, '/internal/sign-in/link').isOpen).toBe(true);
    }
    const [first, second] = [world.browser(), world.browser()];
    expect((await first.post('/internal/sign-in/link', { token })).status).toBe(303);
    expect((await first.get('/internal')).status).toBe(200);
    expect((await second.post('/internal/sign-in/link', { token })).status).toBe(200);
    expect((await second.get('/internal')).headers.get('location')).toBe('/internal/sign-in');
  });

  test('a link expires after 15 minutes, and a newer one is different', async () => {
    const token = await linkOf('ed@corp.example');
    world.wait(16 * MINUTE);
    const late = world.browser();
    await late.post('/internal/sign-in/link', { token });
    expect((await late.get('/internal')).status).toBe(303);
    for (const wrong of ['', 'x', `${token}x`])
      expect((await late.post('/internal/sign-in/link', { token: wrong })).status).toBe(200);
  });

  test('requests are limited by address', async () => {
    world.wait(2 * DAY);
    const statuses = [];
    for (let i = 0; i < 6; i++) statuses.push((await requestLink('mia@corp.example')).status);
    expect(statuses.slice(0, 4)).toEqual([303, 303, 303, 303]);
    expect(statuses.slice(4)).toEqual([429, 429]);
  });

  test('a removed viewer and people of a removed domain lose access at once', async () => {
    const vera = await signedIn('vera@partner.example');
    const ed = await signedIn('ed@sub.corp.example');
    const { viewers } = propsIn(await drawn(await ada.get(SETTINGS)), SETTINGS);
    const id = viewers.find(({ email }) => email.startsWith('vera'))?.id ?? '';
    await ada.post(`${SETTINGS}/viewers/${id}/remove`, {});
    await ada.post(`${SETTINGS}/domains`, { domains: 'corp.example' });
    for (const browser of [vera, ed]) expect((await browser.get('/internal')).status).toBe(303);
    await ada.post(`${SETTINGS}/viewers`, { email: 'vera@partner.example' });
  });

  test('a viewer can open only the internal page', async () => {
    const vera = await signedIn('vera@partner.example');
    expect((await vera.get('/admin')).headers.get('location')).toBe('/admin/sign-in');
    await vera.post('/internal/sign-out', {});
    expect((await vera.get('/internal')).status).toBe(303);
  });

  test('domains of email providers, and invalid domains, are refused', async () => {
    for (const domains of ['gmail.com', 'corp.example\noutlook.com', 'corp', 'a@b@c', '10.0.0.1'])
      expect([domains, (await ada.post(`${SETTINGS}/domains`, { domains })).status]).toEqual([
        domains,
        422,
      ]);
  });
});

describe('the internal page', () => {
  test('has public and internal updates on one timeline, and may not be cached', async () => {
    await say(incident, { audience: 'responders', currentState: 'Shard 7 is stuck' });
    await say(incident, { audience: 'executives', currentState: 'Degraded', nextUpdateIn: '60' });
    for (const browser of [lea, await signedIn('ed@corp.example')]) {
      const answer = await browser.get('/internal');
      const facts = ['cache-control', 'x-robots-tag'].map((name) => answer.headers.get(name));
      expect(facts).toEqual(['private, no-store', 'noindex, nofollow']);
      const { open } = propsIn(await drawn(answer), '/internal');
      const [shown] = open.filter(({ record }) => record.id === incident);
      expect(shown?.entries.map(({ visibility }) => visibility)).toEqual([
        'internal',
        'internal',
        'public',
      ]);
    }
    const { open } = propsIn(await drawn(await lea.get('/internal?for=executives')), '/internal');
    expect(JSON.stringify(open)).not.toContain('Shard 7');
    const hour = world.deps.clock() + 60 * MINUTE;
    expect(open.find(({ record }) => record.id === incident)?.next?.by).toBeLessThanOrEqual(hour);
    const one = await drawn(await lea.get(`/internal/incidents/${incident}`));
    expect(JSON.stringify(one)).toContain('Shard 7');
  });

  test('has internal incidents, and restricted ones only for the people they name', async () => {
    const hidden = await open({
      visibility: 'restricted',
      name: 'Keys leaked',
      body: 'Keys leaked',
    });
    const internalId = await open({
      visibility: 'internal',
      name: 'Disk fills',
      body: 'Disk fills',
    });
    for (const other of [ada, await signedIn('ed@corp.example')]) {
      const text = await (await other.get('/internal')).text();
      expect(text).toContain('Disk fills');
      expect(text).not.toContain('Keys leaked');
      expect((await other.get(`/internal/incidents/${internalId}`)).status).toBe(200);
      expect((await other.get(`/internal/incidents/${hidden}`)).status).toBe(404);
    }
    expect(await (await lea.get('/internal')).text()).toContain('Keys leaked');
    expect((await lea.get(`/internal/incidents/${hidden}`)).status).toBe(200);
  });
});

describe('internal updates by email', () => {
  test('go once to each person who asked for them, and never to public subscribers', async () => {
    await world.deps.db.$client.execute({
      sql: `insert into subscriber (id, page_id, email, state, created_at, updated_at)
        values ('publicperson', ?, 'reader@public.example', 'active', 0, 0)`,
      args: [world.pageId],
    });
    const ed = await signedIn('ed@corp.example');
    await ed.post('/internal/subscription', { responders: 'on', executives: 'on' });
    await ada.post('/internal/subscription', { executives: 'on' });
    const bridge = 'https://meet.example.com/inc-1';
    await lea.post(`/admin/incidents/${incident}/room/links`, { bridge, 'was.bridge': '' });
    await say(incident, {
      audience: 'executives',
      currentState: 'Half of orders',
      updatesEvery: '240',
    });
    await say(incident, { audience: 'responders', currentState: 'Draining shard 7' });
    const sent = await mails('internal_update');
    expect(sent.map(({ to }) => to).sort()).toEqual([
      'ada.owner@example.com',
      'ed@corp.example',
      'ed@corp.example',
    ]);
    expect(sent[0]?.text).toMatch(
      /State:\nHalf of orders\n\nNext update by .*Updates every 4 hours from now on/s,
    );
    expect(sent.filter(({ all }) => all.includes('Draining')).map(({ to }) => to)).toEqual([
      'ed@corp.example',
    ]);
    expect(sent.map(({ text }) => text.includes(bridge))).toEqual(
      sent.map(({ text }) => text.includes('Draining')),
    );
  });

  test('have a link that unsubscribes by a button, not by opening it', async () => {
    const sent = (await mails('internal_update')).find(({ to }) => to === 'ada.owner@example.com');
    const path = /https?:\/\/[^/]+(\/internal\/unsubscribe\/\S+)/.exec(sent?.text ?? '')?.[1] ?? '';
    const count = async () =>
      (await world.deps.db.$client.execute('select * from internal_subscriber')).rows.length;
    const before = await count();
    await world.browser().get(path);
    await world.browser().post(`${path}x`, {});
    expect(await count()).toBe(before);
    await world.browser().post(path, {});
    expect(await count()).toBe(before - 1);
  });

  test('about a restricted incident go only to people it names, and reveal nothing of it', async () => {
    await lea.post('/internal/subscription', { executives: 'on' });
    const hidden = await open({
      visibility: 'restricted',
      name: 'Data leaked',
      body: 'Data leaked',
    });
    const before = (await mails('internal_update')).length;
    await say(hidden, { audience: 'executives', currentState: 'Table users was read' });
    const sent = (await mails('internal_update')).slice(before);
    expect(sent.map(({ to }) => to)).toEqual(['lea.lead@example.com']);
    expect(JSON.stringify(sent)).not.toMatch(/leaked|users was read|Lea/);
  });

  test('are in the page’s language, and sign-in links in that of their page', async () => {
    world.wait(61 * MINUTE);
    const gus = world.browser();
    const choose = (language: string) => gus.post('/language', { language, to: '/internal' });
    const newest = async (kind: string) =>
      (await mails(kind)).filter(({ to }) => to === 'gus@corp.example').at(-1)?.text ?? '';
    await choose('de');
    await gus.post('/internal/sign-in', { email: 'gus@corp.example' });
    const letter = await newest('internal_sign_in');
    expect(letter).toContain(messages.de['internal.linkOnce']);
    await gus.post('/internal/sign-in/link', { token: tokenIn(letter) });
    const { locale } = propsIn(await drawn(await gus.get('/internal')), '/internal');
    expect(locale).toBe('de');

    await gus.post('/internal/subscription', { executives: 'on' });
    const write = (language: string) =>
      world.deps.db.$client.execute({ sql: 'update page set locale = ?', args: [language] });
    for (const language of ['de', 'ja'] as const) {
      await write(language);
      await say(incident, { audience: 'executives', currentState: 'Slow', updatesEvery: '240' });
      const words = messages[language];
      const text = await newest('internal_update');
      expect(text).toContain(`${words['internal.state']}${language === 'ja' ? '：' : ':'}\nSlow`);
      expect(text).toContain(language === 'ja' ? '4 時間' : '4 Stunden');
      expect(text).toContain(words['mail.leave']);
    }
    await write('en');
  });
});

describe('internal incidents that begin', () => {
  test('are told once to the people who asked for it, and a public or restricted one is not', async () => {
    const ed = await signedIn('ed@corp.example');
    await ed.post('/internal/subscription', { openings: 'on' });
    const before = (await mails('internal_update')).length;
    await open({ visibility: 'public', name: 'Cards fail again', body: 'Cards fail.' });
    await open({ visibility: 'restricted', name: 'Keys leaked again', body: 'Keys leaked.' });
    const id = await open({
      ...{ visibility: 'internal', name: 'Queue is full', severity: 'SEV3' },
      body: 'We drain it.\nNo customer sees it.',
    });
    const sent = (await mails('internal_update')).slice(before);
    expect(sent.map(({ to }) => to)).toEqual(['ed@corp.example']);
    expect(sent[0]?.text).toMatch(/^Queue is full\n\nSEV3: A new internal incident/);
    expect(sent[0]?.text).toContain(`/internal/incidents/${id}`);
    const path = /https?:\/\/[^/]+(\/internal\/unsubscribe\/\S+)/.exec(sent[0]?.text ?? '')?.[1];
    await world.browser().post(path ?? '', {});
    const { subscribed } = propsIn(await drawn(await ed.get('/internal')), '/internal');
    expect(subscribed).toEqual([]);
  });

  test('an owner is told how many restricted ones there are that do not name them, and nothing else', async () => {
    const counted = async (by: Browser) =>
      propsIn(await drawn(await by.get('/admin')), '/admin').unreadable;
    const [asOwner, asLead] = [await counted(ada), await counted(lea)];
    expect(asLead).toBe(0);
    const hidden = await open({ visibility: 'restricted', name: 'Data sold', body: 'Data sold.' });
    expect([await counted(ada), await counted(lea)]).toEqual([asOwner + 1, 0]);
    expect(await (await ada.get('/admin')).text()).not.toContain('Data sold');
    const { members } = propsIn(
      await drawn(await ada.get(`/admin/incidents/${hidden}/access`)),
      '/admin/incidents/[id]/access',
    );
    const people = members.map(({ id }) => id);
    await ada.post(`/admin/incidents/${hidden}/access`, { do: 'name', people });
    expect(await counted(ada)).toBe(asOwner);
  });
});
