import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getByDownload } from '../../api/cli/shared/source.ts';
import { SourceError } from '../../api/importers/port/source-error.ts';
import { importerNamed } from '../../api/importers/registry.ts';
import { storeImport } from '../../api/importers/run.ts';
import { importSamples } from '../support/samples/import-sources.ts';
import { command, commandFile, operatorEnv } from '../support/server/command.ts';
import { FULL } from '../support/size.ts';
import { dump, rows } from '../support/world/dump.ts';
import { makeWorld, type World } from '../support/world/world.ts';

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

  test('a source that repeats a page, or breaks one connection, ends well', async () => {
    let calls = 0;
    answer = (asked, out) => {
      if (++calls === 2) {
        asked.socket.destroy();
        return;
      }
      const found = sample.answers[new URL(asked.url ?? '', url).pathname];
      out.statusCode = found === undefined ? 404 : 200;
      out.end(JSON.stringify(found ?? {}));
    };
    expect((await read(sample)).stored.components.added).toBeGreaterThan(0);
  });
});

test('cState is read from the host of its page, whatever addresses its issues have', async () => {
  const { answers } = importSamples.cState ?? {};
  const list = answers?.['/issues/index.json'] as { pages: object[] };
  const asked: string[] = [];
  await importerNamed('cstate')?.read({
    ...{ place: 'https://status.acme.example', say: () => {} },
    get: async (from) => {
      asked.push(new URL(from).origin);
      const { pathname } = new URL(from);
      const pages = list.pages.map((one) => ({ ...one, permalink: 'https://x//127.0.0.1:9/a/' }));
      const found = pathname === '/issues/index.json' ? { ...list, pages } : answers?.[pathname];
      return found ? { status: 200, text: JSON.stringify(found) } : { status: 404, text: '' };
    },
  });
  expect(asked).toHaveLength(4);
  expect(new Set(asked)).toEqual(new Set(['https://status.acme.example']));
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
    ...(endless && (kind === 'instatus' || FULL) ? { 'a list without an end': unending } : {}),
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

/** What is typed for a sample; its files stand beside the database. */
function argumentsFor({ kind, place, byApi, isPublic, files }: Sample): string[] {
  const folder = join(dirname(fileURLToPath(world.url)), 'source');
  for (const { name, text } of files ?? []) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return [
    ...[kind, files ? folder : place(url)],
    ...(isPublic || files ? [] : ['--api-key', 'key']),
    ...(byApi ? ['--api-url', url] : []),
  ];
}

const importing = (args: string[]): ChildProcess =>
  spawn(process.execPath, [commandFile('import'), ...args], {
    env: operatorEnv({ DATABASE_URL: world.url }),
    stdio: 'ignore',
  });

async function killed(child: ChildProcess): Promise<boolean> {
  const isRunning = child.exitCode === null;
  const end = once(child, 'exit');
  if (isRunning && child.kill('SIGKILL')) await end;
  return isRunning;
}

/** The history of a page; two imports of one source differ in nothing of this. */
const history = () =>
  Promise.all([
    rows(world.deps.db, 'select id, name, status, group_id from component order by id'),
    rows(world.deps.db, 'select id, name, state, impact from incident order by id'),
    rows(world.deps.db, 'select id, incident_id, seq, body from incident_update order by id'),
    rows(world.deps.db, 'select component_id, status from component_interval order by 1, 2'),
  ]);

describe('killed in the middle', () => {
  const some = samples.filter(([name]) => FULL || name === 'Kener');
  test.each(some)(
    'while %s is read: nothing is there, and the next run is whole',
    async (_, sample) => {
      const args = argumentsFor(sample);
      answer = from(sample.answers);
      await read(sample);
      const whole = await history();
      world.close();
      world = await makeWorld({ bare: true });
      const before = await dump(world.deps.db);
      const again = argumentsFor(sample);
      const requests = Object.keys(sample.answers).length;
      for (const at of FULL ? [1, 2, requests] : [requests]) {
        let asked = 0;
        const reached = new Promise<void>((resolve) => {
          answer = (request, out) =>
            ++asked < at ? from(sample.answers)(request, out) : resolve();
        });
        const child = importing(again);
        // Files are read at once: their process is killed as it starts.
        await (sample.files ? after(200) : reached);
        await killed(child);
        expect(await dump(world.deps.db)).toEqual(before);
      }
      answer = from(sample.answers);
      const { code, err } = await command('import', again, { DATABASE_URL: world.url });
      expect([code, err, args.length]).toEqual([0, '', again.length]);
      expect(await history()).toEqual(whole);
    },
    600_000,
  );

  test('while it is stored: all of it is there or nothing, and the next run is whole', async () => {
    const sample = importSamples.Statuspage as Sample; // it is there
    const many = (sample.answers['/api/v2/incidents.json'] as { incidents: object[] }).incidents;
    const at = (i: number) => new Date(Date.UTC(2026, 8, 1) - i * 60_000).toISOString();
    const size = FULL ? 3000 : 200;
    const [one] = many as { incident_updates: object[] }[];
    const incidents = Array.from({ length: size }, (_, i) => ({
      ...{ ...one, id: `many${i}`, created_at: at(i), resolved_at: at(i) },
      incident_updates: one?.incident_updates.map((update, n) => ({
        ...{ ...update, id: `update${i}x${n}`, created_at: at(i), display_at: at(i) },
      })),
    }));
    const page = { id: 'acmepage0001', name: 'Acme' };
    const large = { ...sample, answers: { ...sample.answers } };
    large.answers['/api/v2/incidents.json'] = { page, incidents };
    answer = from(large.answers);
    await read(large);
    const whole = await history();
    const counts: number[] = [];
    // Loading and reading take about a second; the points are spread over what follows.
    for (const delay of FULL ? Array.from({ length: 8 }, (_, i) => i * 400) : [300]) {
      world.close();
      world = await makeWorld({ bare: true });
      const last = new Promise<void>((resolve) => {
        answer = (request, out) => {
          from(large.answers)(request, out);
          if (request.url?.includes('scheduled')) out.on('finish', resolve);
        };
      });
      const child = importing(argumentsFor(large));
      await last;
      await after(delay);
      await killed(child);
      const [{ n = -1 } = {}] = await rows(world.deps.db, 'select count(*) as n from incident');
      counts.push(Number(n));
      expect([0, size + 1]).toContain(n);
      answer = from(large.answers);
      const { err } = await command('import', argumentsFor(large), { DATABASE_URL: world.url });
      expect(err, counts.join()).toBe('');
      expect(await history()).toEqual(whole);
    }
    console.log(`Incidents after each kill: ${counts.join(', ')}`);
  }, 600_000);
});
