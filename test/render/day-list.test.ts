import { eq, gt, ne } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { itemsOf, wholePage } from '../../api/render/feeds/update-items.ts';
import { dayList, quietRuns } from '../../api/render/uptime/day-list.ts';
import type { Snapshot } from '../../api/snapshot/snapshot.ts';
import { component, incident } from '../../db/schema/index.ts';
import { NOON, openPage, type TestPage } from '../support/browser/page.ts';

const [HOUR, DAY] = [3_600_000, 86_400_000];
let page: TestPage;
beforeEach(async () => {
  page = await openPage({ timeZone: 'Asia/Kolkata' }); // half an hour off
});
afterEach(() => page.close());

const over = { state: 'resolved' as const, body: 'It is over.' };
const shown = async (): Promise<Snapshot> => {
  page.at(NOON);
  const snapshot = await page.deps.snapshots.refresh();
  if (!snapshot) throw new Error('there is a page');
  return snapshot;
};

test('however many incidents, the page lists five a day and says how many more', async () => {
  const all: string[] = [];
  for (let back = 11; back >= 0; back--)
    for (let n = 0; n < 12; n++) {
      page.at(NOON - back * DAY - (12 - n) * 60_000);
      all.push(await page.publish({ name: `${back} days ago, ${n}`, ...over }));
    }
  const snapshot = await shown();
  expect(snapshot.incidents.length).toBeLessThan(all.length);
  const { days, earlier } = dayList(snapshot);
  expect(days.map(({ incidents, more }) => [incidents.length, more])).toEqual([
    ...Array(6).fill([5, 7]),
    [3, 9],
    ...Array(5).fill([0, 12]),
    ...Array(3).fill([0, 0]),
  ]);
  expect(days[0]?.incidents[0]?.name).toBe('0 days ago, 11');
  expect(earlier).toBeNull();

  page.at(NOON - HOUR);
  await page.update(all[0] ?? '', { state: 'postmortem', body: 'What we learned.' });
  const again = await shown();
  expect(itemsOf(again, wholePage(again)).map((item) => item.title)).toContain(
    'Postmortem: 11 days ago, 0',
  );
});

test('a day begins and ends at the midnights of the page’s zone', async () => {
  const midnight = Date.parse('2026-11-19T18:30:00Z'); // 20 November in Kolkata
  for (const at of [midnight - 1, midnight, midnight + DAY - 1]) {
    page.at(at);
    await page.publish({ name: `At ${at}`, ...over });
  }
  const { days } = dayList(await shown());
  const incidentsOf = (day: string) => {
    const found = days.find((d) => d.day === day);
    return [found?.incidents.length, found?.more];
  };
  expect(['2026-11-19', '2026-11-20'].map(incidentsOf)).toEqual([
    [1, 0],
    [2, 0],
  ]);
});

test('a quiet day before an import’s record begins is not listed or counted as quiet', async () => {
  page.at(NOON - 40 * DAY);
  await page.publish({ name: 'Long ago', ...over });
  await page.component({ name: 'Cards' });
  page.at(NOON - 6 * DAY);
  await page.publish({ name: 'Known all the same', ...over });
  const listed = async (recordedSince: number | null) => {
    await page.deps.db.update(component).set({ recordedSince });
    const snapshot = await shown();
    const list = dayList(snapshot);
    return [list.days.map(({ day }) => Number(day.slice(-2))), list.recordedSince];
  };
  const all = [20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6];
  expect(await listed(null)).toEqual([all, null]);
  expect(await listed(NOON - 2 * DAY)).toEqual([[20, 19, 18, 14], NOON - 2 * DAY]);
  expect(await listed(NOON - 20 * DAY)).toEqual([all, null]);
  expect(await listed(NOON)).toEqual([[20, 14], NOON]);

  await page.deps.db
    .update(incident)
    .set({ audience: 'internal' })
    .where(gt(incident.startedAt, NOON - 7 * DAY));
  await page.deps.db.update(component).set({ recordedSince: null });
  expect(dayList(await shown()).earlier?.name).toBe('Long ago');
  await page.deps.db.update(component).set({ recordedSince: NOON });
  expect(dayList(await shown()).earlier).toBeNull();
});

test('without components the record begins with the first incident, or with the page', async () => {
  const list = async () => dayList(await shown());
  expect((await list()).recordedSince).toBe(NOON - DAY);
  expect((await list()).days.map(({ day }) => day)).toEqual(['2026-11-20', '2026-11-19']);
  await page.publish({ name: 'Imported', ...over, startedAt: NOON - 3 * DAY });
  expect((await list()).recordedSince).toBe(NOON - 3 * DAY);
  expect((await list()).days).toHaveLength(4);
});

test('the record begins with the component that has the longest', async () => {
  const begins = async () => (await shown()).recordedSince;
  page.at(NOON - 9 * DAY);
  await page.component({ name: 'Before the import' });
  expect(await begins()).toBeNull();
  page.at(NOON - 3 * DAY);
  const imported = await page.component({ name: 'Imported' });
  await page.deps.db
    .update(component)
    .set({ recordedSince: NOON - 5 * DAY })
    .where(eq(component.id, imported));
  expect(await begins()).toBe(NOON - 9 * DAY);
  await page.deps.db.update(component).set({ archivedAt: NOON }).where(ne(component.id, imported));
  expect(await begins()).toBe(NOON - 5 * DAY);
});

test('internal incidents are not counted', async () => {
  page.at(NOON - HOUR);
  await page.publish({ name: 'Ours', ...over });
  await page.deps.db.update(incident).set({ audience: 'internal' });
  expect((await shown()).days[0]?.incidents).toBe(0);
});

test('quiet days in a row become one entry, and a day of incidents stays alone', () => {
  const day = (name: string, more = 0) => ({ day: name, incidents: [], more, isContinued: false });
  const days = ['05', '04'].map((name) => day(name));
  const continued = { ...day('01'), isContinued: true };
  expect(quietRuns([...days, day('03', 2), day('02'), continued])).toEqual([
    { ...day('05'), from: '04' },
    { ...day('03', 2), from: '03' },
    { ...day('02'), from: '02' },
    { ...continued, from: '01' },
  ]);
});

test('a day into which an incident lasted is not called free of incidents', async () => {
  page.at(NOON - 3 * DAY);
  const id = await page.publish({ name: 'Long', state: 'investigating', body: 'We look.' });
  expect((await continuedDays()).slice(0, 4)).toEqual([true, true, true, false]);
  page.at(NOON - 2 * DAY);
  await page.update(id, over);
  expect((await continuedDays()).slice(0, 4)).toEqual([false, false, true, false]);
});
const continuedDays = async () => dayList(await shown()).days.map(({ isContinued }) => isContinued);
