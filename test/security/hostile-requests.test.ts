import { DrizzleQueryError } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIncident, patchIncident } from '../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../api/actions/incident/input.ts';
import { createApp } from '../../api/app.ts';
import { errorFacts } from '../../api/core/log.ts';
import { promisedBy } from '../../api/domain/template/message.ts';
import { placeholdersIn } from '../../api/domain/template/placeholders.ts';
import { isZone } from '../../api/domain/time/zone.ts';
import { PageCache } from '../../api/http/cache/page-cache.ts';
import { parseNested } from '../../api/routes/manage/request/nested-form.ts';
import { markdownToHtml } from '../../templates/markdown/markdown.ts';
import { type ConsoleWorld, drawn, makeConsole } from '../support/world/console.ts';

let world: ConsoleWorld;
beforeEach(async () => {
  world = await makeConsole();
});
afterEach(() => world.close());

test.each(['/_image?href=/x', '//setup', '/%2561dmin/settings', '//evil.example/'])(
  'nobody can make Astro render %s by an address without a route',
  async (path) => {
    expect((await drawn(await world.browser().get(path))).path).toBe('/404');
  },
);

test.each(['/admin//settings/members', '/admin/%2573ettings', '/admin/incidents/new//x'])(
  'a viewer is not shown %s',
  async (path) => {
    const viewer = await world.as('viewer');
    expect((await drawn(await viewer.get(path))).path).not.toMatch(/settings|new/);
  },
);

test.each([
  ['/subscribe/', '/subscribe'],
  ['/history///?q=a%2Fb&x=/', '/history?q=a%2Fb&x=/'],
  ['/history.rss/', '/history.rss'],
  ['/api/v2/summary.json/', '/api/v2/summary.json'],
  ['/incidents/tjc450wjx0kd/', '/incidents/tjc450wjx0kd'],
  ['/admin/incidents/new/', '/admin/incidents/new'],
  ['/admin/settings/look', '/admin/settings/appearance'],
  ['/admin/components/abc/past?from=1', '/admin/components/abc/history?from=1'],
  ['/de/', '/de'],
  ['/pt-br/', '/pt-BR'],
  ['/DE/history', '/de/history'],
  ['/PT-br/updates.atom/', '/pt-BR/updates.atom'],
  ['/%5Cevil.example/', '/%5Cevil.example'],
  ['/%2F/evil.example/', '/%2F/evil.example'],
  ['//', '/'],
])('%s leads to %s', async (path, canonical) => {
  for (const method of ['GET', 'HEAD']) {
    const answer = await world.request(path, { method });
    expect([answer.status, answer.headers.get('location')]).toEqual([308, canonical]);
  }
});

test.each(['//evil.example/', '/\\evil.example/', '/.//evil.example/', '///evil.example//'])(
  '%s redirects to no other site',
  async (path) => {
    const answer = await world.request(path);
    expect([answer.status, answer.headers.get('location')]).toEqual([404, null]);
  },
);

test('a trailing slash is ignored where programs and forms post', async () => {
  const owner = await world.as('owner');
  expect((await world.request('/v1/pages/')).status).toBe(401);
  expect((await world.request('/v1/pages.json/')).status).toBe(401);
  const saved = await owner.post('/admin/components/new/', { name: 'Cards' });
  expect(saved.status).toBe(303);
  const response = await world.request('/u/a.b/', { method: 'POST', body: new URLSearchParams() });
  expect(response.status).toBe(200);
});

test('a text that is too long to publish is not searched for placeholders', () => {
  expect(placeholdersIn(`[what happened]${' '.repeat(25_000)}`)).toEqual([]);
  expect(placeholdersIn('`[code]` and ``[more ` code]`` and [what happened]')).toEqual([
    '[what happened]',
  ]);
});

test('a truncated form is a client error at every address', async () => {
  const cut = '--x\r\nContent-Disposition: form-data; name="a\r\n\r\n';
  const owner = await world.as('owner');
  const cookie = [...owner.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const id = await world.component('Cards');
  const app = createApp(
    async () => world.deps,
    async () => new Response(),
  );
  const posts = app.routes.filter(({ method, path }) => method === 'POST' && !path.endsWith('out'));
  expect(posts.length).toBeGreaterThan(40);
  const logged: string[] = [];
  world.deps.log = (level, message, facts) => {
    if (level === 'error') logged.push(JSON.stringify([message, facts]));
  };
  for (const { path } of posts)
    await world.request(path.replace(/:\w+/g, id), {
      method: 'POST',
      headers: {
        origin: new URL(world.deps.config.baseUrl).origin,
        cookie,
        'content-type': 'multipart/form-data; boundary=x',
      },
      body: cut,
    });
  expect(logged).toEqual([]);
});

test('a list in a form keeps every value in its order', () => {
  const values = Array.from({ length: 1000 }, (_, i) => `${i}`);
  const pairs = values.map((value) => ['a[]', value] as [string, string]);
  expect(parseNested(pairs)).toEqual({ a: values });
});

test('an internal incident stays internal through updates, and nobody is emailed', async () => {
  const { deps, pageId, owner } = world;
  const incident = NewIncident.parse({
    name: 'x',
    state: 'investigating',
    body: 'Text inside.',
  });
  const { id } = await createIncident(deps, owner, pageId, incident);
  await deps.db.$client.batch(
    [
      `update incident set audience = 'internal' where id = '${id}'`,
      "update incident_update set audience = 'internal'",
      'delete from notification',
    ],
    'write',
  );
  await patchIncident(deps, owner, pageId, id, IncidentPatch.parse({ body: 'Text inside too.' }));
  const updates = await deps.db.$client.execute('select distinct audience from incident_update');
  expect(updates.rows.map((row) => row.audience)).toEqual(['internal']);
  expect((await deps.db.$client.execute('select 1 from notification')).rows).toEqual([]);
});

test('an invisible title is refused, and a NUL hides nothing behind it', () => {
  const named = (name: string) => NewIncident.safeParse({ name, state: 'resolved', body: 'Over.' });
  expect(named('\u200b\u2060 \u0000').success).toBe(false);
  expect(named('\u0000Cards\u0000 fail').data?.name).toBe('Cards fail');
});

test('the same version with other bytes has another ETag, the same bytes have the same', async () => {
  const cache = new PageCache({ salt: 'salt' });
  const snapshot = await world.deps.snapshots.current();
  if (!snapshot) throw new Error('no page');
  const etag = async (asOf: number | null, text: string) =>
    (await cache.get({ snapshot, asOf }, '/', 'identity', async () => new Response(text))).headers
      .etag;
  expect(await etag(1, 'due')).not.toBe(await etag(2, 'overdue'));
  expect(await etag(3, 'due')).toBe(await etag(1, 'due'));
});

test.each(['javascript:alert(1)', 'data:text/html,x', 'blob:x', 'vbscript:x'])(
  'a link to %s is not rendered as a link',
  (target) => {
    expect(markdownToHtml(`[x](${target})`)).not.toContain('href');
  },
);

test('a zone must be one that Intl can format', () => {
  expect(isZone('2020-01-01T00:00Z')).toBe(false);
});

test('a promise must be a valid instant', () => {
  const at = promisedBy({ next_update: '147000000000' }, Date.now());
  expect(at === null || !Number.isNaN(new Date(at).getTime())).toBe(true);
});

test('a log line has no query parameter', () => {
  const error = new DrizzleQueryError('select 1', ['ana@example.com'], new Error('x'));
  expect(JSON.stringify(errorFacts(error))).not.toContain('ana@example.com');
});
