import { afterEach, beforeEach, expect, test } from 'vitest';
import { correctHistory, HistoryCorrection } from '../../api/actions/component/correct-history.ts';
import { savePage } from '../../api/actions/page/page.ts';
import { uptimeOf } from '../../api/domain/component/uptime.ts';
import { DAY, HOUR, MINUTE } from '../../api/domain/time/time.ts';
import { daysOfUptime, uptimeRecordOf } from '../../api/render/uptime/uptime.ts';
import { formatUptime } from '../../api/render/uptime/words.ts';
import type { Snapshot } from '../../api/snapshot/snapshot.ts';
import { findComponent } from '../../db/component/component.ts';
import { intervalsAfter, rewriteIntervals } from '../../db/component/interval.ts';
import { write } from '../../db/engine/write.ts';
import { findPage } from '../../db/page/page.ts';
import { wordsIn } from '../../site/locales/words.ts';
import { author, NOON, openPage, PAGE_ID, type TestPage } from '../support/browser/page.ts';

let page: TestPage;
let cards: string;

/** Noon of the 20th; the component has been there for ten days. */
beforeEach(async () => {
  page = await openPage();
  page.at(NOON - 10 * DAY);
  cards = await page.component({ name: 'Cards' });
  page.at(NOON);
});
afterEach(() => page.close());

const snapshot = async (): Promise<Snapshot> => {
  const built = await page.deps.snapshots.refresh();
  if (!built) throw new Error('There is a page.');
  return built;
};
/** The history of the component by day; 89 is today. */
const daysOf = async () => (await snapshot()).uptime.byComponent[cards]?.days;
const figure = async () => {
  const s = await snapshot();
  const { total } = uptimeRecordOf(s.uptime, daysOfUptime(s, s.uptime), [cards]);
  return formatUptime(wordsIn(), uptimeOf(total, s.uptime.weights));
};
const correct = (input: Partial<HistoryCorrection>) =>
  correctHistory(
    page.deps,
    author,
    PAGE_ID,
    cards,
    HistoryCorrection.parse({ status: 'operational', note: 'It was our monitor.', ...input }),
  );
const incident = (input: object = {}) =>
  page.publish({ name: 'Cards fail', state: 'investigating', body: 'We look.', ...input });
const outage = async (from: number, to: number, status = 'major_outage' as const) => {
  page.at(from);
  const id = await incident({ components: { [cards]: status } });
  page.at(to);
  await page.update(id, { state: 'resolved', components: { [cards]: 'operational' } });
  return id;
};

test('an outage counts on its days, under the name of its incident', async () => {
  const id = await outage(NOON - 13 * HOUR, NOON - 11 * HOUR);
  page.at(NOON);
  expect(await daysOf()).toEqual([
    { at: 88, major_outage: HOUR, incidents: [id] },
    { at: 89, major_outage: HOUR, incidents: [id] },
  ]);
  expect((await snapshot()).uptime.incidents).toEqual({ [id]: 'Cards fail' });
  expect(await figure()).toBe('99.16%'); // 2 of 240 hours
});

test('an outage reported late counts from its beginning', async () => {
  const id = await incident({ since: NOON - 2 * HOUR, components: { [cards]: 'partial_outage' } });
  expect(await daysOf()).toEqual([{ at: 89, partial_outage: 2 * HOUR, incidents: [id] }]);
  page.at(NOON + HOUR);
  await page.update(id, { state: 'resolved', components: { [cards]: 'operational' } });
  page.at(NOON + 2 * HOUR);
  expect(await daysOf()).toEqual([{ at: 89, partial_outage: 3 * HOUR, incidents: [id] }]);
});

test('a late report of a minor problem does not overwrite a worse one on record', async () => {
  await outage(NOON - 90 * MINUTE, NOON - HOUR);
  page.at(NOON);
  await incident({ since: NOON - 2 * HOUR, components: { [cards]: 'degraded_performance' } });
  const [today] = (await daysOf()) ?? [];
  expect(today).toMatchObject({ major_outage: 30 * MINUTE, degraded_performance: 90 * MINUTE });
});

test('a corrected outage changes the uptime, shows its reason, and is audited', async () => {
  await outage(NOON - 26 * HOUR, NOON - 24 * HOUR);
  page.at(NOON);
  await correct({ fromAt: NOON - 25 * HOUR, toAt: NOON - 24 * HOUR });
  expect(await daysOf()).toMatchObject([{ major_outage: HOUR, notes: ['It was our monitor.'] }]);
  expect(await figure()).toBe('99.58%'); // 1 of 240 hours
  const { rows } = await page.deps.db.$client.execute(
    "select action, actor, after from audit where subject = 'component_interval'",
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ action: 'correct', actor: 'user:ada000000000 Ada Owner' });
  expect(JSON.parse(`${rows[0]?.after}`)).toMatchObject({ fromAt: NOON - 25 * HOUR });
});

test('an unrecorded outage can be added, and the current status stays', async () => {
  page.at(NOON - HOUR);
  await incident({ components: { [cards]: 'degraded_performance' } });
  page.at(NOON);
  await correct({ status: 'major_outage', fromAt: NOON - 90 * MINUTE, toAt: NOON - 30 * MINUTE });
  page.at(NOON + HOUR);
  const [today] = (await daysOf()) ?? [];
  expect(today).toMatchObject({ major_outage: HOUR, degraded_performance: 90 * MINUTE });
  expect((await findComponent(page.deps.db, PAGE_ID, cards))?.status).toBe('degraded_performance');
});

test('a correction before the component’s record, in the future, or ending before it begins is refused at its field', async () => {
  const wrong = (input: Partial<HistoryCorrection>) =>
    correct({ fromAt: NOON - HOUR, toAt: NOON, ...input }).then(
      () => null,
      (problem) => problem.fields,
    );
  expect(await wrong({ fromAt: NOON - 11 * DAY })).toEqual({
    fromAt: 'This component’s history starts at Nov 10, 12:00 UTC. Choose a later time.',
  });
  expect(await wrong({ toAt: NOON + MINUTE })).toEqual({
    toAt: 'The end can’t be in the future. It’s 12:00 UTC now.',
  });
  expect(await wrong({ toAt: NOON - HOUR })).toEqual({
    toAt: 'End must be after start.',
  });
  expect(await daysOf()).toEqual([]);
});

test('when two people correct the same period, the later one is refused', async () => {
  const form = { fromAt: NOON - 2 * HOUR, toAt: NOON, status: 'major_outage' as const };
  await correct({ ...form, expectedRevision: 1 });
  await expect(correct({ ...form, status: 'operational', expectedRevision: 1 })).rejects.toThrow(
    'Someone else changed this',
  );
  expect(await daysOf()).toMatchObject([{ major_outage: 2 * HOUR }]);
});

test('history read before a status change is not written back', async () => {
  const { db } = page.deps;
  const stored = await intervalsAfter(db, [cards], 0);
  await incident({ components: { [cards]: 'major_outage' } });
  await expect(
    write(db, rewriteIntervals(db, { id: cards, revision: 1 }, stored, stored)),
  ).rejects.toThrow('NOT NULL constraint failed: component.revision');
});

test('an internal incident is not named, but the component’s status is known', async () => {
  const id = await outage(NOON - 2 * HOUR, NOON - HOUR);
  await page.deps.db.$client.execute(
    `update incident set audience = 'internal' where id = '${id}'`,
  );
  page.at(NOON);
  expect(await daysOf()).toEqual([{ at: 89, major_outage: HOUR }]);
  expect(JSON.stringify(await snapshot())).not.toContain('Cards fail');
});

test('a maintenance is listed on the day it happens, not on the day it was announced', async () => {
  page.at(NOON - 5 * DAY);
  const works = await page.publish({
    name: 'Works',
    state: 'scheduled',
    body: 'We move.',
    scheduledFor: NOON - 2 * DAY,
    scheduledUntil: NOON - 2 * DAY + HOUR,
    componentIds: [cards],
  });
  page.at(NOON - 2 * DAY);
  await page.update(works, { state: 'in_progress', components: { [cards]: 'under_maintenance' } });
  page.at(NOON - 2 * DAY + HOUR);
  await page.update(works, { state: 'completed', components: { [cards]: 'operational' } });
  page.at(NOON);
  expect(await daysOf()).toEqual([{ at: 87, under_maintenance: HOUR, incidents: [works] }]);
  expect(await figure()).toBe('100%');
});

test('the page’s weights and time zone apply to the past too', async () => {
  const id = await outage(NOON - 13 * HOUR, NOON - 11 * HOUR);
  page.at(NOON);
  const stored = await findPage(page.deps.db, PAGE_ID);
  if (!stored) throw new Error('There is a page.');
  const { name, supportUrl } = stored;
  const settings = { name, supportUrl, timeZone: 'Asia/Tokyo' };
  await savePage(page.deps, author, PAGE_ID, { ...settings, weightMajor: 50 });
  expect(await daysOf()).toEqual([{ at: 89, major_outage: 2 * HOUR, incidents: [id] }]);
  expect(await figure()).toBe('99.58%'); // half of 2 of 240 hours
  await expect(
    savePage(page.deps, author, PAGE_ID, { ...settings, weightMajor: 20 }),
  ).rejects.toMatchObject({ fields: { weightPartial: expect.stringContaining('Can’t be more') } });
});

test('the uptime during an ongoing outage changes without a publish', async () => {
  await incident({ components: { [cards]: 'major_outage' } });
  const { version } = await snapshot();
  page.at(NOON + 5 * MINUTE);
  expect(await page.deps.snapshots.catchUp()).toBe(false);
  page.at(NOON + 10 * MINUTE);
  expect(await page.deps.snapshots.catchUp()).toBe(true);
  const moved = page.deps.snapshots.peek();
  expect(moved?.version).toBeGreaterThan(version);
  expect(moved?.uptime.byComponent[cards]).toMatchObject({
    last24h: { major_outage: 10 * MINUTE },
  });
});

test('days before a component’s first record are “no data”, or operational from its start date', async () => {
  const s = await snapshot();
  const days = daysOfUptime(s, s.uptime);
  expect(uptimeRecordOf(s.uptime, days, [cards])).toMatchObject({
    begins: 79,
    total: { known: 10 * DAY },
  });
  await page.deps.db.$client.execute(
    `update component_interval set from_at = from_at - ${DAY} where component_id = '${cards}'`,
  );
  expect((await snapshot()).uptime.byComponent[cards]?.since).toBe(NOON - 11 * DAY);
  const search = await page.component({ name: 'Search', startDate: '2026-11-01' });
  const later = await snapshot();
  expect(uptimeRecordOf(later.uptime, days, [search])).toMatchObject({
    begins: 70,
    total: { known: 19.5 * DAY },
  });
});
