import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDb } from '../../db/engine/client.ts';
import { write } from '../../db/engine/write.ts';
import { openPage, type TestPage } from '../support/browser/page.ts';
import { KEYS, startBucket } from '../support/edge/bucket.ts';
import { type Server, startServer } from '../support/server/server.ts';
import { FULL } from '../support/size.ts';

let server: Server;
let page: TestPage;
let bucket: Awaited<ReturnType<typeof startBucket>>;
let incident: string;
const CANARY = 'canary-in-the-mine';

beforeAll(async () => {
  bucket = await startBucket();
  server = await startServer({
    env: {
      BASE_URL: 'https://status.example.com',
      MIRROR_URL: bucket.url,
      MIRROR_ACCESS_KEY_ID: KEYS.accessKeyId,
      MIRROR_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    },
  });
  page = await openPage({ url: server.databaseUrl });
  page.at(Date.now());
  await page.component({ name: 'Cards' });
  incident = await page.publish({ name: 'Cards fail', state: 'investigating', body: 'We look.' });
  while (!(await front()).includes('Cards fail'))
    await new Promise((later) => setTimeout(later, 50));
});
afterAll(async () => {
  page.close();
  await server.stop();
  await bucket.stop();
});

const front = async () => (await fetch(server.url)).text();

type Raw = { status: number; headers: string; body: string };
function raw(path: string, headers: Record<string, string> = {}): Promise<Raw> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, headers }, async (answer) => {
      const body = Buffer.concat(await answer.toArray()).toString();
      const { date: _, ...rest } = answer.headers;
      const headers = JSON.stringify(Object.fromEntries(Object.entries(rest).sort()));
      resolve({ status: answer.statusCode ?? 0, headers, body });
    });
    asked.on('error', reject).end();
  });
}

test('no header and no spelling of an address changes the next reader’s response', async () => {
  const evil = 'evil.example';
  const names = [
    'Host',
    'X-Forwarded-Host',
    'X-Forwarded-Server',
    'X-Host',
    'X-HTTP-Host-Override',
    'Forwarded',
    'X-Original-URL',
    'X-Rewrite-URL',
    'X-Original-Host',
    'X-Forwarded-Scheme',
    'X-Forwarded-Proto',
    'X-Forwarded-Port',
    'X-Forwarded-Prefix',
    'X-Forwarded-Path',
    'X-Forwarded-For',
    'True-Client-IP',
    'Origin',
    'Referer',
    'X-HTTP-Method-Override',
    'X-Method-Override',
    'Authorization',
    'Cookie',
    'Accept-Language',
    'X-Request-Id',
    'Via',
    'X-Wap-Profile',
    'User-Agent',
    'Range',
    'TE',
    'Max-Forwards',
  ];
  const values = [evil, `https://${evil}/x`];
  const month = new Date().toISOString().slice(0, 7);
  const paths = [
    '/',
    '/?x=evil.example',
    '/?utm_source=1',
    '/history',
    '/history?page=2',
    `/history/${month}`,
    `/incidents/${incident}`,
    `/incidents/${incident}?x`,
    '/history.rss',
    '/history.atom',
    '/updates.rss',
    '/updates.atom',
    '/updates.json',
    '/badge.svg',
    '/badge.json',
    '/maintenance.ics',
    '/api/v2/summary.json',
    '/api/v2/status.json',
    '/api/v2/components.json',
    '/api/v2/incidents.json',
    '/badges',
    '/embed',
    '/api/docs',
    '/embed/frame',
    '//',
    '/%2e%2e/',
    '/;x=1',
    '/x.css',
    '/admin/x.css',
    '/history%2fx',
  ];
  const clean = new Map<string, Raw>();
  for (const path of paths) clean.set(path, await raw(path));
  for (const name of names)
    for (const value of values)
      for (const path of FULL ? paths : paths.filter((_, i) => i % 5 === names.indexOf(name) % 5)) {
        const got = await raw(path, { [name]: value });
        expect(got.headers, `${name}: ${value} at ${path}`).not.toContain(evil);
        if (!path.includes(evil)) expect(got.body, `${name} at ${path}`).not.toContain(evil);
      }
  for (const path of paths) {
    const { status, body, headers } = await raw(path);
    const before = clean.get(path);
    expect([path, status]).toEqual([path, before?.status]);
    if (status === 200)
      expect({ body, headers }).toEqual({ body: before?.body, headers: before?.headers });
    if (path.startsWith('/admin')) expect(headers).toContain('no-store');
  }
}, 120_000);

test('a reader with a session or a token gets the public bytes, and no ETag of another page matches', async () => {
  const plain = await raw('/');
  const known = await raw('/', {
    cookie: 'better-auth.session_token=x.y',
    authorization: 'OAuth something',
  });
  expect(known).toEqual(plain);
  const tag = /"etag":"\\"([^"\\]+)/.exec(plain.headers)?.[1] ?? '';
  expect((await raw('/', { 'if-none-match': `"${tag}"` })).status).toBe(304);
  for (const path of ['/history', `/incidents/${incident}`, '/history.rss', '/api/v2/summary.json'])
    expect((await raw(path, { 'if-none-match': `"${tag}"` })).status).toBe(200);
  const console = await raw('/admin', { 'if-none-match': `"${tag}"`, 'x-forwarded-host': 'a' });
  expect([console.status, console.headers]).toEqual([303, expect.stringContaining('no-store')]);
});

test('nothing internal can be reached by the public', async () => {
  const db = openDb({ url: server.databaseUrl });
  const at = Date.now();
  const mark = (n: number) => `${CANARY}-${n}`;
  const secret = (n: number) => `internal0${String(n).padStart(3, '0')}`;
  const statements = Array.from({ length: FULL ? 500 : 10 }, (_, n) => [
    `insert into incident (id, page_id, kind, audience, name, state, impact, severity, started_at, metadata, created_at, updated_at)
     values ('${secret(n)}', 'page00000001', 'incident', 'internal', '${mark(n)}', 'investigating', 'critical', '${mark(n)}', ${at}, '{"x":"${mark(n)}"}', ${at}, ${at})`,
    `insert into incident_update (id, page_id, incident_id, seq, audience, state, body, author, deliver_notifications, display_at, created_at, updated_at)
     values ('u${secret(n)}', 'page00000001', '${secret(n)}', 1, 'internal', 'investigating', '${mark(n)}', '${mark(n)}', 0, ${at}, ${at}, ${at})`,
    `insert into incident_update (id, page_id, incident_id, seq, audience, state, body, author, deliver_notifications, display_at, created_at, updated_at)
     values ('n${secret(n)}', 'page00000001', '${incident}', ${100 + n}, 'internal', 'investigating', '${mark(n)}', '${mark(n)}', 0, ${at}, ${at}, ${at})`,
    `insert into subscriber (id, page_id, email, state, all_components, created_at, updated_at)
     values ('s${secret(n)}', 'page00000001', '${mark(n)}@example.com', 'active', 1, ${at}, ${at})`,
  ]).flat();
  await write(
    db,
    statements.map((sql) => ({ toSQL: () => ({ sql, params: [] }) })),
  );
  db.$client.close();
  await page.publish({ name: 'Public news', state: 'investigating', body: 'All may read.' });
  await expect.poll(() => front(), { timeout: 20_000 }).toContain('Public news');

  const found = new Set([
    '/',
    '/nothing',
    '/sitemap.xml',
    '/robots.txt',
    '/v1/pages',
    '/metrics',
    '/embed/frame',
    '/embed/status.js',
    ...[
      'summary',
      'status',
      'components',
      'incidents',
      'incidents/unresolved',
      'scheduled-maintenances',
    ].map((name) => `/api/v2/${name}.json`),
    ...Array.from({ length: 10 }, (_, n) => [
      `/incidents/${secret(n)}`,
      `/incidents/${secret(n)}/updates.rss`,
      `/incidents/${secret(n)}.ics`,
    ]).flat(),
  ]);
  for (const path of found) {
    const got = await raw(path, { accept: 'text/html' });
    expect(`${got.headers}${got.body}`, path).not.toContain(CANARY);
    if (path.includes('internal0')) expect([path, got.status]).toEqual([path, 404]);
    for (const [, target = ''] of got.body.matchAll(/(?:href|src)="(\/[^"#]*)/g)) found.add(target);
  }
  expect(found.size).toBeGreaterThan(40);
  await expect
    .poll(() => bucket.objects.get('index.html')?.body.toString(), { timeout: 20_000 })
    .toContain('Public news');
  for (const { body } of bucket.objects.values()) expect(body.toString()).not.toContain(CANARY);
}, 60_000);

test('when everything else is gone, the mirror still shows the page and its age', async () => {
  const own = await startServer({
    env: {
      MIRROR_URL: `${bucket.url}/drill`,
      MIRROR_ACCESS_KEY_ID: KEYS.accessKeyId,
      MIRROR_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    },
  });
  const other = await openPage({ url: own.databaseUrl });
  other.at(Date.now());
  const id = await other.publish({ name: 'Region lost', state: 'investigating', body: 'We look.' });
  const copy = async (path: string) => (await fetch(`${bucket.url}/drill/${path}`)).text();
  await expect.poll(() => copy('index.html'), { timeout: 20_000 }).toContain('Region lost');
  await expect.poll(() => copy('manifest.json'), { timeout: 20_000 }).toContain(id);
  other.close();
  await own.kill();
  await expect(fetch(own.url)).rejects.toThrow();
  expect(await copy('index.html')).toContain('Backup copy from');
  expect(await copy(`incidents/${id}`)).toContain('We look.');
  expect(JSON.parse(await copy('api/v2/summary.json')).incidents[0].name).toBe('Region lost');
  expect(await copy('history.rss')).toContain('Region lost');
}, 60_000);

test('clients that never finish their request are cut off, and others are served meanwhile', async () => {
  const { hostname, port } = new URL(server.url);
  const slow = Array.from({ length: FULL ? 500 : 30 }, () => connect(Number(port), hostname));
  const closed = slow.map((socket) =>
    once(
      socket.on('error', () => {}),
      'close',
    ),
  );
  for (const socket of slow) {
    socket.resume();
    socket.write('GET / HTTP/1.1\r\nhost: x\r\nx-slow: ');
  }
  expect((await raw('/')).status).toBe(200);
  await Promise.all(closed);
  expect((await raw('/')).status).toBe(200);
  expect((await raw('/', { 'x-large': 'x'.repeat(20_000) })).status).toBe(431);
}, 40_000);

describe('with few file descriptors', () => {
  test('a flood of connections is refused, existing ones are served, and it recovers', async () => {
    const few = await startServer({ files: 256 });
    const { hostname, port } = new URL(few.url);
    const ask = (socket: Socket): Promise<string> =>
      new Promise((resolve) => {
        socket.once('data', (data) => resolve(`${data}`)).once('close', () => resolve('closed'));
        socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
      });
    const open = () => connect(Number(port), hostname).on('error', () => {});
    const first = Array.from({ length: 50 }, open);
    await Promise.all(first.map((socket) => ask(socket)));
    const flood = Array.from({ length: FULL ? 10_000 : 600 }, open);
    const answers = await Promise.all(flood.map(ask));
    expect(answers.filter((answer) => answer === 'closed').length).toBeGreaterThan(300);
    for (const socket of first) expect(await ask(socket)).toContain(' 200 ');
    for (const socket of [...first, ...flood]) socket.destroy();
    await expect
      .poll(async () => (await fetch(`${few.url}/readyz`).catch(() => null))?.status)
      .toBe(200);
    await few.stop();
  }, 60_000);
});
