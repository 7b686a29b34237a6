import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EdgeWorld, startEdgeWorld } from '../support/edge/edge-world.ts';

let world: EdgeWorld;
beforeAll(async () => {
  world = await startEdgeWorld();
  await world.publish('Cards fail');
});
afterAll(() => world.stop());

const read = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${world.url}${path}`, { headers, redirect: 'manual' });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

test('a reader’s cookie, token or host changes no byte of a public page', async () => {
  const plain = await read('/');
  for (const headers of [
    { cookie: 'allclear=somebody.signed-in' },
    { authorization: `OAuth ${world.publisher}` },
    { host: 'other.example' },
    { 'x-forwarded-host': 'other.example' },
  ]) {
    const other = await read('/', headers as unknown as Record<string, string>);
    expect(other.text).toBe(plain.text);
    expect(other.headers.get('etag')).toBe(plain.headers.get('etag'));
  }
});

test('an ETag identifies one page of one version: another page’s never answers 304', async () => {
  const front = (await read('/')).headers.get('etag') ?? '';
  const json = (await read('/api/v2/summary.json')).headers.get('etag') ?? '';
  expect((await read('/', { 'if-none-match': front })).status).toBe(304);
  expect((await read('/', { 'if-none-match': json })).status).toBe(200);
  await world.publish('Another');
  expect((await read('/', { 'if-none-match': front })).status).toBe(200);
});

test('private responses are never cached', async () => {
  for (const path of ['/admin', '/admin/incidents', `/v1/pages/${world.pageId}/incidents`]) {
    const answer = await read(path, { authorization: `OAuth ${world.publisher}` });
    expect(answer.headers.get('cache-control')).toMatch(/no-store/);
  }
});

test('an internal update is in no public response, whoever asks and whatever they know', async () => {
  const { json } = await world.publish('A canary');
  const incidentPath = `/incidents/${json.id}`;
  const etag = (await read(incidentPath)).headers.get('etag') ?? '';
  await world.db.run(sql`update incident set audience = 'internal' where id = ${json.id}`);
  await world.db.run(
    sql`update incident_update set audience = 'internal' where incident_id = ${json.id}`,
  );
  await world.publish('Of this all may know');
  const paths = ['/', '/history', '/api/v2/summary.json', '/api/v2/incidents.json', '/updates.rss'];
  const askers: Record<string, string>[] = [
    {},
    { authorization: `OAuth ${world.publisher}` },
    { 'if-none-match': etag },
  ];
  for (const path of [...paths, incidentPath])
    for (const headers of askers) {
      const answer = await read(path, headers);
      expect(answer.text).not.toContain('A canary');
      expect(answer.status).toBe(path === incidentPath ? 404 : 200);
    }
});

test('the cache of finished pages can’t be read from outside', async () => {
  await read('/');
  expect((await read('/kept/last-known.json')).status).toBe(404);
});

test('a page finished by another isolate in the same location is not rendered again', async () => {
  const before = await read('/history');
  await world.restart();
  const after = await read('/history');
  expect(after.headers.get('etag')).toBe(before.headers.get('etag'));
});

test('a view of an unchanged page makes no database query', async () => {
  await read('/');
  const asked = world.between.requests();
  for (let i = 0; i < 50; i++) await read('/');
  expect(world.between.requests() - asked).toBeLessThanOrEqual(1); // the version, once in five seconds
});
