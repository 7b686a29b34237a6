import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../api/domain/time/time.ts';
import { NOON, openPage, type TestPage } from '../support/browser/page.ts';

let page: TestPage;
beforeEach(async () => {
  page = await openPage();
});
afterEach(() => page.close());

const today = async () => (await page.deps.snapshots.current())?.days[0]?.day;

test('a page built by a clock that ran ahead is rebuilt when the clock is set back', async () => {
  const { snapshots } = page.deps;
  const before = await today();
  page.at(NOON + 26 * HOUR);
  await snapshots.catchUp();
  const version = (await snapshots.current())?.version ?? 0;
  expect(await today()).not.toBe(before);
  page.at(NOON);
  await snapshots.catchUp();
  expect(await today()).toBe(before);
  const made = (await snapshots.current())?.version;
  expect(made, 'readers and caches have the page of before under that number').toBe(version + 1);
  await snapshots.catchUp();
  expect((await snapshots.current())?.version, 'once is enough').toBe(made);
});

test('setting the clock back does not make an old page look confirmed', async () => {
  const { snapshots, db } = page.deps;
  page.at(NOON + 3 * HOUR);
  await snapshots.catchUp();
  await db.run(sql`alter table page rename to page_away`);
  page.at(NOON);
  expect(snapshots.asOf(), 'it was confirmed a moment ago').toBeNull();
  page.at(NOON + 5 * MINUTE);
  await expect(snapshots.catchUp()).rejects.toThrow();
  expect(snapshots.asOf()).toBe(NOON);
});
