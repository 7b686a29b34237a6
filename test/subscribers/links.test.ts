import { afterEach, beforeEach, expect, test } from 'vitest';
import { archiveComponent, restoreComponent } from '../../api/actions/component/archive.ts';
import { confirmSubscription } from '../../api/actions/subscriber/subscriber.ts';
import { tokenFor } from '../../api/auth/link.ts';
import { audit, directMail, mail, subscriber, subscription } from '../../db/schema/index.ts';
import {
  addSubscribers,
  BASE_URL,
  lead,
  makeWorld,
  publish,
  type World,
} from '../support/mail/mail.ts';

let world: World;
let who: { pageId: string; id: string; epoch: number };
beforeEach(async () => {
  world = await makeWorld();
  await addSubscribers(world, 1);
  who = await one();
});
afterEach(() => world.close());

async function one() {
  const [row] = await world.db.select().from(subscriber);
  if (!row) throw new Error('nobody is subscribed');
  return row;
}
const token = (purpose: 'confirm' | 'manage' | 'unsubscribe') =>
  tokenFor(world.deps.signer, purpose, who);
const post = (
  path: string,
  body: BodyInit,
  headers: Record<string, string> = { origin: BASE_URL },
) => world.app.request(`${BASE_URL}${path}`, { method: 'POST', headers, body });
const form = (fields: Record<string, string>) => new URLSearchParams(fields);

const ONE_CLICK = () => form({ 'List-Unsubscribe': 'One-Click' });

const oneClickBodies: [string, BodyInit][] = [
  ['urlencoded', form({ 'List-Unsubscribe': 'One-Click' })],
  [
    'multipart',
    (() => {
      const data = new FormData();
      data.set('List-Unsubscribe', 'One-Click');
      return data;
    })(),
  ],
];
test.for(oneClickBodies)(
  'an email client unsubscribes with one %s POST, without cookie or origin, repeatedly',
  async ([, body]) => {
    const path = `/u/${await token('unsubscribe')}`;
    for (let i = 0; i < 2; i++) {
      const response = await post(path, body, {});
      expect(response.status).toBe(200);
      expect(response.headers.get('set-cookie')).toBeNull();
      expect((await one()).state).toBe('unsubscribed');
    }
  },
);

test('a scanner that opens links, or posts nothing to them, changes nothing', async () => {
  await world.db.update(subscriber).set({ state: 'pending' });
  for (const method of ['GET', 'HEAD'])
    for (const path of [`/confirm/${await token('confirm')}`, `/u/${await token('unsubscribe')}`])
      await world.app.request(`${BASE_URL}${path}`, { method });
  expect((await one()).state).toBe('pending');
  await world.db.update(subscriber).set({ state: 'active' });
  for (const body of [form({}), '', form({ 'List-Unsubscribe': '' })])
    expect((await post(`/u/${await token('unsubscribe')}`, body, {})).status).toBe(200);
  expect((await one()).state).toBe('active');
});

test.for<[string, Record<string, string>]>([
  ['whose origin the browser hides', { origin: 'null' }],
  ['without an origin', {}],
  ['opened at another address', { origin: 'http://192.0.2.7' }],
])('a form authorized by a token works %s', async ([, headers]) => {
  await world.db.update(subscriber).set({ state: 'pending' });
  await post(`/confirm/${await token('confirm')}`, form({}), headers);
  expect((await one()).state).toBe('active');
  await post(`/subscriptions/${await token('manage')}`, form({ leave: 'yes' }), headers);
  expect((await one()).state).toBe('unsubscribed');
});

test('a link in an email from before somebody left and returned still unsubscribes', async () => {
  await publish(world);
  await world.poll();
  const [sent] = await world.db.select().from(mail);
  const link = sent?.headers['List-Unsubscribe']?.slice(1, -1) ?? '';
  const path = new URL(link).pathname;
  await post(path, form({ 'List-Unsubscribe': 'One-Click' }), {});
  await post('/subscribe', form({ email: 'person-0@customers.example' }));
  await confirmSubscription(
    world.deps,
    world.pageId,
    await tokenFor(world.deps.signer, 'confirm', await one()),
  );
  expect((await one()).state).toBe('active');
  expect((await post(path, form({ 'List-Unsubscribe': 'One-Click' }), {})).status).toBe(200);
  expect((await one()).state).toBe('unsubscribed');
});

test('somebody who left is notified again only after a new confirmation; the old link does not confirm', async () => {
  const old = await token('confirm');
  await post(`/u/${await token('unsubscribe')}`, ONE_CLICK(), {});
  await post('/subscribe', form({ email: 'person-0@customers.example' }));
  expect((await one()).state).toBe('pending');
  expect(await world.db.select().from(directMail)).toHaveLength(1);
  await post(`/confirm/${old}`, form({}));
  expect((await one()).state).toBe('pending');
});

test('a token made for one purpose is invalid for another', async () => {
  for (const [path, made] of [
    ['/u/', 'manage'],
    ['/u/', 'confirm'],
    ['/subscriptions/', 'unsubscribe'],
    ['/subscriptions/', 'confirm'],
  ] as const)
    await post(`${path}${await token(made)}`, form({ leave: 'yes' }));
  expect((await one()).state).toBe('active');
  await world.db.update(subscriber).set({ state: 'pending' });
  for (const made of ['manage', 'unsubscribe'] as const)
    await post(`/confirm/${await token(made)}`, form({}));
  expect((await one()).state).toBe('pending');
});

test.for(['', '.', 'x', 'x.y', `${'a'.repeat(12)}.${'b'.repeat(22)}`, '%00', '../..'])(
  'an invented token reveals nobody and changes nothing: %j',
  async (made) => {
    for (const path of ['/confirm/', '/subscriptions/', '/u/']) {
      const shown = await (
        await world.app.request(`${BASE_URL}${path}${encodeURIComponent(made)}`)
      ).text();
      expect(shown).not.toContain('customers.example');
      await post(`${path}${encodeURIComponent(made)}`, form({ leave: 'yes' }), {});
    }
    expect((await one()).state).toBe('active');
  },
);

test('choices can be changed, and unsubscribing is one button', async () => {
  const path = `/subscriptions/${await token('manage')}`;
  const saved = await post(path, form({ scope: 'some', components: world.components.login }));
  expect(saved.status).toBe(303);
  expect(await one()).toMatchObject({ state: 'active', allComponents: false });
  expect(await world.db.select().from(subscription)).toMatchObject([
    { componentId: world.components.login },
  ]);
  expect((await post(path, form({ scope: 'some' }))).status).toBe(422);
  await post(path, form({ leave: 'yes' }));
  expect((await one()).state).toBe('unsubscribed');
});

test('a subscription to archived components only can be changed, kept for their return, and ended', async () => {
  const path = `/subscriptions/${await token('manage')}`;
  const { login, payments } = world.components;
  const chosen = async () =>
    (await world.db.select().from(subscription)).map(({ componentId }) => componentId).sort();
  const save = (fields: Record<string, string>) => post(path, form({ scope: 'some', ...fields }));
  await save({ components: login });
  await archiveComponent(world.deps, lead, world.pageId, login);
  expect((await save({ locale: 'de' })).status).toBe(303);
  expect(await one()).toMatchObject({ locale: 'de', allComponents: false });
  expect(await chosen()).toEqual([login]);

  expect((await save({ components: payments })).status).toBe(303);
  expect(await chosen()).toEqual([login, payments].sort());
  expect((await save({})).status).toBe(422);
  await restoreComponent(world.deps, lead, world.pageId, login);
  expect((await save({ components: payments })).status).toBe(303);
  expect(await chosen()).toEqual([payments]);

  await archiveComponent(world.deps, lead, world.pageId, payments);
  expect((await post(path, form({ scope: 'all' }))).status).toBe(303);
  expect(await one()).toMatchObject({ allComponents: true });
  await post(path, form({ leave: 'yes' }));
  expect((await one()).state).toBe('unsubscribed');
});

test('after unsubscribing, the old settings page is invalid', async () => {
  const path = `/subscriptions/${await token('manage')}`;
  await post(path, form({ leave: 'yes' }));
  expect((await post(path, form({ scope: 'all' }))).status).toBe(404);
  expect((await one()).state).toBe('unsubscribed');
});

test('a page behind a token is never cached and sends no referrer', async () => {
  for (const path of ['/confirm/', '/subscriptions/', '/u/']) {
    const { headers } = await world.app.request(`${BASE_URL}${path}${await token('manage')}`);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('x-robots-tag')).toBe('noindex');
  }
});

test('subscribers’ actions are in the audit log, without their address', async () => {
  await post(
    `/subscriptions/${await token('manage')}`,
    form({ scope: 'some', components: world.components.login }),
  );
  await post(`/u/${await token('unsubscribe')}`, ONE_CLICK(), {});
  const rows = (await world.db.select().from(audit)).filter((row) => row.subject === 'subscriber');
  expect(rows.map((row) => row.action)).toEqual(['choose', 'leave']);
  expect(JSON.stringify(rows)).not.toContain('customers.example');
});
