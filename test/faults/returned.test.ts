import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inboundEvent, letter, subscriber, suppression } from '../../db/schema/index.ts';
import { addSubscribers, makeWorld, publish, type World } from '../support/mail.ts';
import { announced } from '../support/random.ts';
import { FULL } from '../support/size.ts';

const HOOK_SECRET = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3';
let world: World;
beforeEach(async () => {
  world = await makeWorld({ env: { RESEND_WEBHOOK_SECRET: HOOK_SECRET } });
});
afterEach(() => world.close());

const event = (type: string, to: string, at: number, more: object = {}) =>
  JSON.stringify({ type, created_at: new Date(at).toISOString(), data: { to: [to], ...more } });
const bounced = (to: string, at: number, type = 'Permanent') =>
  event('email.bounced', to, at, { bounce: { message: '550', type, subType: 'General' } });

let count = 0;
function deliver(
  body: string,
  given: { id?: string; at?: number; name?: string; signature?: string; signed?: string } = {},
) {
  const { id = `msg_${count++}`, at = Date.now(), name = 'svix' } = given;
  const signature = new Webhook(HOOK_SECRET).sign(id, new Date(at), given.signed ?? body);
  return world.app.request('https://status.acme.example/hooks/resend', {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      [`${name}-id`]: id,
      [`${name}-timestamp`]: `${Math.floor(at / 1000)}`,
      [`${name}-signature`]: given.signature ?? signature,
    },
  });
}
const suppressed = async () => (await world.db.select().from(suppression)).length;
async function told() {
  const id = await publish(world, { name: `Trouble ${count++}` });
  await world.look();
  const mails = await world.db.$client.execute(
    `select "to" from mail where idempotency_key like '%' || (select id from notification where incident_id = '${id}') || '%'`,
  );
  return mails.rows.map((row) => String(row.to)).sort();
}

test('an address that bounced for good or complained gets no more mail; the others do', async () => {
  const [gone = '', angry = '', full = '', fine = ''] = await addSubscribers(world, 4);
  const { now } = world.clock;
  expect((await deliver(bounced(gone, now))).status).toBe(204);
  expect((await deliver(event('email.complained', angry, now), { name: 'webhook' })).status).toBe(
    204,
  );
  expect((await deliver(bounced(full, now, 'Transient'))).status).toBe(204);
  expect(await told()).toEqual([full, fine].sort());
  const people = await world.db.select().from(subscriber);
  expect(people.map((row) => row.state)).toEqual(['active', 'active', 'active', 'active']);
  expect(people.find((row) => row.email === full)?.transientBounces).toBe(1);
});

test('the same event counts once, however often it comes and however many come at once', async () => {
  const [gone = '', full = ''] = await addSubscribers(world, 2);
  const times = FULL ? 1000 : 30;
  const { now } = world.clock;
  const answers = await Promise.all(
    Array.from({ length: times }, (_, i) =>
      i % 2
        ? deliver(bounced(gone, now), { id: 'msg_same' })
        : deliver(bounced(full, now, 'Transient'), { id: 'msg_other' }),
    ),
  );
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([204]));
  expect(await suppressed()).toBe(1);
  const people = await world.db.select().from(subscriber);
  expect(people.find((row) => row.email === full)?.transientBounces).toBe(1);
  expect(await world.db.select().from(inboundEvent)).toHaveLength(2);
});

test('what is not signed, signed long ago, for another body or by another is refused and does nothing', async () => {
  const [gone = ''] = await addSubscribers(world, 1);
  const body = bounced(gone, world.clock.now);
  const refused = [
    await deliver(body, { at: Date.now() - 6 * 60_000 }),
    await deliver(body, { at: Date.now() + 6 * 60_000 }),
    await deliver(body, { signature: 'v1,AAAA' }),
    await deliver(body, { signature: '' }),
    await deliver(JSON.stringify(JSON.parse(body), null, 1), { signed: body }),
    await deliver(body, { id: '' }),
  ];
  expect(refused.map((answer) => answer.status)).toEqual([401, 401, 401, 401, 401, 401]);
  expect(await suppressed()).toBe(0);
});

test('in whatever order events come, who bounced or complained stays unmailed', async () => {
  const random = announced('ORDER_SEED');
  const people = await addSubscribers(world, FULL ? 1000 : 15);
  const { now } = world.clock;
  const events = people.flatMap((to, i) => [
    event('email.sent', to, now),
    event('email.delivered', to, now + 1000),
    ...(i % 3 === 0 ? [bounced(to, now + 2000)] : []),
    ...(i % 3 === 1 ? [event('email.complained', to, now + 2000)] : []),
    event('email.opened', to, now + 3000),
  ]);
  for (let i = events.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [events[i], events[j]] = [events[j] ?? '', events[i] ?? ''];
  }
  for (const body of events) expect((await deliver(body)).status).toBe(204);
  expect(await told()).toEqual(people.filter((_, i) => i % 3 === 2).sort());
});

test('whoever bounced signs up again, confirms, and is mailed; older news of the bounce no longer counts', async () => {
  const [to = ''] = await addSubscribers(world, 1);
  await deliver(bounced(to, world.clock.now));
  expect(await told()).toEqual([]);
  const before = world.clock.now;
  world.clock.now += 60_000;
  const form = (fields: Record<string, string>) => ({
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { origin: 'https://status.acme.example' },
  });
  await world.app.request('https://status.acme.example/subscribe', form({ email: to }));
  const [asked] = await world.db.select().from(letter);
  const [confirm = ''] = /https:\S+\/confirm\/\S+/.exec(asked?.text ?? '') ?? [];
  expect(await told()).toEqual([]);
  await world.app.request(confirm, form({}));
  expect(await told()).toEqual([to]);
  await deliver(bounced(to, before + 1000));
  expect(await suppressed()).toBe(0);
  await deliver(bounced(to, world.clock.now + 1000));
  expect(await told()).toEqual([]);
});

test('without a secret there is no such hook', async () => {
  const other = await makeWorld();
  const answer = await other.app.request('https://status.acme.example/hooks/resend', {
    method: 'POST',
    body: '{}',
  });
  expect(answer.status).toBe(404);
  await other.close();
});
