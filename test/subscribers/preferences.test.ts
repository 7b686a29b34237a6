import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tokenFor } from '../../api/auth/link.ts';
import { isListAddress } from '../../api/domain/subscriber/list-address.ts';
import { component, directMail, mail, subscriber, subscription } from '../../db/schema/index.ts';
import { endIncidentSubscriptions } from '../../db/subscriber/following/ended-incident.ts';
import {
  addSubscribers,
  BASE_URL,
  makeWorld,
  publish,
  replyNext,
  type World,
} from '../support/mail/mail.ts';

let world: World;

beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

const post = (path: string, form: Record<string, string>) =>
  world.app.request(`${BASE_URL}${path}`, {
    method: 'POST',
    headers: { origin: BASE_URL },
    body: new URLSearchParams(form),
  });
const people = () => world.db.select().from(subscriber);
const linkOf = async (purpose: 'manage' | 'unsubscribe' | 'leave-list' | 'confirm') => {
  const [who] = await people();
  if (!who) throw new Error('nobody signed up');
  return tokenFor(world.deps.signer, purpose, who);
};

test('a group, kinds and detail are stored at sign-up and changed later; members that come later count', async () => {
  const { login, payments } = world.components;
  await world.db.insert(component).values({
    ...{ id: 'group', pageId: world.pageId, name: 'Core', group: true, position: 9 },
    ...{ createdAt: 0, updatedAt: 0 },
  });
  await world.db.update(component).set({ groupId: 'group' }).where(eq(component.id, login));
  const wish = { email: 'ana@customers.example', scope: 'some', components: `group ${login}` };
  await post('/subscribe', { ...wish, kinds: 'incidents', detail: 'start-and-end' });
  expect(await people()).toMatchObject([
    { state: 'pending', allComponents: false, kinds: 'incidents', detail: 'start-and-end' },
  ]);
  expect(await world.db.select().from(subscription)).toMatchObject([
    { componentId: 'group', target: 'group' },
  ]);
  await post(`/confirm/${await linkOf('confirm')}`, {});
  const changed = { scope: 'some', components: 'group', kinds: 'all', detail: 'every' };
  const saved = await post(`/subscriptions/${await linkOf('manage')}`, {
    ...changed,
    ...{ zone: 'Asia/Kolkata', locale: 'de' },
  });
  expect(saved.status).toBe(303);
  expect(await people()).toMatchObject([
    { kinds: 'all', detail: 'every', zone: 'Asia/Kolkata', locale: 'de' },
  ]);
  await publish(world);
  await world.db.update(component).set({ groupId: 'group' }).where(eq(component.id, payments));
  await world.poll();
  expect(await world.db.select().from(mail).where(eq(mail.to, wish.email))).toHaveLength(2);
  const shown = await world.app.request(`${BASE_URL}/subscriptions/${await linkOf('manage')}`);
  expect(await shown.json()).toMatchObject({ subscription: { recent: 1, zone: 'Asia/Kolkata' } });
  const refused = await post(`/subscriptions/${await linkOf('manage')}`, {
    ...changed,
    zone: 'Mars/Base',
  });
  expect(refused.status).toBe(422);
});

test('who follows one incident hears of its end, and is then unsubscribed', async () => {
  const id = await publish(world);
  await world.poll();
  await post('/subscribe', { email: 'ana@customers.example', scope: 'incident', incident: id });
  await post(`/confirm/${await linkOf('confirm')}`, {});
  expect(await world.db.select().from(subscription)).toMatchObject([
    { componentId: id, target: 'incident' },
  ]);
  await endIncidentSubscriptions(world.db, world.clock.now);
  await replyNext(world, id, 'resolved', 'It works again.');
  await endIncidentSubscriptions(world.db, world.clock.now);
  expect(await people()).toMatchObject([{ state: 'active' }]);
  await world.poll();
  await endIncidentSubscriptions(world.db, world.clock.now);
  expect(await people()).toMatchObject([{ state: 'unsubscribed' }]);
  await replyNext(world, id, 'investigating', 'It is back.');
  await world.poll();
  const got = await world.db.select().from(mail).where(eq(mail.to, 'ana@customers.example'));
  expect(got.map(({ subject }) => subject).filter((s) => s.startsWith('['))).toEqual([
    '[Resolved] Card payments: Payments fail',
  ]);
  const over = await post('/subscribe', {
    email: 'bo@customers.example',
    scope: 'incident',
    incident: 'none',
  });
  expect(over.status).toBe(422);
});

test('a list is asked by email before it is unsubscribed, however often somebody leaves', async () => {
  await addSubscribers(world, 1);
  await world.db.update(subscriber).set({ email: 'team@customers.example' });
  const oneClick = { 'List-Unsubscribe': 'One-Click' };
  const first = await post(`/u/${await linkOf('unsubscribe')}`, oneClick);
  expect(first.status).toBe(200);
  await post(`/u/${await linkOf('unsubscribe')}`, oneClick);
  await post(`/subscriptions/${await linkOf('manage')}`, { leave: 'yes' });
  expect(await people()).toMatchObject([{ state: 'active' }]);
  const asked = await world.db.select().from(directMail);
  expect(asked).toMatchObject([{ kind: 'leave', to: 'team@customers.example' }]);
  const link = `/u/${await linkOf('leave-list')}`;
  expect(asked[0]?.text).toContain(`${BASE_URL}${link}`);
  await world.app.request(`${BASE_URL}${link}`);
  expect(await people()).toMatchObject([{ state: 'active' }]);
  await post(link, oneClick);
  expect(await people()).toMatchObject([{ state: 'unsubscribed' }]);
});

test.for([
  ['team@acme.example', true],
  ['all@acme.example', true],
  ['Support+status@acme.example', true],
  ['payments-team@acme.example', true],
  ['on-call@acme.example', true],
  ['ana@acme.example', false],
  ['ana.allen@acme.example', false],
  ['tina.teamer@acme.example', false],
] as const)('%s is a list: %s', ([email, isList]) => {
  expect(isListAddress(email)).toBe(isList);
});
