import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getByDownload } from '../../api/cli/shared/source.ts';
import { SourceError } from '../../api/importers/port/source-error.ts';
import { importerNamed } from '../../api/importers/registry.ts';
import { storeImport } from '../../api/importers/run.ts';
import { command } from '../support/command.ts';
import { dump, rows } from '../support/dump.ts';
import { importSamples } from '../support/import-sources.ts';
import { makeWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld({ bare: true });
});
afterEach(() => world.close());

let answer: RequestListener = () => {};
const server = createServer((asked, out) => answer(asked, out));
let url = '';
beforeAll(async () => {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
});
afterAll(() => server.close());

/** What a list holds, and the same answer with other rows. */
const listIn = (found: unknown): { rows: object[]; with: (rows: object[]) => unknown } | null => {
  if (Array.isArray(found)) return { rows: found, with: (rows) => rows };
  const held = Object.entries(found ?? {}).find(
    ([name, value]) => Array.isArray(value) && /^(data|events|pages)$/.test(name),
  );
  return held
    ? { rows: held[1], with: (rows) => ({ ...(found as object), [held[0]]: rows }) }
    : null;
};

/** The second page of a list is empty. */
const from =
  (answers: Record<string, unknown>): RequestListener =>
  (asked, out) => {
    const { pathname, searchParams } = new URL(asked.url ?? '', url);
    const found = answers[pathname];
    const isPast = Number(searchParams.get('page') ?? 1) > 1;
    out.statusCode = found === undefined ? 404 : 200;
    out.end(JSON.stringify((isPast && listIn(found)?.with([])) || (found ?? {})));
  };

const samples = Object.entries(importSamples);
type Sample = (typeof samples)[number][1];

const read = async (
  { kind, place, byApi, isPublic, files }: Sample,
  dryRun = false,
  sent = files,
) => {
  const importer = importerNamed(kind);
  if (!importer) throw new Error(`No importer ${kind}`);
  const found = await importer.read({
    ...{ place: place(url), files: sent, get: getByDownload, say: () => {} },
    ...{ apiKey: isPublic || sent ? undefined : 'key', wait: async () => {} },
    ...(byApi ? { apiUrl: url } : {}),
  });
  return storeImport(world.deps, world.owner, importer, found, { pageId: null, dryRun });
};

describe.each(samples)('%s', (_, sample) => {
  test('its sample comes whole, twice is once, and a dry run stores nothing', async () => {
    answer = from(sample.answers);
    const before = await dump(world.deps.db);
    const dry = await read(sample, true);
    expect(await dump(world.deps.db)).toEqual(before);
    const first = await read(sample);
    expect(first.translation.skipped).toEqual([]);
    const lacks = (what: 'incidents' | 'maintenances' | 'statuses') =>
      sample.without?.includes(what) === true;
    if (sample.kind !== 'statuspage') expect(first.translation.gaps.length).toBeGreaterThan(0);
    expect(dry.stored.incidents).toEqual(first.stored.incidents);
    const named = (sql: string) => rows(world.deps.db, sql);
    const components = await named('select name, status, "group" from component order by name');
    const status = lacks('statuses') ? 'operational' : 'major_outage';
    expect(components).toContainEqual({ name: 'Cards', status, group: 0 });
    const incidents = await named('select kind, name, state from incident order by kind, name');
    if (!lacks('incidents'))
      expect(incidents).toContainEqual({
        ...{ kind: 'incident', name: expect.stringMatching(/^Cards (fail|is down)$/) },
        state: sample.kind === 'uptime-kuma' ? 'investigating' : 'resolved',
      });
    expect(incidents.filter(({ kind }) => kind === 'maintenance')).toEqual(
      lacks('maintenances') ? [] : [expect.objectContaining({ state: 'scheduled' })],
    );
    const whole = await dump(world.deps.db);
    world.wait(60_000);
    const second = await read(sample);
    expect(second.stored.components).toMatchObject({ added: 0, renewed: 0 });
    expect(second.stored.incidents).toMatchObject({ added: 0, renewed: 0 });
    expect(await dump(world.deps.db)).toEqual(whole);
  });

  test('a hostile source ends with a sentence, and nothing is written', async () => {
    const before = await dump(world.deps.db);
    const given = sample.files ? hostileFiles(sample.files) : hostileAnswers(sample);
    for (const [name, hostile] of Object.entries(given)) {
      if (typeof hostile === 'function') answer = hostile;
      const error = await read(sample, false, Array.isArray(hostile) ? hostile : undefined).then(
        () => 'no error',
        (thrown: unknown) => thrown,
      );
      expect(error, `${name}: ${error}`).toBeInstanceOf(SourceError);
      expect((error as Error).message, name).toMatch(/^[^\n]{10,400}\.$/);
      expect(await dump(world.deps.db), name).toEqual(before);
    }
    // Texts and dates that no form takes are left out or shortened, and said.
    const old = <T>(value: T): T =>
      JSON.parse(JSON.stringify(value ?? null).replace(/20[23]6-/g, '1600-'));
    answer = from(old(sample.answers));
    const odd = await read(sample, false, sample.files && old(sample.files));
    expect(odd.stored.page.isNew).toBe(true);
  });

  test('a source that repeats a page ends the list', async () => {
    answer = (asked, out) => {
      const found = sample.answers[new URL(asked.url ?? '', url).pathname];
      out.statusCode = found === undefined ? 404 : 200;
      out.end(JSON.stringify(found ?? {}));
    };
    expect((await read(sample)).stored.components.added).toBeGreaterThan(0);
  });
});

const huge = gzipSync(Buffer.alloc(70 * 1024 * 1024, ' '));

/** All lists are read by `allPages`: each of them only with FULL, for its time. */
function hostileAnswers({ answers, endless, kind }: Sample): Record<string, RequestListener> {
  const wrong = (from: RegExp, to: string) => (body: string) => body.replace(from, to);
  const bent =
    (bend: (body: string) => string): RequestListener =>
    (asked, out) => {
      const found = answers[new URL(asked.url ?? '', url).pathname];
      out.statusCode = found === undefined ? 404 : 200;
      out.end(bend(JSON.stringify(found ?? {})));
    };
  let next = 0;
  const many = (row: object) =>
    Array.from({ length: 30_000 }, () => {
      const id = typeof (row as { id: unknown }).id === 'string' ? `x${next++}` : 10_000 + next++;
      return { ...row, id, event_id: next };
    });
  const unending: RequestListener = (asked, out) => {
    const found = answers[new URL(asked.url ?? '', url).pathname];
    if (found === undefined) out.statusCode = 404;
    const list = listIn(found);
    const [first] = list?.rows ?? [];
    const isLong = list && first && endless?.test(asked.url ?? '');
    out.end(JSON.stringify(isLong ? list.with(many(first)) : (found ?? {})));
  };
  return {
    HTML: (_, out) => out.end('<!doctype html><h1>Sign in</h1>'),
    'another JSON': (_, out) => out.end('{"hello":[1,2,3]}'),
    'a list of numbers': (_, out) => out.end('[1,2,3]'),
    'half of it': bent((body) => body.slice(0, -3)),
    'names that are objects': bent(wrong(/"(name|title)":"[^"]*"/g, '"$1":{"a":1}')),
    'a server error': (_, out) => out.writeHead(500).end('{}'),
    'a refusal': (_, out) => out.writeHead(403).end('{}'),
    'a redirect to a private network': (_, out) =>
      out.writeHead(302, { location: 'https://10.0.0.1/' }).end(),
    'a redirect to a file': (_, out) =>
      out.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    'a redirect in a circle': (asked, out) =>
      out.writeHead(302, { location: asked.url ?? '/' }).end(),
    'more than 64 MB': (_, out) => out.writeHead(200, { 'content-encoding': 'gzip' }).end(huge),
    'nothing at all': (asked) => asked.socket.destroy(),
    ...(endless && (kind === 'instatus' || process.env.FULL)
      ? { 'a list without an end': unending }
      : {}),
  };
}

type Files = NonNullable<Sample['files']>;

function hostileFiles(files: Files): Record<string, Files> {
  const bent = (bend: (text: string) => string): Files =>
    files.map(({ name, text }) => ({ name, text: bend(text) }));
  const bomb = `a: &a [x]\nb: &b [*a,*a]\nc: [${'*b,'.repeat(100)}*b]\n`;
  return {
    none: [],
    HTML: bent(() => '<!doctype html><h1>Sign in</h1>'),
    'a list of numbers': bent(() => '[1,2,3]'),
    'names that are objects': bent((text) => text.replace(/(name|title): .*/g, '$1: {a: 1}')),
    'aliases of aliases': bent(() => bomb),
    'broken YAML': bent((text) => `"${text}`),
  };
}

test('the command prints what would come, as a table or JSON, and names what is missing', async () => {
  answer = from(importSamples['Uptime Kuma']?.answers ?? {});
  const env = { DATABASE_URL: world.url };
  const args = ['uptime-kuma', `${url}/status/all`, '--dry-run'];
  const { code, out } = await command('import', args, env);
  expect(code).toBe(0);
  expect(out).toContain('Dry run: nothing was stored.');
  expect(out).toContain('pinned incidents only');
  const json = JSON.parse((await command('import', [...args, '--json'], env)).out);
  expect(json).toMatchObject({ dryRun: true, components: { added: 5 }, incidents: { added: 2 } });
  const wrong = await command('import', ['uptime-kuma', url], env);
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('/status/')]);
});
