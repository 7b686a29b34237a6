import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createCheck, removeCheck, saveCheck } from '../../api/actions/check/check.ts';
import { edgeLimits } from '../../api/actions/check/edge.ts';
import { receiveHeartbeat } from '../../api/actions/check/heartbeat.ts';
import { nodeLimits, runDueChecks } from '../../api/actions/check/run.ts';
import { createComponent, patchComponent } from '../../api/actions/component/component.ts';
import { ComponentPatch, NewComponent } from '../../api/actions/component/input.ts';
import { NewCheck } from '../../api/domain/check/input.ts';
import { readPrivateHosts } from '../../api/domain/network/private-hosts.ts';
import type { OutgoingResponse, SendRequest } from '../../api/network/outgoing/request.ts';
import { sendFromNode } from '../../api/network/outgoing/send.node.ts';
import { checkByToken, findCheck } from '../../db/check/check.ts';
import { prune } from '../../db/prune.ts';
import { FULL } from '../support/size.ts';
import { DAY, makeWorld, type World } from '../support/world/world.ts';

const MINUTE = 60_000;
let world: World;
let api: string;
/** The status that each address answers with; none: no answer. */
const answers = new Map<string, number | null>();
let inFlight = 0;
let mostInFlight = 0;
const send: SendRequest = async ({ url }): Promise<OutgoingResponse> => {
  inFlight++;
  mostInFlight = Math.max(mostInFlight, inFlight);
  await new Promise((resume) => setImmediate(resume));
  inFlight--;
  const status = answers.get(url) ?? null;
  return status === null
    ? {
        ...{ kind: 'none', code: 'timeout', message: 'The host did not answer in time.' },
        ...{ mayHaveArrived: true, durationMs: 1 },
      }
    : { kind: 'response', status, headers: new Headers(), body: '{"ok":true}', durationMs: 7 };
};

beforeAll(async () => {
  world = await makeWorld();
  Object.assign(world.deps, { send });
  const { deps, owner, pageId } = world;
  api = await createComponent(deps, owner, pageId, NewComponent.parse({ name: 'API' }));
});
afterAll(() => world.close());
beforeEach(async () => {
  for (const table of ['health_check', 'alert_decision', 'alert_group', 'alert_rule', 'alert'])
    await world.deps.db.run(sql.raw(`delete from ${table}`));
  world.wait(DAY);
  const operational = ComponentPatch.parse({ status: 'operational' });
  await patchComponent(world.deps, world.owner, world.pageId, api, operational);
  mostInFlight = 0;
});

const rows = <T = Record<string, unknown>>(query: string) => world.deps.db.all<T>(sql.raw(query));
const add = (more: object = {}, kind = 'http', settings: object = {}) =>
  createCheck(
    world.deps,
    world.owner,
    world.pageId,
    NewCheck.parse({
      ...{ name: `Check ${Math.random()}`, kind, every: 1, ...more },
      settings: { ...(kind === 'http' ? { url: 'https://a.example.com/' } : {}), ...settings },
    }),
  );
const minute = async () => {
  world.wait(MINUTE);
  await runDueChecks(world.deps);
};
const alerts = () =>
  rows<{ status: string; outcome: string; labels: string; starts_at: number }>(
    'select * from alert order by starts_at',
  );
const component = async () =>
  (await rows<{ status: string }>(`select status from component where id = '${api}'`))[0]?.status;

test('a check that goes down is an alert, which its rule answers; each time is an episode of its own', async () => {
  const { id } = await add({ name: 'Shop', componentId: api, whenDown: 'component' });
  const url = 'https://a.example.com/';
  for (const status of [200, 500, 200, 500, 500]) {
    answers.set(url, status);
    await minute();
  }
  expect((await alerts()).map(({ status, outcome }) => [status, outcome])).toEqual([
    ['firing', 'component'],
  ]);
  expect(await component()).toBe('major_outage');
  const [alert] = await alerts();
  expect(JSON.parse(alert?.labels ?? '')).toEqual({
    ...{ check: 'Shop', check_id: id, kind: 'http', component: 'API' },
  });
  answers.set(url, 200);
  for (let i = 0; i < 2; i++) await minute();
  expect((await alerts()).map(({ status, outcome }) => [status, outcome])).toEqual([
    ['resolved', 'settling'],
  ]);
  // Nothing is set back by itself: the rule proposes.
  expect(await component()).toBe('major_outage');
  answers.set(url, null);
  for (let i = 0; i < 2; i++) await minute();
  expect((await alerts()).map(({ status }) => status)).toEqual(['resolved', 'firing']);
  const results = await rows<{ ok: number }>('select ok from health_check_result order by at');
  expect(results.map(({ ok }) => ok).join('')).toBe('101001100');
  expect(await rows('select count, failed, timed, slowest from health_check_day')).toEqual([
    { count: 9, failed: 5, timed: 7, slowest: 7 },
  ]);
});

test('two processes run each check once, and a check that is deleted meanwhile takes no other with it', async () => {
  const made = await Promise.all(Array.from({ length: 12 }, () => add()));
  world.wait(MINUTE);
  const other = { ...world.deps, db: Object.create(world.deps.db) };
  await Promise.all([runDueChecks(world.deps), runDueChecks(other)]);
  expect(await rows('select count(*) as n from health_check_result')).toEqual([{ n: 12 }]);
  const { deps, owner, pageId } = world;
  const gone = made[3]?.id ?? '';
  Object.assign(deps, {
    send: async (request: Parameters<SendRequest>[0]) => {
      if (await findCheck(deps.db, pageId, gone)) await removeCheck(deps, owner, pageId, gone);
      return send(request);
    },
  });
  await minute();
  Object.assign(deps, { send });
  expect(await rows('select count(*) as n from health_check_result')).toEqual([{ n: 11 + 11 }]);
});

test('on Workers six are in flight, and what is over the limit of requests is skipped, said and done next', async () => {
  await Promise.all(Array.from({ length: 20 }, () => add({ every: 5 })));
  const limits = edgeLimits(50);
  expect(limits).toMatchObject({ most: 9, inFlight: 6 });
  world.wait(MINUTE);
  await runDueChecks(world.deps, limits);
  expect(mostInFlight).toBe(6);
  const counts = () =>
    rows('select count(last_at) as run, count(skipped_at) as skipped from health_check');
  expect(await counts()).toEqual([{ run: 9, skipped: 11 }]);
  for (const expected of [
    { run: 18, skipped: 2 },
    { run: 20, skipped: 0 },
  ]) {
    world.wait(MINUTE);
    await runDueChecks(world.deps, limits);
    expect(await counts()).toEqual([expected]);
  }
  // Out of time: none of them begins, and all are said to be skipped.
  world.wait(10 * MINUTE);
  await runDueChecks(world.deps, { ...limits, ms: -1 });
  expect(await counts()).toEqual([{ run: 20, skipped: 20 }]);
});

test('a job that stops calling is down, and up again with its next call', async () => {
  const { id, token } = await add({ every: 10, downAfter: 1, upAfter: 1 }, 'heartbeat', {
    grace: 2,
  });
  expect(token).toHaveLength(43);
  const { deps, pageId } = world;
  const current = async () => (await findCheck(deps.db, pageId, id)) ?? expect.fail('no check');
  const statuses: string[] = [];
  const after = async (minutes: number) => {
    world.wait(minutes * MINUTE);
    await runDueChecks(deps);
    statuses.push((await current()).status);
  };
  await after(11);
  await receiveHeartbeat(deps, await current(), true);
  await after(11);
  await after(1);
  expect(statuses).toEqual(['unknown', 'up', 'down']);
  expect((await current()).lastDetail).toBe('No call for 12 minutes.');
  await receiveHeartbeat(deps, await current(), true);
  expect([(await current()).status, (await alerts()).map(({ status }) => status)]).toEqual([
    'up',
    ['resolved'],
  ]);
  world.wait(MINUTE);
  await receiveHeartbeat(deps, await current(), false);
  expect((await current()).status).toBe('down');
  await removeCheck(deps, world.owner, pageId, id);
  expect((await alerts()).map(({ status }) => status)).toEqual(['resolved', 'resolved']);
  expect(await checkByToken(deps.db, 'none')).toBeNull();
});

test('a paused check is not run, and an address on a private network is refused at its place', async () => {
  const { id } = await add();
  const { deps, owner, pageId } = world;
  await saveCheck(deps, owner, pageId, id, { enabled: false });
  await minute();
  expect((await findCheck(deps.db, pageId, id))?.lastAt).toBeNull();
  const cases: [string, string, object, string][] = [
    ['http', 'settings.url', { url: 'https://127.0.0.1/' }, 'private network'],
    ['http', 'settings.url', { url: 'http://www.example.com/' }, 'https://'],
    ['tcp', 'settings.host', { host: '10.0.0.7', port: 5432 }, 'ALLOW_PRIVATE_HOSTS'],
    ['tcp', 'settings.host', { host: 'db:5432', port: 5432 }, 'without a scheme'],
    ['dns', 'settings.host', { host: 'nas.local' }, 'private network'],
  ];
  for (const [kind, field, settings, sentence] of cases)
    await expect(add({}, kind, settings)).rejects.toMatchObject({
      fields: { [field]: expect.stringContaining(sentence) },
    });
});

test('runs are kept for 30 days, and their days for a year', async () => {
  await add();
  answers.set('https://a.example.com/', 200);
  await minute();
  const kept = async () => [
    (await rows('select 1 from health_check_result')).length,
    (await rows('select 1 from health_check_day')).length,
  ];
  const now = world.deps.clock();
  await prune(world.deps.db, now + 27 * DAY);
  expect(await kept()).toEqual([1, 1]);
  await prune(world.deps.db, now + 29 * DAY);
  expect(await kept()).toEqual([0, 1]);
  await prune(world.deps.db, now + 370 * DAY);
  expect(await kept()).toEqual([0, 0]);
});

test('real requests of a minute: all answer, none is lost (FULL: 200, with the lag of the event loop)', async () => {
  const checks = FULL ? 200 : 10;
  const server = createServer((_, response) => response.end('{"status":"ok"}'));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  const privateHosts = readPrivateHosts('127.0.0.1');
  const rules = { outgoingRules: { runtime: 'node' as const, privateHosts } };
  const own = {
    ...world.deps,
    ...rules,
    send: sendFromNode({ resolve: async () => null, privateHosts }),
  };
  for (let i = 0; i < checks; i++)
    await createCheck(
      own,
      world.owner,
      world.pageId,
      NewCheck.parse({
        ...{ name: `Real ${i}`, kind: 'http', every: 1 },
        settings: { url, pointer: '/status', equals: 'ok' },
      }),
    );
  world.wait(MINUTE);
  const lag = monitorEventLoopDelay({ resolution: 5 });
  lag.enable();
  await runDueChecks(own, FULL ? nodeLimits : { ...nodeLimits, gap: 0 });
  lag.disable();
  const [p99, max] = [lag.percentile(99), lag.max].map((ns) => (ns / 1e6 - 5).toFixed(1));
  console.log(`${checks} checks in one process: event-loop lag p99 ${p99} ms, most ${max} ms`);
  server.closeAllConnections();
  server.close();
  expect(await rows('select count(*) as n, sum(last_ok) as ok from health_check')).toEqual([
    { n: checks, ok: checks },
  ]);
});
