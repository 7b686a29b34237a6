import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { issueToken, NewToken } from '../../api/actions/team/token.ts';
import { pollsOfMinute } from '../../api/actions/upstream/edge.ts';
import { pollUpstreams } from '../../api/actions/upstream/poll.ts';
import { MINUTE } from '../../api/domain/time/time.ts';
import type { FoundVendor } from '../../api/domain/upstream/offer.ts';
import { noResponse } from '../../api/network/outgoing/request.ts';
import { sendFromNode } from '../../api/network/outgoing/send.node.ts';
import { systemResolver } from '../../api/network/resolver.node.ts';
import { VendorRead } from '../../api/render/schema/vendor.ts';
import { savedPages } from '../support/samples/real-data.ts';
import * as samples from '../support/samples/vendors.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
  propsIn,
} from '../support/world/console.ts';

/** A vendor on loopback: answers by path, with an ETag; `requests` has each path that was asked. */
let answers: Record<string, unknown> = {};
let requests: string[] = [];
let isDown = false;
const vendor = createServer((request, response) => {
  const path = request.url ?? '';
  requests.push(`${path}${request.headers['if-none-match'] ? ' again' : ''}`);
  const answer = answers[path];
  const body = typeof answer === 'string' ? answer : JSON.stringify(answer ?? '');
  const etag = `"${Buffer.from(body).toString('base64').slice(-40)}${body.length}"`;
  if (isDown) response.writeHead(503).end();
  else if (answer === undefined) response.writeHead(404).end('nothing');
  else if (request.headers['if-none-match'] === etag) response.writeHead(304).end();
  else response.writeHead(200, { etag }).end(body);
});
let world: ConsoleWorld;
let owner: Browser;
let base: string;
let git: string;
let all: string;

beforeAll(async () => {
  await new Promise<void>((ready) => vendor.listen(0, '127.0.0.1', ready));
  base = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  world = await makeConsole();
  const privateHosts = { allows: (host: string) => host === '127.0.0.1' };
  const send = sendFromNode({ resolve: systemResolver(), privateHosts });
  Object.assign(world.deps, {
    outgoingRules: { runtime: 'node', privateHosts },
    send: (request: Parameters<typeof send>[0]) =>
      new URL(request.url).hostname === '127.0.0.1'
        ? send(request)
        : Promise.resolve(noResponse('no_such_host', false, 0)),
  });
  owner = await world.as('owner');
  git = await world.component('Pushes');
  all = await world.component('Everything');
});
afterAll(() => {
  vendor.close();
  return world.close();
});
beforeEach(async () => {
  [answers, requests, isDown] = [{}, [], false];
  world.wait(60 * MINUTE);
  await world.deps.db.$client.executeMultiple(
    'delete from upstream; delete from upstream_poll; delete from upstream_draft; delete from draft; update component set report = null',
  );
});

const find = async (address: string) =>
  propsIn(
    await drawn(await owner.post(`/admin/components/${git}/vendor`, { do: 'find', address })),
    '/admin/components/[id]/vendor',
  );
/** Follows what is called so; `''` is the whole page. */
async function follow(id: string, name = '', more: Record<string, string> = {}, path = '/') {
  const { found } = await find(`${base}${path}`);
  const offer = found?.offers.find((one) => (name ? one.name === name : one.componentRef === null));
  if (!found || !offer) return expect.fail(`no ${name}`);
  const choice = JSON.stringify([offer.kind, offer.componentRef, offer.url]);
  const { vendor: called, pageUrl } = found;
  const answer = await owner.post(`/admin/components/${id}/vendor`, {
    ...{ do: 'follow', address: base, pageUrl, vendor: called, choice, ...more },
  });
  expect(answer.status, await answer.clone().text()).toBe(303);
}
/** What readers see below each component. */
async function shown(): Promise<Record<string, string | undefined>> {
  const now = await (await world.request('/api/allclear/now.json')).json();
  return Object.fromEntries(
    (
      now as { vendor_reports: { component: string; text: string; known: boolean }[] }
    ).vendor_reports.map((one) => [one.component, one.known ? one.text : 'unknown']),
  );
}
const tick = async (minutes = 2) => {
  world.wait(minutes * MINUTE);
  requests = [];
  await Promise.all([
    pollUpstreams(world.deps),
    pollUpstreams({ ...world.deps, db: world.deps.db }),
  ]);
};
const version = async () =>
  (await world.deps.db.all<{ version: number }>(sql`select version from page`))[0]?.version;
const drafts = () => world.deps.db.all<{ state: string; values: string }>(sql`select * from draft`);
const SUMMARY = '/api/v2/summary.json';

test('a whole incident of a vendor is shown in its words, read once for all that follow it', async () => {
  answers = { [SUMMARY]: samples.statuspageSummary() };
  await follow(git, 'Git', { drafts: 'on' });
  await follow(all);
  expect(await shown()).toEqual({ Pushes: 'Operational', Everything: 'All Systems Operational' });
  const before = await version();
  await tick();
  // Nothing has changed: nothing is read again, and readers get no new version.
  expect([requests, await version()]).toEqual([[`${SUMMARY} again`], before]);
  for (const [status, body] of [
    ['investigating', 'We look into it.'],
    ['identified', 'A *disk* is <b>full</b>.'],
    ['monitoring', 'It works again.'],
  ] as const) {
    answers = { [SUMMARY]: samples.statuspageSummary({ status, body }) };
    await tick();
    expect(requests).toHaveLength(1);
    const everything = 'Minor Service Outage · Pushes fail';
    expect(await shown()).toEqual({
      Pushes: 'Partial outage · Pushes fail',
      Everything: everything,
    });
    await tick();
  }
  const made = await drafts();
  expect(made).toHaveLength(1);
  expect(JSON.parse(made[0]?.values ?? '')).toEqual({
    ...{ state: 'investigating', name: 'Hosting Co: Pushes fail' },
    body: 'Hosting Co reports: “We look into it.” https://stspg.example/inc1',
    [`c.${git}`]: 'degraded_performance',
  });
  answers = { [SUMMARY]: samples.statuspageSummary() };
  await tick();
  expect(await shown()).toEqual({ Pushes: 'Operational', Everything: 'All Systems Operational' });
  expect(await drafts()).toHaveLength(1);
});

test('after three polls without an answer the status is unknown, and then known again', async () => {
  answers = { [SUMMARY]: samples.statuspageSummary() };
  await follow(git, 'Git');
  isDown = true;
  const seen: (string | undefined)[] = [];
  for (let n = 0; n < 4; n++) {
    await tick();
    seen.push((await shown()).Pushes);
  }
  expect(seen).toEqual(['Operational', 'Operational', 'unknown', 'unknown']);
  // By now it is asked less often.
  expect(requests).toHaveLength(0);
  const { followed } = propsIn(
    await drawn(await owner.get(`/admin/components/${git}/vendor`)),
    '/admin/components/[id]/vendor',
  );
  expect(followed).toMatchObject({ misses: 3, failure: 'It answered 503.', part: 'Git' });
  isDown = false;
  await tick(10);
  expect((await shown()).Pushes).toBe('Operational');
  answers = { [SUMMARY]: { some: 'thing else' } };
  for (let n = 0; n < 3; n++) await tick();
  expect((await shown()).Pushes).toBe('unknown');
  await owner.post(`/admin/components/${git}/vendor`, { do: 'remove' });
  await tick(10);
  expect([await shown(), requests]).toEqual([{}, []]);
});

/** What stands at a vendor’s address, and what is found there. */
const products: [string, string, Record<string, unknown>, string, string[]][] = [
  [
    'Statuspage',
    '/',
    { [SUMMARY]: samples.statuspageSummary() },
    'Hosting Co',
    ['Git', 'Webhooks'],
  ],
  ['incident.io', '/', { '/api/v1/summary': samples.incidentIoSummary }, 'Mail Co', []],
  [
    ...(['Instatus', '/'] as const),
    { '/summary.json': samples.instatusSummary, '/v2/components.json': samples.instatusComponents },
    ...(['Pay Co', ['Vaults']] as [string, string[]]),
  ],
  ['Better Stack', '/', { '/index.json': samples.betterStackIndex }, 'Logs Co', ['Ingest']],
  ['RSS or Atom feed', '/history.atom', { '/history.atom': samples.atomFeed }, 'DNS Co', []],
  [
    ...(['RSS or Atom feed', '/'] as const),
    { '/': '<link type="application/rss+xml" href="/x.rss">', '/x.rss': samples.rssFeed },
    ...(['CDN Co', []] as [string, string[]]),
  ],
];
test.each(products)('%s at %s is found by probing', async (product, path, given, called, parts) => {
  answers = given;
  const { found } = await find(`${base}${path}`);
  expect(found).toMatchObject({ product, vendor: called } satisfies Partial<FoundVendor>);
  const [whole, ...others] = found?.offers ?? [];
  expect([whole?.name, others.map(({ name }) => name)]).toEqual(['The whole page', parts]);
  await follow(git, '', {}, path);
  await tick();
  expect(requests.length).toBeLessThanOrEqual(1);
});

test('an address that can’t be followed is refused with a sentence at the field', async () => {
  const wrong = async (address: string) =>
    (await drawn(await owner.post(`/admin/components/${git}/vendor`, { do: 'find', address }))).form
      ?.fields.address;
  expect(await wrong('')).toMatch(/web address/);
  expect(await wrong('http://status.example.com')).toMatch(/begins with https/);
  expect(await wrong('https://10.0.0.1/')).toMatch(/private network/);
  expect(await wrong(base)).toMatch(/No status was found/);
  expect(await wrong('https://status.nowhere.example')).toMatch(/can’t be read. The host name/);
  expect(await wrong(world.deps.config.baseUrl)).toMatch(/can’t follow itself/);
  // Where another name of this page answers, its ID tells.
  const own = { id: world.pageId, name: 'Acme', url: 'https://other.example' };
  answers = { [SUMMARY]: samples.statuspageSummary(undefined, { page: own }) };
  expect(await wrong(base)).toMatch(/can’t follow itself/);
  // A page that says that it follows ours.
  const back = { vendor_reports: [{ page_url: `${world.deps.config.baseUrl}/` }] };
  const unlinked = { id: 'x', name: 'Acme', url: '' };
  const summary = samples.statuspageSummary(undefined, { page: unlinked });
  answers = { [SUMMARY]: summary, '/api/allclear/now.json': back };
  expect(await wrong(base)).toMatch(/follows yours/);
  // Redirects are followed, each hop checked.
  expect(requests.length).toBeLessThan(60);
  const stored = await world.deps.db.all(sql`select 1 from upstream`);
  expect(stored).toEqual([]);
});

test('the API follows, changes and forgets a vendor, as the console does', async () => {
  const { deps, owner: ada, pageId } = world;
  const token = (scope: string) =>
    issueToken(deps, ada, pageId, NewToken.parse({ name: scope, role: 'publisher', scope }));
  const keys = { components: await token('components'), read: await token('read') };
  const call = async (method: string, path = '', vendorFields?: object, key = keys.components) => {
    const answer = await world.request(`/v1/pages/${pageId}/vendors${path}`, {
      method,
      headers: { authorization: `OAuth ${key}`, 'content-type': 'application/json' },
      ...(vendorFields ? { body: JSON.stringify({ vendor: vendorFields }) } : {}),
    });
    return { status: answer.status, json: await answer.json().catch(() => null) };
  };
  answers = { [SUMMARY]: samples.statuspageSummary() };
  const made = await call('POST', '', {
    component_id: git,
    address: base,
    part: 'git',
    drafts: true,
  });
  expect([made.status, VendorRead.parse(made.json)]).toMatchObject([
    201,
    {
      ...{ component_id: git, vendor: 'Hosting Co', product: 'Statuspage', drafts: true },
      ...{ part: { id: 'git1', name: 'Git' }, report: { text: 'Operational', known: true } },
    },
  ]);
  expect(await shown()).toEqual({ Pushes: 'Operational' });
  const changed = await call('PATCH', `/${git}`, { vendor: 'Git hosting', part: null });
  expect(changed.json).toMatchObject({ vendor: 'Git hosting', part: null, drafts: true });
  expect(await shown()).toEqual({ Pushes: 'All Systems Operational' });
  expect((await call('PATCH', `/${git}`, { drafts: false })).json).toMatchObject({
    ...{ vendor: 'Git hosting', part: null, drafts: false },
  });
  const refusals: [string, string, object | undefined, number, RegExp][] = [
    ['POST', '', { component_id: git, address: base }, 422, /follows Git hosting already/],
    ['POST', '', { component_id: all, address: base, part: 'Mail' }, 422, /has: Git, Webhooks\./],
    ['POST', '', { component_id: all, address: 'https://10.0.0.1/' }, 422, /private network/],
    ['POST', '', { component_id: all, address: deps.config.baseUrl }, 422, /can’t follow itself/],
    ['POST', '', { component_id: 'none', address: base }, 422, /component of this page/],
    ['POST', '', { component_id: all }, 422, /address is/],
    ['PATCH', `/${git}`, { address: 'https://10.0.0.1/' }, 422, /private network/],
    ['PATCH', `/${all}`, { drafts: true }, 404, /./],
    ['GET', `/${all}`, undefined, 404, /./],
  ];
  for (const [method, path, given, status, says] of refusals) {
    const answer = await call(method, path, given);
    expect([method, given, answer.status]).toEqual([method, given, status]);
    expect(JSON.stringify(answer.json)).toMatch(says);
  }
  answers['/api/allclear/now.json'] = { vendor_reports: [{ page_url: `${deps.config.baseUrl}/` }] };
  const back = await call('POST', '', { component_id: all, address: base });
  expect([back.status, JSON.stringify(back.json)]).toEqual([
    422,
    expect.stringMatching('follows yours'),
  ]);
  const [only, ...others] = (await call('GET', '', undefined, keys.read)).json;
  expect([only.component_id, others]).toEqual([git, []]);
  expect((await call('DELETE', `/${git}`, undefined, keys.read)).status).toBe(403);
  expect((await call('DELETE', `/${git}`)).status).toBe(204);
  expect([await shown(), (await call('GET')).json]).toEqual([{}, []]);
});

test('pages of one installation that follow each other in a circle are refused', async () => {
  const { db } = world.deps;
  await db.run(sql`insert into page (id, name, base_url, time_zone, version, created_at, updated_at)
    values ('otherpage000', 'Other', ${base}, 'Etc/UTC', 1, 9e12, 1) on conflict do nothing`);
  await db.run(sql`insert into upstream (component_id, page_id, vendor, page_url, url, kind, created_by, created_at)
    values (${all}, 'otherpage000', 'Acme', ${`${world.deps.config.baseUrl}/`}, 'https://x.example', 'statuspage', 'x', 1)`);
  answers = { [SUMMARY]: samples.statuspageSummary() };
  const answer = await owner.post(`/admin/components/${git}/vendor`, { do: 'find', address: base });
  expect((await drawn(answer)).form?.fields.address).toMatch(/follows yours/);
  await db.run(sql`delete from upstream`);
  await db.run(sql`delete from page where id = 'otherpage000'`);
});

test('at the edge, polls take a share of the requests, and those that wait come next', async () => {
  answers = { [SUMMARY]: samples.statuspageSummary() };
  await follow(git, 'Git');
  await world.deps.db.run(sql`insert into upstream_poll (url, kind, due_at)
    select ${`${base}/`} || value, 'statuspage', value from json_each('[1,2,3,4,5]')`);
  await world.deps.db.run(sql`update upstream set url = ${`${base}/1`}`);
  world.wait(3 * MINUTE);
  requests = [];
  const { requests: spent, run } = await pollsOfMinute(world.deps, 50);
  await run();
  expect([spent, requests]).toEqual([5, ['/1']]);
});

const saved = savedPages();
describe.skipIf(saved.length === 0)('pages as they were saved', () => {
  test('each incident of a real page is replayed update by update', async () => {
    type Saved = {
      page: object;
      components?: object[];
      status?: object;
      incidents?: {
        id: string;
        name: string;
        incident_updates: { status: string; body: string }[];
      }[];
    };
    const read = (folder: string, file: string): Saved | null => {
      try {
        return JSON.parse(readFileSync(join(folder, file), 'utf8'));
      } catch {
        return null;
      }
    };
    const replays = saved.flatMap((folder) => {
      const summary = read(folder, 'summary.json');
      const { page, incidents = [] } = read(folder, 'incidents.json') ?? summary ?? { page: {} };
      const stages = incidents.slice(0, 2).flatMap((incident) => {
        const updates = incident.incident_updates.toReversed();
        return updates.map(({ status }, n) => ({
          name: incident.name.replace(/\s+/g, ' ').trim(),
          isOpen: status !== 'resolved' && status !== 'postmortem',
          summary: {
            ...{ page, components: summary?.components ?? [] },
            status: { indicator: 'minor', description: 'Minor Service Outage' },
            incidents: [
              { ...incident, status, incident_updates: updates.slice(0, n + 1).toReversed() },
            ],
          },
        }));
      });
      return stages.length > 0 ? [stages] : [];
    });
    let updates = 0;
    for (const stages of replays) {
      answers = { [SUMMARY]: { ...stages[0]?.summary, incidents: [] } };
      await follow(all, '', { drafts: 'on' });
      for (const { name, isOpen, summary } of stages) {
        answers = { [SUMMARY]: summary };
        await tick();
        updates++;
        const words = (await shown()).Everything ?? '';
        expect([words.length < 400, words.includes(name.slice(0, 100))], name).toEqual([
          true,
          isOpen,
        ]);
      }
    }
    console.log(
      `${replays.length} saved pages replayed, ${updates} updates, ${(await drafts()).length} drafts`,
    );
    expect(updates).toBeGreaterThan(4);
  });
});
