import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY } from '../../api/domain/time/time.ts';
import { recentRows } from '../../api/snapshot/build.ts';
import { incrementalSnapshot } from '../../api/snapshot/incremental/incremental.ts';
import { readNow } from '../../db/engine/write.ts';
import { changedReads } from '../../db/public/change.ts';
import { NOON, openPage, PAGE_ID, type TestPage } from '../support/browser/page.ts';

let page: TestPage;
beforeEach(async () => {
  page = await openPage();
});
afterEach(() => page.close());

test('where it is uncertain what a write changed, everything is read again', async () => {
  const { db } = page.deps;
  const cards = await page.component({ name: 'Cards' });
  await page.component({ name: 'Search' });
  const given = { state: 'investigating' as const, body: 'We look.' };
  const id = await page.publish({ ...given, name: 'Cards fail', componentIds: [cards] });
  const known = await recentRows(db, { pageId: PAGE_ID, audience: 'public' }, NOON);
  await page.update(id, { body: 'Still.' });
  const since = NOON - 16 * DAY;
  const span = { since, uptime: { from: NOON - 91 * DAY, to: NOON + DAY } };
  const changed = await readNow(
    db,
    changedReads(db, { pageId: PAGE_ID, audience: 'public' }, id, span),
  );
  const [incident] = changed?.incidents ?? [];
  if (!known || !changed || !incident) throw new Error('there is a page with an incident');
  const after = (other: Partial<typeof changed>) =>
    incrementalSnapshot(known, id, { ...changed, ...other }, since);
  expect(after({})).not.toBeNull();
  const { version } = changed.page;
  expect(after({ page: { ...changed.page, version: version + 1 } })).toBeNull();
  expect(after({ page: { ...changed.page, id: 'another' } })).toBeNull();
  expect(after({ incidents: [] })).toBeNull();
  expect(after({ incidents: [{ ...incident, startedAt: NOON - 1 }] })).toBeNull();
  expect(after({ incidents: [{ ...incident, updatedAt: NOON - 1 }] })).toBeNull();
  expect(after({ components: changed.components.slice(1) })).toBeNull();
  const search = { ...changed.components[1], status: 'major_outage' as const };
  expect(after({ components: [changed.components[0], search] as never })).toBeNull();
});
