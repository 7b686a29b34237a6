import { execFileSync } from 'node:child_process';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { eq } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tokenFor } from '../../api/auth/link.ts';
import { SECRET_PURPOSE } from '../../api/domain/destination/purposes.ts';
import { discordChannel } from '../../api/notify/channels/discord/channel.ts';
import { slackChannel } from '../../api/notify/channels/slack/channel.ts';
import { teamsChannel } from '../../api/notify/channels/teams/channel.ts';
import { webhookChannel } from '../../api/notify/channels/webhook/channel.ts';
import { Sender } from '../../api/notify/queue/sender.ts';
import type { OwnedDeliveries } from '../../api/reads/subscriber/deliveries.ts';
import {
  audit,
  batch,
  chatMessage,
  incident,
  notification,
  signingSecret,
  subscriber,
} from '../../db/schema/index.ts';
import { isGenuine } from '../../site/verify/verify.node.ts';
import { addDestination, encryption, sendToLoopback } from '../support/chat/destinations.ts';
import {
  addSubscribers,
  BASE_URL,
  makeWorld,
  passTheWaits,
  publish,
  replyNext,
  type World,
} from '../support/mail/mail.ts';
import { requestBody } from '../support/server/request-body.ts';

const SECRET = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3';
type Received = { path: string; headers: IncomingHttpHeaders; body: Buffer };
type Shown = OwnedDeliveries & { secret: string | null; form?: { message: string } };

let world: World;
let sender: Sender;
let server: Server;
let received: Received[];
let answer: { status: number; body?: string };

beforeEach(async () => {
  received = [];
  answer = { status: 204 };
  server = createServer(async (request, response) => {
    const body = await requestBody(request);
    if (body === null) return;
    received.push({ path: request.url ?? '', headers: request.headers, body });
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  world = await makeWorld();
  world.clock.now = Date.now(); // channels go by the time of the machine
  const { deps, db } = world;
  const given = { db, signer: deps.signer, encryption, send: sendToLoopback, baseUrl: BASE_URL };
  const chat = { ...given, slackApi: 'https://slack.example/api' };
  const own = [webhookChannel(given), slackChannel(chat), teamsChannel(chat), discordChannel(chat)];
  const names = new Set(own.map(({ name }) => name));
  const channels = [...deps.channels.filter(({ name }) => !names.has(name)), ...own];
  sender = new Sender({ ...deps, encryption, channels, holder: 'owner' });
  Object.assign(deps, { channels });
  await addDestination(world, {
    id: 'hook',
    channel: 'webhook',
    address: addressOf('/s3cretpath'),
  });
  const stored = await encryption.encrypt(SECRET_PURPOSE, SECRET);
  const row = { id: 'secret', subscriberId: 'hook', secret: stored, createdAt: 1 };
  await db.insert(signingSecret).values(row);
});
afterEach(async () => {
  await sender.stop();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  await world.close();
});

const addressOf = (path: string): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
const send = async () => {
  await passTheWaits(world);
  await sender.poll();
};
const rowOf = async (id = 'hook') => {
  const [row] = await world.db.select().from(subscriber).where(eq(subscriber.id, id));
  if (!row) throw new Error('no such subscriber');
  return row;
};
const pathOf = async (id = 'hook') =>
  `/subscriptions/${await tokenFor(world.deps.signer, 'manage', await rowOf(id))}/deliveries`;
const request = (path: string, method = 'GET') =>
  world.app.request(`${BASE_URL}${path}`, { method, ...(method === 'POST' ? { body: '' } : {}) });
const shown = async (id = 'hook'): Promise<Shown> => (await request(await pathOf(id))).json();
const post = async (action: string, id = 'hook') =>
  request(`${await pathOf(id)}/${action}`, 'POST');
const headersOf = ({ headers }: Received) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${value}`]));
const states = async () =>
  (await shown()).deliveries.map(({ state, attempts }) => [state, attempts.length]);

test('the owner of a webhook sees what was sent, what it answered, and the payload', async () => {
  await publish(world);
  answer = { status: 500, body: '<b>Failed</b> at /s3cretpath' };
  await send();
  answer = { status: 204 };
  await send();
  const { deliveries, ...rest } = await shown();
  expect(rest).toMatchObject({ channel: 'webhook', isQuarantined: false, secret: null });
  expect(deliveries).toMatchObject([
    {
      ...{ title: 'Payments fail', update: 'investigating', state: 'done' },
      attempts: [
        { outcome: 'sent', status: 204, nextAt: null },
        { outcome: 'refused', status: 500, excerpt: '<b>Failed</b> at …' },
      ],
    },
  ]);
  const sent = await request(`${await pathOf()}/${deliveries[0]?.notificationId}/payload`);
  expect(sent.headers.get('content-type')).toContain('application/json');
  expect(await sent.json()).toEqual(JSON.parse(`${received[1]?.body}`));
  expect(JSON.stringify(await shown())).not.toContain('s3cret');
});

test('the link is private: no cache, no index, no other subscriber, and looking changes nothing', async () => {
  await publish(world);
  await send();
  const [before] = await world.db.select().from(notification);
  const id = before?.id;
  const path = await pathOf();
  for (const address of [path, `${path}/${id}/payload`]) {
    const { status, headers } = await request(address);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(headers.get('x-robots-tag')).toBe('noindex');
    expect(headers.get('referrer-policy')).toBe('same-origin');
  }
  for (const address of [`${path}/test`, `${path}/${id}/again`, `${path}/secret`])
    expect((await request(address)).status).toBe(404);
  expect(received).toHaveLength(1);
  expect(await world.db.select().from(notification)).toEqual([before]);

  const [email = ''] = await addSubscribers(world, 1);
  await addDestination(world, { id: 'other', channel: 'webhook', address: addressOf('/other') });
  const [mailbox] = await world.db.select().from(subscriber).where(eq(subscriber.email, email));
  const unsubscribe = await tokenFor(world.deps.signer, 'unsubscribe', await rowOf());
  for (const address of [
    await pathOf(mailbox?.id),
    `/subscriptions/${unsubscribe}/deliveries`,
    '/subscriptions/hook.abc/deliveries',
    `${await pathOf('other')}/${id}/payload`,
  ])
    expect((await request(address)).status).toBe(404);
  for (const action of ['test', `${id}/again`, 'secret'])
    expect((await request(`/subscriptions/hook.abc/deliveries/${action}`, 'POST')).status).toBe(
      404,
    );
  expect((await post(`${id}/again`, 'other')).status).toBe(409);
  expect(received).toHaveLength(1);
});

test('a message is sent again by the queue with the same ID, and counts once', async () => {
  await publish(world);
  await send();
  const [{ id } = { id: '' }] = await world.db.select().from(notification);
  const finishedAt = (await world.notification())?.finishedAt;
  expect((await post(`${id}/again`)).headers.get('location')).toMatch(/\/deliveries\?done=again$/);
  expect(await world.notification()).toMatchObject({ state: 'sending', sent: 0, finishedAt });
  expect(await states()).toEqual([['ready', 1]]);
  expect((await post(`${id}/again`)).status).toBe(409);
  await send();
  expect(received.map(({ headers }) => headers['webhook-id'])).toEqual([
    `msg_${id}_hook`,
    `msg_${id}_hook`,
  ]);
  expect(received[1]?.body).toEqual(received[0]?.body);
  expect(await world.notification()).toMatchObject({
    state: 'done',
    planned: 1,
    sent: 1,
    failed: 0,
  });
  expect(await states()).toEqual([['done', 2]]);
  const actions = (await world.db.select().from(audit)).map(({ action }) => action);
  expect(actions).toContain('send again');
});

test('a message that failed is sent again, and one of a canceled notification is not', async () => {
  await publish(world);
  answer = { status: 503 };
  for (let i = 0; i < 11; i++) {
    await world.db.run('delete from host_state');
    await send();
  }
  expect(await world.notification()).toMatchObject({ state: 'done', failed: 1 });
  answer = { status: 204 };
  const [{ id } = { id: '' }] = await world.db.select().from(notification);
  await world.db.run('delete from host_state');
  await post(`${id}/again`);
  await send();
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 1, failed: 0 });
  await world.db.update(notification).set({ state: 'cancelled' });
  expect((await post(`${id}/again`)).status).toBe(409);
});

test('a message that is sent again is no news for others: a newer update replaces nothing', async () => {
  const incidentId = await publish(world);
  await send();
  const [{ id } = { id: '' }] = await world.db.select().from(notification);
  await post(`${id}/again`);
  await replyNext(world, incidentId, 'identified', 'The cause is known.');
  const rows = await world.db.select().from(notification).orderBy(notification.createdAt);
  expect(rows.map(({ supersededBy }) => supersededBy)).toEqual([null, null]);
  await send();
  expect(received).toHaveLength(3);
});

test('a chat shows the newest update: only that one is sent again', async () => {
  await addDestination(world, { id: 'teams', channel: 'teams', address: addressOf('/teams') });
  const incidentId = await publish(world);
  await send();
  await replyNext(world, incidentId, 'identified', 'The cause is known.');
  await send();
  const rows = await world.db.select().from(notification).orderBy(notification.createdAt);
  const [older, newest] = rows.map(({ id }) => id);
  expect((await post(`${older}/again`, 'teams')).status).toBe(409);
  expect((await post(`${newest}/again`, 'teams')).status).toBe(303);
  await send();
  expect(received.filter(({ path }) => path === '/teams')).toHaveLength(3);
});

test('owners repeat nothing without end', async () => {
  await publish(world);
  await send();
  const [{ id } = { id: '' }] = await world.db.select().from(notification);
  const ends: number[] = [];
  for (let i = 0; i < 6; i++) ends.push((await post('test')).status);
  expect(ends).toEqual([303, 303, 303, 303, 303, 429]);
  for (let i = 0; i < 20; i++) {
    await post(`${id}/again`);
    await send();
  }
  const refused = await post(`${id}/again`);
  expect(refused.status).toBe(429);
  expect(((await refused.json()) as Shown).form?.message).toMatch(/^You did this too often/);
  expect(received).toHaveLength(1 + 5 + 20);
});

test('a test reaches every channel, is signed, and leaves no incident', async () => {
  const chats = [
    ['slack', 'https://hooks.slack.com'],
    ['teams', ''],
    ['discord', ''],
  ] as const;
  for (const [channel] of chats)
    await addDestination(world, { id: channel, channel, address: addressOf(`/${channel}`) });
  await world.db.update(subscriber).set({ locale: 'de' }).where(eq(subscriber.id, 'teams'));
  for (const id of ['hook', 'slack', 'teams', 'discord'])
    expect((await post('test', id)).status).toBe(303);
  expect(received.map(({ path }) => path)).toEqual([
    '/s3cretpath',
    '/slack',
    '/teams',
    '/discord?wait=true',
  ]);
  const [hook, slack, teams] = received;
  if (!hook) throw new Error('no request');
  expect(() => new Webhook(SECRET).verify(`${hook.body}`, headersOf(hook))).not.toThrow();
  expect(JSON.parse(`${hook.body}`).incident).toMatchObject({
    name: 'Test message',
    status: 'resolved',
  });
  expect(`${slack?.body}`).toContain('This is a test. Everything is fine.');
  expect(`${teams?.body}`).toContain('Testnachricht');
  expect(await world.db.select().from(incident)).toEqual([]);
  expect(await world.db.select().from(chatMessage)).toEqual([]);
  expect(await world.db.select().from(batch)).toEqual([]);
  const [test] = (await shown()).deliveries;
  expect(test).toMatchObject({
    notificationId: null,
    attempts: [{ outcome: 'sent', status: 204 }],
  });
});

test('a test that is accepted ends a quarantine; one that is refused does not', async () => {
  await world.db.update(subscriber).set({ quarantinedAt: 5, quarantineReason: 'It is gone.' });
  expect((await shown()).isQuarantined).toBe(true);
  answer = { status: 410, body: 'Gone' };
  await post('test');
  expect((await rowOf()).quarantinedAt).toBe(5);
  expect((await shown()).deliveries[0]?.attempts).toMatchObject([
    { outcome: 'refused', status: 410, excerpt: 'Gone' },
  ]);
  answer = { status: 204 };
  await post('test');
  expect(await rowOf()).toMatchObject({ quarantinedAt: null, quarantineReason: null });
  const actions = (await world.db.select().from(audit)).map(({ action }) => action);
  expect(actions.filter((action) => action === 'reactivate')).toHaveLength(1);
});

test('a new secret is in one response, and signs beside the one before', async () => {
  const { secret } = (await (await post('secret')).json()) as Shown;
  expect(secret).toMatch(/^whsec_/);
  expect((await shown()).secret).toBeNull();
  await post('test');
  const [sent] = received;
  if (!sent || !secret) throw new Error('nothing was sent');
  for (const one of [secret, SECRET])
    expect(() => new Webhook(one).verify(`${sent.body}`, headersOf(sent))).not.toThrow();
  await addDestination(world, { id: 'teams', channel: 'teams', address: addressOf('/teams') });
  expect((await post('secret', 'teams')).status).toBe(422);
});

const python = (() => {
  try {
    return execFileSync('python3', ['-c', 'import hmac; print(hmac.digest)']) && 'python3';
  } catch {
    console.warn('Skipped: there is no python3 to run the Python code that verifies a signature.');
    return null;
  }
})();

function genuineInPython({ headers, body }: Received, secret: string): boolean {
  const program = `import json, sys; from verify import is_genuine
given = json.load(sys.stdin)
print(is_genuine(given["headers"], given["body"].encode(), given["secret"]))`;
  const cwd = resolve(import.meta.dirname, '../../site/verify');
  const input = JSON.stringify({ headers, body: `${body}`, secret });
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  return `${execFileSync('python3', ['-c', program], { cwd, input, env })}`.trim() === 'True';
}

test.for([
  ['TypeScript', isGenuine],
  [
    'Python',
    python &&
      ((headers: IncomingHttpHeaders, body: Buffer, secret: string) =>
        genuineInPython({ path: '', headers, body }, secret)),
  ],
] as const)(
  'the %s code accepts a real request, also in rotation, and nothing else',
  async ([, check]) => {
    if (!check) return;
    await publish(world, { name: 'Zahlungen schlagen fehl: größer als 10 €' });
    await send();
    const { secret } = (await (await post('secret')).json()) as Shown;
    await post('test');
    const [first, second] = received;
    if (!first || !second || !secret) throw new Error('nothing was sent');
    expect(check(first.headers, first.body, SECRET)).toBe(true);
    expect(check(first.headers, first.body, secret)).toBe(false);
    for (const one of [SECRET, secret]) expect(check(second.headers, second.body, one)).toBe(true);
    const old = { 'webhook-timestamp': `${Number(first.headers['webhook-timestamp']) - 600}` };
    for (const changed of [
      old,
      { 'webhook-timestamp': 'soon' },
      { 'webhook-id': 'msg_other' },
      { 'webhook-signature': 'v1,é v2,AAAA nothing' },
    ])
      expect(check({ ...first.headers, ...changed }, first.body, SECRET)).toBe(false);
    expect(check(first.headers, Buffer.concat([first.body, Buffer.from(' ')]), SECRET)).toBe(false);
    expect(check({}, first.body, SECRET)).toBe(false);
  },
);
