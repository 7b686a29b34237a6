import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type EdgeWorld, startEdgeWorld } from '../support/edge/edge-world.ts';
import { FULL } from '../support/size.ts';
import { eventually } from '../support/world/eventually.ts';

let world: EdgeWorld;

/** Old is what is older than this: the tests need not wait for the usual ten seconds. */
const env = { FRESH_SECONDS: '2' };
const grownOld = () => new Promise((resume) => setTimeout(resume, 2200));

const READERS = ['/', '/history', '/api/v2/summary.json', '/history.rss', '/badge.svg'];
const html = { accept: 'text/html' };
const read = async (path: string, headers: Record<string, string> = html) => {
  const answer = await fetch(`${world.url}${path}`, { headers, redirect: 'manual' });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const readAll = () => Promise.all(READERS.map((path) => read(path)));
const AGE = /Status as of <time[^>]*>[^<]*UTC/;
const TRACE = /Error:|\bat file:|\bat \w+ \(/;

describe('while it serves', () => {
  beforeAll(async () => {
    world = await startEdgeWorld({ env });
    await world.publish('Cards fail');
  });
  afterEach(() => world.between.reset());
  afterAll(() => world.stop());

  /** As readers see it while all is well. */
  const noFaults = () =>
    eventually(async () => expect(AGE.test((await read('/')).text)).toBe(false));

  test.each(['503', 'cut'] as const)(
    'with the database gone (%s), every reader gets the last page and its age; the console answers 503',
    async (down) => {
      await noFaults();
      for (const { status } of await readAll()) expect(status).toBe(200);
      world.between.faults.down = down;
      await grownOld();
      for (let i = 0; i < 10; i++)
        for (const { status, text } of await readAll()) {
          expect(status).toBe(200);
          expect(TRACE.test(text)).toBe(false);
        }
      const front = (await read('/')).text;
      expect(AGE.test(front)).toBe(true);
      expect(front.includes('Cards fail')).toBe(true);

      const page = await read('/admin', { ...html, cookie: 'allclear=a.b' });
      expect(page.status).toBe(503);
      const refused = await world.publish('Nobody hears this');
      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toBeTruthy();
      expect(TRACE.test(JSON.stringify(refused.json) + page.text)).toBe(false);

      world.between.reset();
      await noFaults();
    },
  );

  test('a database that never responds blocks nobody: all are answered while it still hangs', async () => {
    await noFaults();
    await readAll();
    world.between.faults.delay = 60_000;
    const asked = world.between.requests();
    await grownOld();
    const start = performance.now();
    for (let i = 0; i < 40; i++) for (const { status } of await readAll()) expect(status).toBe(200);
    const seconds = (performance.now() - start) / 1000;
    expect(AGE.test((await read('/')).text)).toBe(true);
    // A few looks went out, at most one each second, and none came back.
    expect(world.between.requests() - asked).toBeLessThan(5 + seconds * 2);
  });

  test('with a database that takes two seconds, readers get the page in memory', async () => {
    // As much time as usual between the look at the version and the age at which readers wait.
    await world.restart({ env: { FRESH_SECONDS: '6' } });
    await readAll();
    world.between.faults.delay = 2000;
    const times: number[] = [];
    for (let i = 0; i < (FULL ? 1000 : 100); i++) {
      const start = performance.now();
      expect((await read('/')).status).toBe(200);
      times.push(performance.now() - start);
      await new Promise((resume) => setTimeout(resume, 30));
    }
    const p99 = times.sort((a, b) => a - b)[Math.floor(times.length * 0.99) - 1];
    console.log(
      `A page with a database that takes 2 s: p99 ${p99?.toFixed(1)} ms, most ${times.at(-1)?.toFixed(1)} ms`,
    );
  });
});

describe('at a cold start', () => {
  afterEach(() => world.stop());

  test.each([
    ['R2', { down: '503' }],
    ['the Cache API', { delay: 60_000 }],
  ] as const)('with the database gone, the copy in %s is served (%o)', async (where, faults) => {
    const persist = mkdtempSync(join(tmpdir(), 'allclear-kept-'));
    world = await startEdgeWorld({ persist, bucket: where === 'R2', env });
    await world.publish('Cards fail');
    await readAll();
    Object.assign(world.between.faults, faults);
    await world.restart();
    await read('/healthz');
    const start = performance.now();
    const front = await read('/');
    const took = ((performance.now() - start) / 1000).toFixed(2);
    console.log(`The first page without a database (${JSON.stringify(faults)}): ${took} s`);
    expect(front.status).toBe(200);
    expect(front.text.includes('Cards fail')).toBe(true);
    for (const { status } of await readAll()) expect(status).toBe(200);
    expect((await read('/healthz')).status).toBe(200);
    await expect.poll(async () => (await read('/readyz')).status, { timeout: 30_000 }).toBe(503);
    await grownOld();
    expect(AGE.test((await read('/')).text)).toBe(true);
    rmSync(persist, { recursive: true, force: true });
  });
});
