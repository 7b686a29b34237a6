import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type EdgeWorld, startEdgeWorld } from '../support/edge-world.ts';
import { eventually } from '../support/eventually.ts';

let on: EdgeWorld;
afterEach(() => on.stop());

const READERS = ['/', '/history', '/api/v2/summary.json', '/history.rss', '/badge.svg'];
const html = { accept: 'text/html' };
const read = async (path: string, headers: Record<string, string> = html) => {
  const answer = await fetch(`${on.url}${path}`, { headers, redirect: 'manual' });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const readAll = () => Promise.all(READERS.map((path) => read(path)));
const AGE = /As of <time[^>]*>[^<]*UTC/;
/** Older than what counts as fresh. */
const grownOld = () => new Promise((resume) => setTimeout(resume, 11_000));

test('with the database gone, every reader gets the last page and its age; the console says 503', async () => {
  on = await startEdgeWorld();
  await on.publish('Cards fail');
  for (const { status } of await readAll()) expect(status).toBe(200);
  on.between.weather.down = true;
  await grownOld();
  for (let i = 0; i < 10; i++)
    for (const { status, text } of await readAll()) {
      expect(status).toBe(200);
      expect(/Error:|\bat file:/.test(text)).toBe(false);
    }
  expect(AGE.test((await read('/')).text)).toBe(true);
  expect((await read('/')).text.includes('Cards fail')).toBe(true);

  const page = await read('/admin', { ...html, cookie: 'allclear=a.b' });
  expect(page.status).toBe(503);
  const refused = await on.publish('Nobody hears this');
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBeTruthy();
  expect(JSON.stringify(refused.json) + page.text).not.toMatch(/Error:|\bat \w+ \(/);

  on.between.weather.down = false;
  await eventually(async () => expect(AGE.test((await read('/')).text)).toBe(false));
});

test.each([
  ['R2', true],
  ['the Cache API', false],
])(
  'a cold start with the database gone serves the last-known copy out of %s',
  async (_, bucket) => {
    const persist = mkdtempSync(join(tmpdir(), 'allclear-kept-'));
    on = await startEdgeWorld({ persist, bucket });
    await on.publish('Cards fail');
    await readAll();
    on.between.weather.down = true;
    await on.restart();
    const answers = await readAll();
    expect(answers.map(({ status }) => status)).toEqual(READERS.map(() => 200));
    expect(answers[0]?.text.includes('Cards fail')).toBe(true);
    expect((await read('/healthz')).status).toBe(200);
    expect((await read('/readyz')).status).toBe(503);
    await grownOld();
    expect(AGE.test((await read('/')).text)).toBe(true);
    rmSync(persist, { recursive: true, force: true });
  },
);

test('a database that never answers holds up nobody: all are answered while it still hangs', async () => {
  on = await startEdgeWorld();
  await on.publish('Cards fail');
  await readAll();
  on.between.weather.delay = 60_000;
  const asked = on.between.requests();
  await grownOld();
  for (let i = 0; i < 40; i++) for (const { status } of await readAll()) expect(status).toBe(200);
  expect(AGE.test((await read('/')).text)).toBe(true);
  // A few looks went out, at most one each five seconds after the first, and none came back.
  expect(on.between.requests() - asked).toBeLessThan(12);
  on.between.weather.delay = 0;
});

test('with a database that takes two seconds, readers get what is in memory', async () => {
  on = await startEdgeWorld();
  await on.publish('Cards fail');
  await readAll();
  on.between.weather.delay = 2000;
  const times: number[] = [];
  for (let i = 0; i < 300; i++) {
    const start = performance.now();
    expect((await read('/')).status).toBe(200);
    times.push(performance.now() - start);
    await new Promise((resume) => setTimeout(resume, 40));
  }
  const p99 = times.sort((a, b) => a - b)[Math.floor(times.length * 0.99) - 1];
  console.log(
    `A page with a database that takes 2 s: p99 ${p99?.toFixed(1)} ms, most ${times.at(-1)?.toFixed(1)} ms`,
  );
  on.between.weather.delay = 0;
});
