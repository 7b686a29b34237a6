import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerOf } from '../../api/render/answer.ts';
import { blocks } from '../../api/render/components.ts';
import { dayList } from '../../api/render/uptime/day-list.ts';
import type { Snapshot } from '../../api/snapshot/snapshot.ts';
import { component } from '../../db/schema/index.ts';
import { NOON, openPage, type TestPage } from '../support/browser/page.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
let page: TestPage;
let cards: string;
let search: string;
let legacy: string;

beforeEach(async () => {
  page = await openPage({ timeZone: 'Asia/Tokyo' });
  const group = await page.component({ name: 'Payments', group: true });
  cards = await page.component({ name: 'Cards', groupId: group });
  search = await page.component({ name: 'Search' });
  legacy = await page.component({ name: 'Legacy', onlyShowIfDegraded: true });
});
afterEach(() => page.close());

const now = async () => (await page.deps.snapshots.refresh()) as Snapshot; // a page exists
const answer = async () => answerOf(await now());

test('a quiet page says that all systems are operational', async () => {
  expect(await answer()).toMatchObject({
    title: 'All systems operational',
    tone: 'operational',
    rollup: 'All systems operational',
    reach: '',
    promise: null,
  });
});

test('a page without components makes no claim about any system', async () => {
  await page.deps.db.update(component).set({ archivedAt: NOON });
  expect(await answer()).toMatchObject({
    title: 'No active incidents',
    rollup: 'No components yet. Incidents will still appear here.',
    reach: '',
  });
  await page.publish({ name: 'Sign-in fails', state: 'investigating', body: 'We look.' });
  expect(await answer()).toMatchObject({ title: 'Sign-in fails', rollup: 'Investigating' });
});

test('the headline is the most severe open incident, not the newest', async () => {
  await page.publish({
    name: 'Cards are down',
    state: 'investigating',
    body: 'Looking.',
    components: { [cards]: 'major_outage' },
    nextUpdateBy: NOON + 30 * MINUTE,
  });
  page.at(NOON + MINUTE);
  await page.publish({
    name: 'Search is slow',
    state: 'investigating',
    body: 'Looking.',
    components: { [search]: 'degraded_performance' },
  });
  expect(await answer()).toMatchObject({
    title: 'Cards are down',
    tone: 'partial_outage',
    others: 1,
    reach: 'Affects Payments · Cards and Search. All other components are operational.',
    promise: { due: NOON + 30 * MINUTE, overdue: false },
  });
});

test('a missed promise is overdue from its minute on', async () => {
  await page.publish({
    name: 'Cards are down',
    state: 'investigating',
    body: 'Looking.',
    nextUpdateBy: NOON + 30 * MINUTE,
  });
  page.at(NOON + 30 * MINUTE);
  expect((await answer()).promise?.overdue).toBe(true);
});

test('an open incident shows neither the tick nor “All Systems Operational”, even when every component has recovered', async () => {
  await page.publish({ name: 'Odd numbers', state: 'monitoring', body: 'Watching.' });
  expect(await answer()).toMatchObject({
    title: 'Odd numbers',
    tone: 'degraded_performance',
    rollup: 'Monitoring',
  });
});

test('without an incident the headline names the components that are not operational', async () => {
  await page.publish({
    name: 'Done',
    state: 'resolved',
    body: 'Over, but search stays slow.',
    components: { [search]: 'degraded_performance' },
  });
  expect(await answer()).toMatchObject({
    title: 'Search: degraded performance',
    tone: 'degraded_performance',
  });
});

test('an outage of everything is named as such', async () => {
  await page.publish({
    name: 'Unreachable',
    state: 'investigating',
    body: 'Looking.',
    components: { [cards]: 'major_outage', [search]: 'major_outage', [legacy]: 'major_outage' },
  });
  expect(await answer()).toMatchObject({
    tone: 'major_outage',
    reach: 'All components are affected.',
  });
});

test('a component set to show only if degraded is shown only then', async () => {
  const shown = async () => blocks(await now()).flatMap((b) => b.members.map((m) => m.name));
  expect(await shown()).toEqual(['Cards', 'Search']);
  await page.publish({
    name: 'Import',
    state: 'investigating',
    body: 'Looking.',
    components: { [legacy]: 'partial_outage' },
  });
  expect(await shown()).toEqual(['Cards', 'Search', 'Legacy']);
});

test('fifteen days, each incident on its day in the page’s zone', async () => {
  page.at(Date.UTC(2026, 10, 18, 16)); // already the 19th in Tokyo
  await page.publish({ name: 'Late', state: 'resolved', body: 'Over.' });
  page.at(NOON);
  const { days, earlier } = dayList(await now());
  expect(days).toHaveLength(15);
  expect(days[0]?.day).toBe('2026-11-20');
  expect(days[1]).toMatchObject({ day: '2026-11-19', incidents: [{ name: 'Late' }] });
  expect(earlier).toBeNull();
});

test('when all fifteen were quiet, the last incident before them is named', async () => {
  await page.publish({
    name: 'Long ago',
    state: 'resolved',
    body: 'Over.',
    startedAt: NOON - 400 * DAY,
  });
  expect(dayList(await now()).earlier?.name).toBe('Long ago');
});
