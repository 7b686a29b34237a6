import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eq, sql } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { patchIncident } from '../../../api/actions/incident/index.ts';
import { IncidentPatch } from '../../../api/actions/incident/input.ts';
import { SECRET_PURPOSE } from '../../../api/domain/destination/purposes.ts';
import { webhookChannel } from '../../../api/notify/channels/webhook/channel.ts';
import { signedHeaders } from '../../../api/notify/channels/webhook/signature.ts';
import { Sender } from '../../../api/notify/queue/sender.ts';
import { replaceSecret } from '../../../db/channel/signing-secret.ts';
import { write } from '../../../db/engine/write.ts';
import {
  deliveryAttempt,
  incidentUpdate,
  notification,
  signingSecret,
  subscriber,
} from '../../../db/schema/index.ts';
import { addDestination, encryption, sendToLoopback } from '../../support/chat/destinations.ts';
import {
  BASE_URL,
  lead,
  makeWorld,
  passTheWaits,
  publish,
  replyNext,
  type World,
} from '../../support/mail/mail.ts';
import { requestBody } from '../../support/server/request-body.ts';

const instant = z.iso.datetime({ precision: 3 });
const status = z.enum([
  'operational',
  'degraded_performance',
  'partial_outage',
  'major_outage',
  'under_maintenance',
]);
const Update = z.strictObject({
  status: z.string(),
  body: z.string(),
  created_at: instant,
  wants_twitter_update: z.boolean(),
  twitter_updated_at: z.null(),
  updated_at: instant,
  display_at: instant,
  affected_components: z
    .array(
      z.strictObject({
        ...{ code: z.string(), name: z.string(), old_status: status, new_status: status },
      }),
    )
    .nullable(),
  custom_tweet: z.null(),
  deliver_notifications: z.boolean(),
  id: z.string(),
  incident_id: z.string(),
});
const Component = z.strictObject({
  status,
  name: z.string(),
  created_at: instant,
  updated_at: instant,
  position: z.number(),
  description: z.string().nullable(),
  showcase: z.boolean(),
  id: z.string(),
  page_id: z.string(),
  group_id: z.string().nullable(),
});
/** What Statuspage posts about an incident. */
const Body = z.strictObject({
  meta: z.strictObject({ unsubscribe: z.url(), documentation: z.url(), generated_at: instant }),
  page: z.strictObject({
    id: z.string(),
    status_indicator: z.enum(['none', 'maintenance', 'minor', 'major', 'critical']),
    status_description: z.string(),
  }),
  incident: z.strictObject({
    name: z.string(),
    status: z.string(),
    created_at: instant,
    updated_at: instant,
    monitoring_at: instant.nullable(),
    resolved_at: instant.nullable(),
    impact: z.string(),
    shortlink: z.url(),
    postmortem_ignored: z.boolean(),
    postmortem_body: z.string().nullable(),
    postmortem_body_last_updated_at: instant.nullable(),
    postmortem_published_at: instant.nullable(),
    postmortem_notified_subscribers: z.boolean(),
    postmortem_notified_twitter: z.boolean(),
    backfilled: z.boolean(),
    scheduled_for: instant.nullable(),
    scheduled_until: instant.nullable(),
    scheduled_remind_prior: z.boolean(),
    scheduled_reminded_at: z.null(),
    impact_override: z.string().nullable(),
    scheduled_auto_in_progress: z.boolean(),
    scheduled_auto_completed: z.boolean(),
    id: z.string(),
    page_id: z.string(),
    incident_updates: z.array(Update).min(1),
    components: z.array(Component),
  }),
});

const OLD = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3';
const NEW = 'whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4';

let world: World;
let sender: Sender;
let server: Server;
let received: { path: string; headers: IncomingHttpHeaders; text: string }[];
/** What a path answers; 204 if absent. */
let answers: Record<string, { status: number; headers?: Record<string, string>; body?: string }>;

beforeEach(async () => {
  received = [];
  answers = {};
  server = createServer(async (request, response) => {
    const text = (await requestBody(request))?.toString();
    if (text === undefined) return;
    const path = request.url ?? '';
    received.push({ path, headers: request.headers, text });
    const { status, headers, body } = answers[path] ?? { status: 204 };
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  world = await makeWorld();
  const { deps, db } = world;
  const { signer } = deps;
  const webhook = webhookChannel({
    ...{ db, signer, encryption, send: sendToLoopback, baseUrl: BASE_URL },
  });
  const channels = [...deps.channels.filter(({ name }) => name !== 'webhook'), webhook];
  sender = new Sender({ ...deps, encryption, channels, holder: 'hooks' });
});
afterEach(async () => {
  await sender.stop();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  await world.close();
});

const send = async () => {
  await world.db.run(sql`update host_state set closed_until = null`);
  await passTheWaits(world);
  await sender.poll();
};
const addressOf = (path: string): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
async function addHook(id: string, { path = `/${id}`, secret = OLD } = {}): Promise<void> {
  await addDestination(world, { id, channel: 'webhook', address: addressOf(path) });
  const stored = await encryption.encrypt(SECRET_PURPOSE, secret);
  const row = { id: `secret${id}`, subscriberId: id, secret: stored, createdAt: 1 };
  await world.db.insert(signingSecret).values(row);
}
const headersOf = (n: number) => {
  const { headers } = received[n] ?? { headers: {} };
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${value}`]));
};
const attempts = () => world.db.select().from(deliveryAttempt).orderBy(deliveryAttempt.at);

test('a webhook gets Statuspage’s body, signed, with the newest update first', async () => {
  await addHook('hook');
  const id = await publish(world);
  await send();
  await world.db
    .update(incidentUpdate)
    .set({ audience: 'internal', body: 'The database is on fire.' });
  await replyNext(world, id, 'identified', 'A [fix](/history) is on its way.');
  await send();
  expect(received).toHaveLength(2);
  const [first, second] = received.map(({ text }) => Body.parse(JSON.parse(text)));
  expect(first?.incident).toMatchObject({ id, status: 'investigating' });
  expect(first?.incident.incident_updates[0]?.affected_components).toEqual([
    {
      code: world.components.payments,
      name: 'Card payments',
      old_status: 'operational',
      new_status: 'partial_outage',
    },
  ]);
  expect(first?.incident.components).toMatchObject([
    { id: world.components.payments, status: 'partial_outage' },
  ]);
  expect(first?.page.status_indicator).toBe('minor');
  expect(second?.incident.incident_updates.map(({ body }) => body)).toEqual([
    `A [fix](${BASE_URL}/history) is on its way.`,
  ]);
  expect(second?.incident.status).toBe('identified');
  expect(first?.meta.unsubscribe).toMatch(new RegExp(`^${BASE_URL}/u/hook\\.`));
  for (const [n, { text }] of received.entries())
    expect(() => new Webhook(OLD).verify(text, headersOf(n))).not.toThrow();
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 1 });
});

test('a maintenance is an incident with a window, beside an incident whose impact was set', async () => {
  await addHook('hook');
  await publish(world, { impactOverride: 'major', components: {} });
  await send();
  const scheduledFor = world.clock.now + 3_600_000;
  await publish(world, {
    ...{ state: 'scheduled', name: 'New disks', body: 'We replace disks.' },
    ...{ scheduledFor, scheduledUntil: scheduledFor + 3_600_000, nextUpdateBy: null },
    components: {},
  });
  await send();
  const { page, incident } = Body.parse(JSON.parse(received[1]?.text ?? '{}'));
  expect(incident).toMatchObject({
    ...{ status: 'scheduled', scheduled_for: new Date(scheduledFor).toISOString() },
  });
  expect(page).toMatchObject({ id: world.pageId, status_indicator: 'major' });
});

test('the published test vector has the published signature', () => {
  const body =
    '{"type":"incident.created","timestamp":"2026-11-20T10:00:00.000Z","data":{"id":"1nc1dent0002"}}';
  const at = new Date(1_795_000_000_000);
  expect(signedHeaders({ id: 'msg_test1', at, body, secrets: [OLD] })).toEqual({
    'content-type': 'application/json',
    'webhook-id': 'msg_test1',
    'webhook-timestamp': '1795000000',
    'webhook-signature': 'v1,LzIVsqCzmni1JGJphTvizRgVB628+d48e5CF0ryw3Fo=',
  });
});

test('while a secret replaces another, both verify; afterwards only the new one', async () => {
  await addHook('hook');
  const secret = await encryption.encrypt(SECRET_PURPOSE, NEW);
  const now = Date.now();
  await write(
    world.db,
    replaceSecret(world.db, {
      ...{ id: 'second', subscriberId: 'hook', secret, now, overlapUntil: now + 3_600_000 },
    }),
  );
  await publish(world);
  await send();
  const { text = '' } = received[0] ?? {};
  for (const one of [OLD, NEW])
    expect(() => new Webhook(one).verify(text, headersOf(0))).not.toThrow();
  // Without the library: the newest secret signs first.
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': both } = headersOf(0);
  const signed = (one: string) =>
    `v1,${createHmac('sha256', Buffer.from(one.slice(6), 'base64'))
      .update(`${id}.${at}.${text}`)
      .digest('base64')}`;
  expect(both).toBe(`${signed(NEW)} ${signed(OLD)}`);

  await world.db
    .update(signingSecret)
    .set({ expiresAt: 1 })
    .where(eq(signingSecret.id, 'secrethook'));
  await publish(world, { name: 'Login fails' });
  await send();
  const last = received[1]?.text ?? '';
  expect(() => new Webhook(NEW).verify(last, headersOf(1))).not.toThrow();
  expect(() => new Webhook(OLD).verify(last, headersOf(1))).toThrow();
});

test('a message that was not accepted is repeated with the same id and bytes', async () => {
  await addHook('hook');
  answers['/hook'] = { status: 500, body: 'Failed at /hook' };
  await publish(world);
  await send();
  answers['/hook'] = { status: 302, headers: { location: addressOf('/elsewhere') } };
  await send();
  answers = {};
  await send();
  expect(received.map(({ path }) => path)).toEqual(['/hook', '/hook', '/hook']);
  expect(new Set(received.map(({ text }) => text)).size).toBe(1);
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(await attempts()).toMatchObject([
    { outcome: 'refused', status: 500, excerpt: 'Failed at …' },
    { outcome: 'refused', status: 302, error: 'It answered with HTTP 302.' },
    { outcome: 'sent', status: 204, nextAt: null },
  ]);
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 1, failed: 0 });
});

test('updates in quick succession are a message each, in their order, and none is sent twice', async () => {
  const { login } = world.components;
  await addHook('hook');
  await addHook('other');
  const taken = () => received.filter(({ path }) => path === '/other').length;
  Object.defineProperty(answers, '/other', { get: () => ({ status: taken() === 3 ? 500 : 204 }) });
  await world.db.run(sql`update page set mail_hold = 30`);
  const id = await publish(world, { components: { [login]: 'major_outage' } });
  await replyNext(world, id, 'identified', 'The cause is known.');
  await world.db.run(sql`update page set mail_hold = 0`);
  world.clock.now += 1000;
  const end = { state: 'resolved', body: 'It is over.', components: { [login]: 'operational' } };
  await patchIncident(world.deps, lead, world.pageId, id, IncidentPatch.parse(end));
  for (let i = 0; i < 4; i++) await send();

  const told = (path: string) =>
    received
      .filter((one) => one.path === path)
      .map(({ text, headers }) => {
        const { incident } = Body.parse(JSON.parse(text));
        const { status, incident_updates, components, resolved_at } = incident;
        expect(() =>
          new Webhook(OLD).verify(text, headers as Record<string, string>),
        ).not.toThrow();
        return [status, incident_updates.length, components[0]?.status, resolved_at !== null];
      });
  const each = [
    ['investigating', 1, 'major_outage', false],
    ['identified', 2, 'major_outage', false],
    ['resolved', 3, 'operational', true],
  ];
  expect(told('/hook')).toEqual(each);
  expect(told('/other')).toEqual([...each, each[2]]);
  const ids = received.map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids).size).toBe(6);
  const outcomes = (await attempts()).map(({ subscriberId, outcome }) => [subscriberId, outcome]);
  expect(outcomes.filter(([, outcome]) => outcome === 'sent').sort()).toEqual([
    ...Array(3).fill(['hook', 'sent']),
    ...Array(3).fill(['other', 'sent']),
  ]);
});

test('a destination that answers 410 gets no more, and the others do', async () => {
  await addHook('gone');
  await addHook('well');
  answers['/gone'] = { status: 410 };
  await publish(world);
  await send();
  await publish(world, { name: 'Login fails' });
  await send();
  expect(received.map(({ path }) => path).sort()).toEqual(['/gone', '/well', '/well']);
  const rows = await world.db.select().from(subscriber).orderBy(subscriber.id);
  expect(rows.map(({ quarantineReason }) => quarantineReason)).toEqual([
    'It answered that it is gone (HTTP 410).',
    null,
  ]);
});

test('a repeated attempt after “too many requests” waits as long as asked', async () => {
  await addHook('hook');
  answers['/hook'] = { status: 429, headers: { 'retry-after': '120' } };
  await publish(world);
  await send();
  const [row] = await attempts();
  expect(row).toMatchObject({ outcome: 'refused', status: 429 });
  expect((row?.nextAt ?? 0) - (row?.at ?? 0)).toBeGreaterThanOrEqual(120_000);
  const [told] = await world.db.select().from(notification);
  expect(told).toMatchObject({ state: 'sending', failed: 0 });
});
