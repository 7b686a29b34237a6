import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StaticFile } from '../../api/export/files.ts';
import { Bucket } from '../../api/mirror/bucket.ts';
import { Mirror } from '../../api/mirror/mirror.ts';
import { KEYS, startBucket } from '../support/edge/bucket.ts';

const MINUTE = 60_000;
let bucket: Awaited<ReturnType<typeof startBucket>>;
let site: Record<string, string>;
let now: number;
beforeEach(async () => {
  bucket = await startBucket();
  site = { 'index.html': 'all well', 'incidents/one': 'over' };
  now = 1000 * MINUTE;
});
afterEach(() => bucket.stop());

async function* files(): AsyncGenerator<StaticFile> {
  for (const [path, text] of Object.entries(site))
    yield { path, type: 'text/html; charset=utf-8', bytes: new TextEncoder().encode(text) };
}
const mirrorWith = (secretAccessKey = KEYS.secretAccessKey) =>
  new Mirror({
    bucket: new Bucket({ ...KEYS, secretAccessKey, url: bucket.url, region: 'eu-test-1' }),
    files,
    clock: () => now,
    log: () => {},
  });
const held = (path: string) => bucket.objects.get(path)?.body.toString();

test('a publish uploads changes, deletes removed files, and leaves the rest', async () => {
  const mirror = mirrorWith();
  await mirror.sync(1);
  expect(held('index.html')).toBe('all well');
  expect(bucket.objects.get('index.html')?.type).toBe('text/html; charset=utf-8');
  bucket.puts.length = 0;
  site = { 'index.html': 'cards fail' };
  await mirror.sync(1);
  expect(bucket.puts).toEqual([]);
  await mirror.sync(2);
  expect(bucket.puts).toEqual(['index.html', 'manifest.json']);
  expect(held('index.html')).toBe('cards fail');
  expect(held('incidents/one')).toBeUndefined();
  expect(mirror.outcome()).toMatchObject({ completeAt: now, files: 1, problem: null });
});

test('without a publish it is synced every five minutes, and after a restart only differences are uploaded', async () => {
  await mirrorWith().sync(1);
  bucket.puts.length = 0;
  const mirror = mirrorWith();
  await mirror.sync(1);
  expect(bucket.puts).toEqual([]);
  site['index.html'] = 'all well, five minutes later';
  now += 4 * MINUTE;
  await mirror.sync(1);
  expect(bucket.puts).toEqual([]);
  now += MINUTE;
  await mirror.sync(1);
  expect(bucket.puts).toEqual(['index.html', 'manifest.json']);
});

test('an unreachable bucket is reported and retried; it refuses wrong keys', async () => {
  const mirror = mirrorWith('another secret');
  await mirror.sync(1);
  expect(mirror.outcome()).toMatchObject({
    completeAt: null,
    problem: expect.stringContaining('403'),
  });
  expect(bucket.objects.size).toBe(0);
  const right = mirrorWith();
  await right.sync(1);
  bucket.fail(true);
  site['index.html'] = 'cards fail';
  await right.sync(2);
  expect(right.outcome().problem).toContain('503');
  expect(held('index.html')).toBe('all well');
  bucket.fail(false);
  now += MINUTE;
  await right.sync(2);
  expect(right.outcome()).toMatchObject({ completeAt: now, problem: null });
  expect(held('index.html')).toBe('cards fail');
}, 30_000);
