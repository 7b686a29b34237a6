import { afterEach, beforeEach, expect, test } from 'vitest';
import { itemsOf, wholePage } from '../../api/render/feeds/update-items.ts';
import { pastDays } from '../../api/render/uptime/past-days.ts';
import type { Snapshot } from '../../api/snapshot/snapshot.ts';
import { incident } from '../../db/schema/index.ts';
import { NOON, openPage, type TestPage } from '../support/page.ts';

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

test('however much went wrong, the page lists five a day and says how many more', async () => {
  const all: string[] = [];
  for (let back = 11; back >= 0; back--)
    for (let n = 0; n < 12; n++) {
      page.at(NOON - back * DAY - (12 - n) * 60_000);
      all.push(await page.publish({ name: `${back} days ago, ${n}`, ...over }));
    }
  const snapshot = await shown();
  expect(snapshot.incidents.length).toBeLessThan(all.length);
  const { days, earlier } = pastDays(snapshot);
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
  const { days } = pastDays(await shown());
  const told = (day: string) => {
    const found = days.find((d) => d.day === day);
    return [found?.incidents.length, found?.more];
  };
  expect(['2026-11-19', '2026-11-20'].map(told)).toEqual([
    [1, 0],
    [2, 0],
  ]);
});

test('what only the staff may see is not counted', async () => {
  page.at(NOON - HOUR);
  await page.publish({ name: 'Ours', ...over });
  await page.deps.db.update(incident).set({ audience: 'internal' });
  expect((await shown()).days[0]?.incidents).toBe(0);
});
