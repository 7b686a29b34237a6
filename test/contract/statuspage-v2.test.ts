import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeDemoData } from '../../api/cli/demo-data/demo-data.ts';
import { ProblemSchema } from '../../api/render/schema/public/allclear.ts';
import { snapshotOf } from '../../api/snapshot/from-rows.ts';
import type { Snapshot } from '../../api/snapshot/snapshot.ts';
import type { SnapshotStore } from '../../api/snapshot/store.ts';
import { contract, rollupOf, type V2, v2Paths, violationsOf } from '../support/api/v2.ts';
import { importPage, realPages } from '../support/samples/import-page.ts';
import { serveDeps } from '../support/server/serve-deps.ts';
import { anyRows } from '../support/world/rows.ts';
import { makeWorld, NOON, type World } from '../support/world/world.ts';

/** How many random worlds: RUNS=10000 for all of them. RANDOM repeats a run. */
const RUNS = Number(process.env.RUNS ?? 200);
const SEED = Number(process.env.RANDOM ?? Date.now() % 2 ** 31);

let world: World;
let server: Awaited<ReturnType<typeof serveDeps>>;
async function open(bare = false) {
  world = await makeWorld({ bare });
  server = await serveDeps(world.deps);
}
async function close() {
  await server.stop();
  world.close();
}

async function read(path: string, init?: RequestInit): Promise<Response> {
  return fetch(server.url + path, init);
}

/** The eight answers, each held to its strict schema: an unknown key is an error. */
async function readAll(): Promise<V2> {
  const answers = await Promise.all(
    v2Paths.map(async (path) => {
      const answer = await read(path);
      expect(answer.status, path).toBe(200);
      return [path, contract[path].parse(await answer.json())] as const;
    }),
  );
  return Object.fromEntries(answers) as V2; // each path with what its own schema made of it
}

describe('the eight responses follow the contract', () => {
  beforeEach(() => open());
  afterEach(close);

  test('on an empty page', async () => {
    const v2 = await readAll();
    expect(violationsOf(v2)).toEqual([]);
    expect(v2['/api/v2/summary.json']).toMatchObject({
      components: [],
      incidents: [],
      scheduled_maintenances: [],
      status: { indicator: 'none', description: 'All Systems Operational' },
    });
  });
});

describe('the eight responses follow the contract', () => {
  beforeEach(() => open(true));
  afterEach(close);

  test('on the demo data', async () => {
    const scale = { components: 12, incidents: 40, days: 90, subscribers: 1, random: 7, now: NOON };
    await writeDemoData(world.deps.db, scale, () => {});
    const v2 = await readAll();
    expect(violationsOf(v2)).toEqual([]);
    expect(v2['/api/v2/incidents.json'].incidents).toHaveLength(40);
    expect(v2['/api/v2/summary.json'].incidents).toHaveLength(1);
  });

  test.each(realPages())('on the page imported from %s', async (folder) => {
    await importPage(world, folder);
    expect(violationsOf(await readAll())).toEqual([]);
  });
});

describe('random pages', () => {
  beforeAll(() => open());
  afterAll(close);

  test(`${RUNS} of them follow the contract over HTTP (RANDOM=${SEED})`, async () => {
    let shown: Snapshot | null = null;
    world.deps.snapshots = {
      peek: () => shown,
      current: async () => shown,
      asOf: () => null,
    } as Partial<SnapshotStore> as SnapshotStore; // all that a reader's request asks of it
    let version = 0;
    const property = fc.asyncProperty(anyRows, async (rows) => {
      version++;
      const page = { ...rows.page, version };
      shown = snapshotOf({ ...rows, page }, 'public', 'https://status.example.com', NOON);
      const v2 = await readAll();
      expect(violationsOf(v2)).toEqual([]);
      const raised = ['critical', 'major', 'minor'].find((impact) =>
        rows.incidents.some((i) => i.resolvedAt === null && i.impactOverride === impact),
      );
      expect(v2['/api/v2/status.json'].status).toEqual(
        rollupOf(
          rows.components.filter((c) => !c.group).map((c) => c.status),
          (raised ?? 'none') as 'none', // one of the impacts that it names
        ),
      );
      const { incidents } = v2['/api/v2/incidents.json'];
      expect(incidents.map((i) => i.name)).toEqual(
        rows.incidents.filter((i) => i.kind === 'incident').map((i) => i.name),
      );
    });
    await fc.assert(property, { numRuns: RUNS, seed: SEED });
  }, 600_000);
});

describe('over HTTP', () => {
  beforeAll(() => open());
  afterAll(close);

  test.each(v2Paths)('%s: CORS, HEAD, 304 and 405 as clients expect', async (path) => {
    const origin = { origin: 'https://app.example' };
    const answer = await read(`${path}?_=1690000000`, { headers: origin });
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('cache-control')).toMatch(/^public, max-age=[123]?\d\b/);
    const etag = answer.headers.get('etag') ?? '';
    const again = await read(path, { headers: { ...origin, 'if-none-match': etag } });
    const head = await read(path, { method: 'HEAD', headers: origin });
    const post = await read(path, { method: 'POST', headers: origin });
    expect([answer.status, again.status, head.status, post.status]).toEqual([200, 304, 200, 405]);
    expect(await head.text()).toBe('');
    for (const each of [answer, again, head, post])
      expect(each.headers.get('access-control-allow-origin')).toBe('*');
  });

  test.each([
    '/api/v2/nothing.json',
    '/api/allclear/nothing.json',
    '/incidents/aaaaaaaaaaaa.json',
    '/incidents/nothing.json',
    '/components/aaaaaaaaaaaa/badge.json',
    '/components/aaaaaaaaaaaa/updates.json',
    '/incidents/aaaaaaaaaaaa/updates.rss',
    '/incidents/aaaaaaaaaaaa.ics',
    '/api/allclear/incidents.json?before=aaaaaaaaaaaa',
  ])('%s is 404, as JSON that any site may read', async (path) => {
    const answer = await read(path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(ProblemSchema.parse(await answer.json()).status).toBe(404);
  });
});
