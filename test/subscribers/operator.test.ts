import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eraseSubscriber } from '../../api/actions/subscriber/erase.ts';
import {
  addSubscriber,
  removeSubscriber,
  setMessageLanguage,
} from '../../api/actions/subscriber/operator.ts';
import { askToSubscribe, SignUp } from '../../api/actions/subscriber/sign-up.ts';
import { unsubscribe } from '../../api/actions/subscriber/unsubscribe.ts';
import { tokenFor } from '../../api/auth/link.ts';
import { readSubscribers, type SubscriberQuery } from '../../api/reads/subscriber/list.ts';
import { findPage, type Page } from '../../db/page/page.ts';
import { directMail, mail, subscriber } from '../../db/schema/index.ts';
import { countSubscribers, listSubscribers } from '../../db/subscriber/list.ts';
import { addSubscribers, BASE_URL, lead, makeWorld, type World } from '../support/mail/mail.ts';

let world: World;
let page: Page;
beforeEach(async () => {
  world = await makeWorld();
  const found = await findPage(world.db, world.pageId);
  if (!found) throw new Error('no page');
  page = found;
});
afterEach(() => world.close());

const add = (email: string) => addSubscriber(world.deps, lead, page, SignUp.parse({ email }));

test('an address added by the operator gets a confirmation request, from the local mailbox', async () => {
  await add('ana@customers.example');
  await world.poll();
  const [sent] = await world.db.select().from(mail);
  expect(sent).toMatchObject({
    to: 'ana@customers.example',
    subject: 'Confirm your subscription to Acme status',
  });
  expect(sent?.text).toMatch(/https:\/\/status\.acme\.example\/confirm\/\S+/);
  expect(await countSubscribers(world.db, world.pageId)).toEqual([
    { channel: 'email', standing: 'unconfirmed', n: 1 },
  ]);
});

test('the operator is told why nothing was sent', async () => {
  const [active = ''] = await addSubscribers(world, 1);
  await expect(add(active)).rejects.toMatchObject({
    fields: { email: 'This address is already subscribed.' },
  });
});

const asks = (email: string) =>
  askToSubscribe(world.deps, page, SignUp.parse({ email }), `2001:db8:${asked++}::1`);
let asked = 0;

test('adding always sends a confirmation, whatever was requested before, and the address may request again', async () => {
  const email = 'ana@customers.example';
  const sent = async () => {
    await world.db.update(directMail).set({ state: 'done', sentAt: world.clock.now });
    return (await world.db.select().from(directMail)).length;
  };
  for (let i = 0; i < 6; i++) {
    await asks(email);
    await sent();
    world.clock.now += 24 * 3_600_000;
  }
  await asks(email);
  expect(await sent()).toBe(6);
  await add(email);
  await add(email);
  expect(await sent()).toBe(8);
  await asks(email);
  expect(await sent()).toBe(9);
});

test('a removed subscriber can sign up again at once', async () => {
  const email = 'ana@customers.example';
  await asks(email);
  const [who] = await world.db.select().from(subscriber);
  await removeSubscriber(world.deps, lead, world.pageId, who?.id ?? '', 'Not a customer');
  expect((await world.db.select().from(subscriber))[0]).toMatchObject({
    state: 'unsubscribed',
    removedReason: 'Not a customer',
  });
  await world.db.update(directMail).set({ state: 'done', sentAt: world.clock.now });
  world.clock.now += 11 * 60_000;
  await asks(email);
  expect((await world.db.select().from(subscriber))[0]?.state).toBe('pending');
  expect(await world.db.select().from(directMail)).toHaveLength(2);
});

test('an erased subscriber leaves no address, and their old link still responds', async () => {
  const [email = ''] = await addSubscribers(world, 1);
  const [who] = await world.db.select().from(subscriber);
  if (!who) throw new Error('nobody is subscribed');
  await eraseSubscriber(world.deps, lead, world.pageId, who.id);
  expect(await world.db.select().from(subscriber)).toEqual([]);
  const dump = JSON.stringify(await world.db.query.audit.findMany());
  expect(dump).not.toContain(email);
  const link = await tokenFor(world.deps.signer, 'unsubscribe', who);
  expect(await unsubscribe(world.deps, world.pageId, 'unsubscribe', link)).toBe('left');
});

test('the team sets the language of what somebody gets, and takes it back to the page’s', async () => {
  await addSubscribers(world, 1);
  const stored = async () => {
    const [one] = await world.db.select().from(subscriber);
    return { id: one?.id ?? '', locale: one?.locale };
  };
  const { id } = await stored();
  await setMessageLanguage(world.deps, lead, world.pageId, id, 'ja');
  expect((await stored()).locale).toBe('ja');
  await setMessageLanguage(world.deps, lead, world.pageId, id, null);
  expect((await stored()).locale).toBe(null);
  const wrongPage = setMessageLanguage(world.deps, lead, 'page00000009', id, 'ja');
  await expect(wrongPage).rejects.toMatchObject({ status: 404 });
});

const everybody = { standing: null, channel: null };

test('the list is searched by a part of the address, wildcards taken literally', async () => {
  await addSubscribers(world, 12);
  const find = async (q: string) =>
    (await listSubscribers(world.db, world.pageId, { q, ...everybody, limit: 50 })).length;

  expect(await find('person-1@')).toBe(1);
  expect(await find('customers')).toBe(12);
  expect(await find('%')).toBe(0);
  expect(await find('person_1')).toBe(0);
});

test('the list is filtered by state and channel, counted, and paged in both directions', async () => {
  await addSubscribers(world, 60);
  const [one, two, three] = await world.db.select().from(subscriber).limit(3);
  const set = (id: string | undefined, changes: Partial<typeof subscriber.$inferInsert>) =>
    world.db
      .update(subscriber)
      .set(changes)
      .where(eq(subscriber.id, id ?? ''));
  await set(one?.id, { state: 'unsubscribed' });
  await set(two?.id, { quarantinedAt: 1, channel: 'webhook', label: 'hooks.example.com …a1b2' });
  await set(three?.id, { state: 'pending' });
  const read = (query: Partial<SubscriberQuery>) =>
    readSubscribers(world.db, world.pageId, {
      q: '',
      ...everybody,
      after: '',
      before: '',
      ...query,
    });
  const first = await read({});
  expect(first.byStanding.map(({ standing, n }) => [standing, n])).toEqual([
    ['active', 57],
    ['unconfirmed', 1],
    ['quarantined', 1],
    ['left', 1],
  ]);
  expect([first.rows.length, first.newer]).toEqual([50, null]);
  const second = await read({ after: first.older ?? '' });
  expect([second.rows.length, second.older]).toEqual([9, null]);
  const back = await read({ before: second.newer ?? '' });
  expect(back.rows.map(({ id }) => id)).toEqual(first.rows.map(({ id }) => id));
  expect((await read({ standing: 'quarantined', channel: 'webhook' })).rows).toMatchObject([
    { id: two?.id, standing: 'quarantined' },
  ]);
  expect((await read({ q: 'a1b2' })).rows).toHaveLength(1);
  expect((await read({ channel: 'slack' })).rows).toEqual([]);
});

test('the holder of a link to preferences gets a copy of their data, and erases it', async () => {
  const [email = ''] = await addSubscribers(world, 1);
  const [who] = await world.db.select().from(subscriber);
  if (!who) throw new Error('nobody is subscribed');
  const path = `${BASE_URL}/subscriptions/${await tokenFor(world.deps.signer, 'manage', who)}`;
  const copy = await world.app.request(`${path}/data`);
  expect(await copy.json()).toMatchObject({ subscriber: { address: email, state: 'active' } });
  expect(copy.headers.get('cache-control')).toBe('no-store');
  const erase = () => world.app.request(`${path}/erase`, { method: 'POST' });
  expect((await erase()).status).toBe(303);
  expect(await world.db.select().from(subscriber)).toEqual([]);
  expect((await erase()).status).toBe(404);
  expect((await world.app.request(`${path}/data`)).status).toBe(404);
});
