import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createApp } from '../../api/app.ts';
import { sha256 } from '../../api/core/secret.ts';
import { write } from '../../db/engine/write.ts';
import { insertToken } from '../../db/team/account.ts';
import { NOON, openPage, PAGE_ID, type TestPage } from '../support/browser/page.ts';

let page: TestPage;
beforeEach(async () => {
  page = await openPage();
});
afterEach(() => page.close());

const app = () =>
  createApp(
    async () => page.deps,
    async () => new Response(),
  );

test('readiness is a real write: a read-only database is not ready, and recovers by itself', async () => {
  expect((await app().request('/readyz')).status).toBe(200);
  await page.deps.db.$client.execute('PRAGMA query_only = 1');
  page.at(NOON + 1000);
  const refused = await app().request('/readyz');
  expect(refused.status).toBe(503);
  expect(await refused.text()).not.toContain('SQLITE');
  expect((await app().request('/healthz')).status).toBe(200);
});

test('many requests within a second cost one write', async () => {
  const write = vi.spyOn(page.deps.db.$client, 'batch');
  const ask = async () => (await app().request('/readyz')).status;
  expect(await Promise.all(Array.from({ length: 30 }, ask))).toEqual(Array(30).fill(200));
  expect(await ask()).toBe(200);
  expect(write).toHaveBeenCalledTimes(1);
  page.at(NOON + 1000);
  expect(await ask()).toBe(200);
  expect(write).toHaveBeenCalledTimes(2);
});

test('metrics are only for holders of a token', async () => {
  expect((await app().request('/metrics')).status).toBe(401);
  const row = {
    id: 't',
    pageId: PAGE_ID,
    name: 'grafana',
    role: 'viewer' as const,
    createdAt: NOON,
  };
  await write(page.deps.db, [insertToken(page.deps.db, { ...row, hash: await sha256('secret') })]);
  await page.publish({ name: 'Slow search', state: 'investigating', body: 'We look.' });
  const answer = await app().request('/metrics', { headers: { authorization: 'Bearer secret' } });
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect(text).toMatch(/^allclear_snapshot_version \d+$/m);
  expect(text).toMatch(/^allclear_queue_age_seconds\{channel="email"\} 0$/m);
  expect(text).toMatch(/^allclear_notifications\{state="held"\} 1$/m);
});
