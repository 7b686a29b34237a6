import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runDueChecks } from '../../api/actions/check/run.ts';
import { createIncident } from '../../api/actions/incident/index.ts';
import { NewIncident } from '../../api/actions/incident/input.ts';
import { issueToken } from '../../api/actions/team/token.ts';
import { runPolls } from '../../api/actions/upstream/poll.ts';
import { checkSettings } from '../../api/domain/check/input.ts';
import { targetProblem } from '../../api/domain/check/target.ts';
import { type DestinationChannel, destinationChannels } from '../../api/domain/destination/kind.ts';
import { ADDRESS_PURPOSE } from '../../api/domain/destination/purposes.ts';
import { edgeRules, type OutgoingRules } from '../../api/domain/network/destination.ts';
import { noPrivateHosts } from '../../api/domain/network/private-hosts.ts';
import { isPublicAddress } from '../../api/domain/network/public-address.ts';
import { probesFromNode } from '../../api/network/outgoing/probe.node.ts';
import { sendFromNode } from '../../api/network/outgoing/send.node.ts';
import { systemResolver } from '../../api/network/resolver.node.ts';
import { openChannels } from '../../api/notify/channels/open.ts';
import { Sender } from '../../api/notify/queue/sender.ts';
import { testDestination } from '../../api/notify/test/destination.ts';
import { write } from '../../db/engine/write.ts';
import { findPage } from '../../db/page/page.ts';
import {
  deliveryAttempt,
  EMAIL,
  healthCheck,
  subscriber,
  upstreamPoll,
} from '../../db/schema/index.ts';
import {
  hostileNames,
  otherTargets,
  privateHostsInUrls,
} from '../support/hostile/private-targets.ts';
import { startDns } from '../support/server/dns-server.ts';
import { FULL } from '../support/size.ts';
import { type Browser, type ConsoleWorld, makeConsole } from '../support/world/console.ts';

/** Counts connections on every address of this machine, loopback and private ones. */
let connections = 0;
const canary = createServer((socket) => {
  connections++;
  socket.destroy();
});
let port: number;
let dns: Awaited<ReturnType<typeof startDns>>;
let asked = 0;
let world: ConsoleWorld;
let owner: Browser;
let token: string;

beforeAll(async () => {
  await new Promise<void>((ready) => canary.listen(0, ready));
  port = (canary.address() as AddressInfo).port;
  dns = await startDns((name, family) =>
    name === 'rebinding.hostile.example'
      ? // Public when asked for the first time, and this machine ever after.
        family === 4
        ? [asked++ === 0 ? '8.8.8.8' : '127.0.0.1']
        : []
      : hostileNames[name],
  );
  world = await makeConsole();
  owner = await world.as('owner');
  const wanted = { name: 'crm', role: 'publisher' } as const;
  token = await issueToken(world.deps, world.owner, world.pageId, wanted);
});
afterAll(() => {
  dns.close();
  canary.close();
  world.close();
});

const ownAddresses = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .filter(({ family }) => family === 'IPv4')
  .map(({ address }) => address);
/** Each spelling with a path that the service in question would take. */
const targets = [
  ...[...privateHostsInUrls, ...ownAddresses].flatMap((host) => [
    `https://${host}/services/T0TEAM/B0HOOK/s3cret`,
    `https://${host}:${port}/api/webhooks/17/t0ken`,
    `http://${host}:${port}/hook`,
  ]),
  ...otherTargets,
];
const rows = async () =>
  (await world.deps.db.all<{ n: number }>(sql`select count(*) as n from subscriber`))[0]?.n;
const asEdge = async (run: () => Promise<void>) => {
  const { outgoingRules } = world.deps;
  Object.assign(world.deps, { outgoingRules: edgeRules satisfies OutgoingRules });
  await run().finally(() => Object.assign(world.deps, { outgoingRules }));
};
const api = (method: string, path: string, subscriberOf: object) =>
  world.request(`/v1/pages/${world.pageId}/subscribers${path}`, {
    method,
    headers: { authorization: `OAuth ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ subscriber: subscriberOf }),
  });
const fields = {
  ...{ webhook: 'endpoint', slack: 'slack', teams: 'teams', discord: 'discord' },
} satisfies Record<DestinationChannel, string>;
/** In CI every nth of those that take a form and its page; all of them with FULL. */
const everyNth = (n: number) => (_: unknown, i: number) => FULL || i % n === 0;
/** Addresses that checks and polls of vendors were given. */
let cases = 0;
const SHOWN = /hook|services|127|169|10\.0|secret|t0ken/;

test('the canary sees a connection', async () => {
  const { address } = canary.address() as AddressInfo;
  const allowed = sendFromNode({ resolve: async () => null, privateHosts: { allows: () => true } });
  await allowed({ url: `http://127.0.0.1:${port}/`, body: '{}' });
  expect([address, connections]).toEqual(['::', 1]);
  connections = 0;
});

test('the console takes no address of a private network, for any channel, on Node or at the edge', async () => {
  expect(targets.length).toBeGreaterThanOrEqual(400);
  const before = await rows();
  const post = async (channel: string, address: string) => {
    const answer = await owner.post('/admin/subscribers/destination', { channel, address });
    expect(answer.status, `${channel}: ${address}`).toBe(422);
  };
  for (const address of targets) await post('webhook', address);
  for (const channel of destinationChannels)
    for (const address of targets.filter((_, i) => i % 7 === 0)) await post(channel, address);
  await asEdge(async () => {
    for (const address of [...targets.filter((_, i) => i % 3 === 0), 'https://8.8.8.8/x'])
      await post('webhook', address);
    await post('teams', 'https://flows.example.com:8443/x');
  });
  expect(await rows()).toBe(before);
  expect(connections).toBe(0);
}, 300_000);

test('the API takes none either, and an address is not changed by an edit', async () => {
  const before = await rows();
  const refused = async (field: string, address: string) => {
    const answer = await api('POST', '', { [field]: address });
    expect(answer.status, `${field}: ${address}`).toBe(422);
    const { error } = (await answer.json()) as { error: string };
    expect(`${error}`.replaceAll(address, ''), address).not.toMatch(SHOWN_BY_US);
  };
  for (const address of targets) if (address !== '') await refused('endpoint', address);
  for (const field of Object.values(fields))
    for (const address of targets.filter((one, i) => i % 7 === 0 && one !== ''))
      await refused(field, address);
  const made = await api('POST', '', { endpoint: 'https://hooks.example.com/status' });
  const { id } = (await made.json()) as { id: string };
  const stored = () => world.deps.db.select().from(subscriber).where(sql`id = ${id}`);
  const [hook] = await stored();
  for (const field of Object.values(fields))
    await api('PATCH', `/${id}`, { [field]: `http://127.0.0.1:${port}/` });
  expect((await stored())[0]?.address).toBe(hook?.address);
  expect(await rows()).toBe((before ?? 0) + 1);
  expect(connections).toBe(0);
}, 300_000);
/** Nothing of what a name resolved to, or of an error below. */
const SHOWN_BY_US = /ECONN|ENOTFOUND|EAI_|at (?:async )?\w+ \(/;

test('an import and a sign-up by email take no address of the web', async () => {
  const before = await rows();
  const file = ['email,endpoint,channel', ...targets.filter((one) => !/[\n\r]/.test(one))].join(
    '\n',
  );
  const form = new FormData();
  form.set('file', new File([file], 'people.csv', { type: 'text/csv' }));
  form.set('confirmation', 'ask');
  const answer = await owner.send('/admin/subscribers/import', form);
  expect(answer.status).toBeLessThan(500);
  for (const address of targets.filter((_, i) => i % 7 === 0)) {
    const signUp = await owner.post('/subscribe', { email: address, address, channel: 'webhook' });
    expect(signUp.status, address).not.toBe(500);
  }
  expect(await rows()).toBe(before);
  expect(connections).toBe(0);
}, 300_000);

test('nothing is sent to a stored address of a private network, a test neither, and names that change are checked each time', async () => {
  const { deps } = world;
  const send = sendFromNode({
    resolve: systemResolver([dns.server]),
    privateHosts: noPrivateHosts,
  });
  const { db, encryption, signer } = deps;
  const quick = openChannels({
    ...{ mailer: deps.mailer, signer, db, encryption, baseUrl: deps.config.baseUrl },
    ...{ from: 'Acme <status@acme.example>', slackApi: `http://127.0.0.1:${port}/api` },
    send: (request) => send({ ...request, timeoutMs: 1000 }),
  });
  const sender = new Sender({ ...deps, ...quick, holder: 'private' });
  const hosts = [...privateHostsInUrls, ...ownAddresses, ...Object.keys(hostileNames)];
  const urls = hosts.map((host) => `https://${host}:${port}/hooks/1`);
  const stored = [...urls, ...otherTargets.filter((one) => one !== ''), ...rebinding(3)];
  await db.run(sql`update subscriber set state = 'unsubscribed'`);
  for (const [place, address] of stored.entries()) {
    const channel =
      place < urls.length
        ? (destinationChannels[place % destinationChannels.length] ?? EMAIL)
        : 'webhook';
    const times = { confirmedAt: 1, createdAt: 1, updatedAt: 1 };
    await write(db, [
      db.insert(subscriber).values({
        ...{ id: `to${place}`, pageId: world.pageId, channel, email: `${channel}:${place}` },
        ...{ state: 'active', hostKey: `host ${place}`, ...times },
        address: await encryption.encrypt(ADDRESS_PURPOSE, address),
      }),
    ]);
  }
  await db.run(sql`update page set mail_hold = 0`);
  const input = { name: 'Payments fail', state: 'investigating', body: 'Known.' } as const;
  await createIncident(deps, world.owner, world.pageId, NewIncident.parse(input));
  for (let i = 0; i < 3; i++) {
    await db.run(sql`update chunk set due_at = 0 where state = 'ready'`);
    await sender.poll();
  }
  await sender.stop();
  const page = (await findPage(db, world.pageId)) ?? expect.fail('no page');
  const people = await db.select().from(subscriber).where(sql`state = 'active'`);
  const tests = await Promise.all(
    people.map((who) => testDestination({ ...deps, ...quick }, page, who)),
  );
  expect(tests).toHaveLength(stored.length);
  expect(tests.filter(({ kind }) => kind === 'sent')).toEqual([]);
  expect(JSON.stringify(tests)).not.toMatch(SHOWN);
  const tried = await db.select().from(deliveryAttempt);
  const places = new Set(tried.map(({ subscriberId }) => subscriberId));
  expect(places.size).toBe(stored.length);
  expect(tried.filter(({ outcome }) => outcome === 'sent')).toEqual([]);
  expect(JSON.stringify(tried.map(({ error, excerpt }) => [error, excerpt]))).not.toMatch(SHOWN);
  expect(asked, 'each connection asks again').toBeGreaterThan(1);
  expect(connections).toBe(0);
}, 300_000);

test('no health check goes to a private network: not from a form, the API, or a stored row', async () => {
  const { deps, pageId } = world;
  const form = (kind: string, settings: Record<string, string>) =>
    owner.post('/admin/alerts/checks/new', { kind, name: `c${Math.random()}`, ...settings });
  const hosts = [...privateHostsInUrls, ...ownAddresses];
  const rules = { runtime: 'node', privateHosts: noPrivateHosts } as const;
  for (const url of targets) {
    const settings = checkSettings.http.safeParse({ url });
    if (settings.success)
      expect(targetProblem({ kind: 'http', settings: settings.data }, rules), url).not.toBeNull();
  }
  for (const host of hosts)
    expect(targetProblem({ kind: 'tcp', settings: { host, port } }, rules), host).not.toBeNull();
  for (const url of targets.filter(everyNth(9)))
    expect((await form('http', { 'settings.url': url })).status, url).toBe(422);
  for (const host of hosts.filter(everyNth(9))) {
    const at = { 'settings.host': host, 'settings.port': String(port) };
    expect((await form('tcp', at)).status, host).toBe(422);
    const check = { name: `c${Math.random()}`, kind: 'tcp', settings: { host, port } };
    const answer = await world.request(`/v1/pages/${pageId}/checks`, {
      method: 'POST',
      headers: { authorization: `OAuth ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ check }),
    });
    expect(answer.status, host).toBe(422);
    expect(await answer.text()).not.toMatch(SHOWN_BY_US);
  }
  const given = { resolve: systemResolver([dns.server]), privateHosts: noPrivateHosts };
  const send = sendFromNode(given);
  const stored = [...hosts, ...Object.keys(hostileNames), 'rebinding.hostile.example'];
  const row = {
    ...{ pageId, every: 1, timeout: 1, downAfter: 1, upAfter: 1, dueAt: 0, createdBy: 'x' },
    ...{ createdAt: 0, updatedAt: 0 },
  };
  await write(deps.db, [
    ...stored.flatMap((host, i) => [
      deps.db.insert(healthCheck).values({
        ...{ ...row, id: `t${i}`, name: `t${i}`, kind: 'tcp' as const, settings: { host, port } },
      }),
      deps.db.insert(healthCheck).values({
        ...{ ...row, id: `h${i}`, name: `h${i}`, kind: 'http' as const },
        settings: checkSettings.http.parse({ url: `https://${host}:${port}/` }),
      }),
    ]),
  ]);
  await runDueChecks({
    ...deps,
    send: (request) => send({ ...request, timeoutMs: 1000 }),
    probes: probesFromNode({ ...given, servers: [dns.server] }),
  });
  const ran = await deps.db.select().from(healthCheck);
  expect(ran.filter(({ lastAt }) => lastAt === null)).toEqual([]);
  expect(ran).toHaveLength(2 * stored.length);
  cases += ran.length;
  expect(ran.filter(({ lastOk }) => lastOk)).toEqual([]);
  expect(JSON.stringify(ran.map(({ lastDetail }) => lastDetail))).not.toMatch(SHOWN);
  expect(connections).toBe(0);
  // No check finds out what a private record says.
  const lookUps = Object.entries(hostileNames).flatMap(([host, addresses]) =>
    (['A', 'AAAA'] as const)
      .filter((record) => addresses.some((one) => one.includes(':') === (record === 'AAAA')))
      .flatMap((record) => ['', '1', 'no such'].map((contains) => ({ host, record, contains }))),
  );
  await write(deps.db, [
    deps.db.delete(healthCheck),
    ...lookUps.map((settings, i) =>
      deps.db.insert(healthCheck).values({
        ...{ ...row, timeout: 5, id: `d${i}`, name: `d${i}`, kind: 'dns' as const, settings },
      }),
    ),
  ]);
  await runDueChecks({ ...deps, probes: probesFromNode({ ...given, servers: [dns.server] }) });
  const answers = await deps.db.select().from(healthCheck);
  const isShown = ({ host, record }: (typeof lookUps)[number]) =>
    (hostileNames[host] ?? []).every(
      (one) => one.includes(':') !== (record === 'AAAA') || isPublicAddress(one),
    );
  for (const { settings, lastOk, lastDetail } of answers)
    if (!isShown(settings as (typeof lookUps)[number]))
      expect([lastOk, lastDetail], JSON.stringify(settings)).toEqual([
        false,
        expect.stringMatching(/^The answer leads to a private network/),
      ]);
  cases += lookUps.length;
  expect(lookUps.filter((one) => !isShown(one)).length).toBeGreaterThan(20);
  // The canary counts what a check may open.
  const open = probesFromNode({ ...given, privateHosts: { allows: () => true } });
  const seen = await open.connect({ host: '127.0.0.1', port, timeoutMs: 1000 });
  expect([seen.kind, connections]).toEqual(['connected', 1]);
  connections = 0;
}, 300_000);

test('no status page of a vendor is read on a private network: not from a form, or a stored row', async () => {
  const { deps } = world;
  const { db } = deps;
  const id = await world.component('Mail');
  const path = `/admin/components/${id}/vendor`;
  for (const address of targets.filter(everyNth(27))) {
    const answer = await owner.post(path, { do: 'find', address });
    expect(answer.status, address).toBe(422);
    expect(await answer.text()).not.toMatch(SHOWN_BY_US);
    const choice = JSON.stringify(['statuspage', null, address]);
    const to = { do: 'follow', vendor: 'X', address, pageUrl: 'https://example.com', choice };
    expect((await owner.post(path, to)).status, address).toBe(422);
    const asked = await world.request(`/v1/pages/${world.pageId}/vendors`, {
      method: 'POST',
      headers: { authorization: `OAuth ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ vendor: { component_id: id, address } }),
    });
    expect(asked.status, address).toBe(422);
    cases++;
    expect((await asked.text()).replaceAll(address, ''), address).not.toMatch(SHOWN_BY_US);
  }
  const given = { resolve: systemResolver([dns.server]), privateHosts: noPrivateHosts };
  const send = sendFromNode(given);
  const hosts = [...privateHostsInUrls, ...ownAddresses, ...Object.keys(hostileNames)];
  const urls = [
    ...hosts.map((host) => `https://${host}:${port}/`),
    ...otherTargets.filter(Boolean),
  ];
  const once = [...new Set(urls)];
  await write(
    db,
    once.map((url) => db.insert(upstreamPoll).values({ url, kind: 'statuspage', dueAt: 0 })),
  );
  const quick: typeof send = (request) => send({ ...request, timeoutMs: 1000 });
  const due = await db.select().from(upstreamPoll);
  await runPolls({ ...deps, send: quick }, due, { most: 0, inFlight: 20, ms: 120_000 });
  const polls = await db.select().from(upstreamPoll);
  expect(polls).toHaveLength(once.length);
  expect(polls.filter(({ misses, reading }) => misses === 0 || reading !== null)).toEqual([]);
  expect(JSON.stringify(polls.map(({ failure }) => failure))).not.toMatch(SHOWN);
  expect(connections).toBe(0);
  cases += polls.length;
  console.log(`${cases} addresses were given to checks and polls of vendors`);
  expect(cases).toBeGreaterThanOrEqual(480);
  // The canary counts what a poll may open.
  const open = sendFromNode({ ...given, privateHosts: { allows: () => true } });
  const url = `http://127.0.0.1:${port}/`;
  await db.insert(upstreamPoll).values({ url, kind: 'statuspage', dueAt: 0 });
  const allowed = await db.select().from(upstreamPoll).where(sql`url = ${url}`);
  await runPolls({ ...deps, send: open }, allowed, { most: 0, inFlight: 1, ms: 10_000 });
  expect(connections).toBe(1);
  connections = 0;
}, 300_000);

const rebinding = (n: number): string[] =>
  Array.from({ length: n }, (_, i) => `https://rebinding.hostile.example:${port}/${i}`);
