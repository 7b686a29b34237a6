import { afterEach, beforeEach, expect, test } from 'vitest';
import { correctHistory, HistoryCorrection } from '../../api/actions/component/correct-history.ts';
import { Correction, correctUpdate } from '../../api/actions/correction/correction.ts';
import { HOUR, MINUTE } from '../../api/domain/time/time.ts';
import { findIncident } from '../../db/incident/incident.ts';
import { author, NOON, openPage, PAGE_ID, type TestPage } from '../support/browser/page.ts';

let page: TestPage;
let cards: string;
let id: string;

/** Noon: Cards were out for an hour, without an entry at its start and end. */
beforeEach(async () => {
  page = await openPage();
  page.at(NOON - 10 * HOUR);
  cards = await page.component({ name: 'Cards' });
  page.at(NOON - HOUR);
  id = await page.publish({
    name: 'Cards fail',
    state: 'investigating',
    body: 'We look.',
    components: { [cards]: 'major_outage' },
  });
  page.at(NOON);
  await page.update(id, {
    state: 'resolved',
    body: 'Over.',
    components: { [cards]: 'operational' },
  });
  page.at(NOON + HOUR);
});
afterEach(() => page.close());

const record = async () => {
  const found = await findIncident(page.deps.db, PAGE_ID, id);
  if (!found) throw new Error('There is an incident.');
  return found;
};
const move = async (state: 'investigating' | 'resolved', to: number) => {
  const update = (await record()).updates.find((one) => one.state === state);
  const correction = Correction.parse({ displayAt: to });
  await correctUpdate(page.deps, author, PAGE_ID, id, update?.id ?? '', correction);
};
const today = async () => (await page.deps.snapshots.refresh())?.uptime.byComponent[cards]?.days[0];
const whyNot = (moving: Promise<unknown>) =>
  moving.then(
    () => null,
    (problem) => problem.fields.displayAt,
  );

test('moving an update back in time moves the outage that it reported, and marks it', async () => {
  await move('investigating', NOON - 3 * HOUR);
  expect(await today()).toMatchObject({ major_outage: 3 * HOUR, retimed: true });
  expect(await record()).toMatchObject({ startedAt: NOON - 3 * HOUR, resolvedAt: NOON });
  await move('resolved', NOON - 2 * HOUR);
  expect(await today()).toMatchObject({ major_outage: HOUR });
  expect(await record()).toMatchObject({ resolvedAt: NOON - 2 * HOUR });
});

test('the same update can be moved again, forward too', async () => {
  await move('investigating', NOON - 3 * HOUR);
  await move('investigating', NOON - 30 * MINUTE);
  expect(await today()).toMatchObject({ major_outage: 30 * MINUTE });
  await move('resolved', NOON + 30 * MINUTE);
  expect(await today()).toMatchObject({ major_outage: HOUR });
  await move('investigating', NOON - HOUR);
  await move('resolved', NOON);
  expect(await today()).toMatchObject({ major_outage: HOUR });
});

test('the audit log records the move', async () => {
  await move('investigating', NOON - 3 * HOUR);
  const { rows } = await page.deps.db.$client.execute(
    "select before, after from audit where subject = 'incident_update'",
  );
  expect(rows).toHaveLength(1);
  expect(JSON.parse(`${rows[0]?.before}`)).toMatchObject({ displayAt: NOON - HOUR });
  expect(JSON.parse(`${rows[0]?.after}`)).toMatchObject({
    displayAt: NOON - 3 * HOUR,
    startedAt: NOON - 3 * HOUR,
    past: [{ componentId: cards, fromAt: NOON - 3 * HOUR, toAt: NOON - HOUR }],
  });
});

test('a time past another status change, before the component’s record or in the future is refused', async () => {
  const between = (first: string, last: string) =>
    expect.stringContaining(`a time between ${first} and ${last}.`);
  expect(await whyNot(move('resolved', NOON - 2 * HOUR))).toMatch('start must be before the end');
  expect(await whyNot(move('investigating', NOON - 11 * HOUR))).toEqual(
    between('02:00 UTC', '12:00 UTC'),
  );
  expect(await whyNot(move('investigating', NOON + MINUTE))).toMatch(
    'start must be before the end',
  );
  expect(await whyNot(move('resolved', NOON + 2 * HOUR))).toEqual(
    between('11:00 UTC', '13:00 UTC'),
  );
  expect(await today()).toMatchObject({ major_outage: HOUR });
});

test('another outage of the component is not overwritten', async () => {
  page.at(NOON + 2 * HOUR);
  const other = await page.publish({
    name: 'Cards fail again',
    state: 'investigating',
    body: 'We look.',
    components: { [cards]: 'partial_outage' },
  });
  page.at(NOON + 3 * HOUR);
  await page.update(other, { state: 'resolved', components: { [cards]: 'operational' } });
  page.at(NOON + 4 * HOUR);
  expect(await whyNot(move('resolved', NOON + 150 * MINUTE))).toMatch(
    'between 11:00 UTC and 14:00',
  );
  await move('resolved', NOON + 90 * MINUTE);
  expect(await today()).toMatchObject({ major_outage: 150 * MINUTE, partial_outage: HOUR });
});

test('moving an update keeps what others reported or corrected by hand', async () => {
  const input = { status: 'major_outage', note: 'Our logs say so.' } as const;
  const span = { fromAt: NOON - 2 * HOUR, toAt: NOON - 30 * MINUTE };
  await correctHistory(
    page.deps,
    author,
    PAGE_ID,
    cards,
    HistoryCorrection.parse({ ...input, ...span }),
  );
  await move('investigating', NOON - 5 * HOUR);
  expect(await today()).toMatchObject({ major_outage: 2 * HOUR, notes: ['Our logs say so.'] });
});

test('an update without status changes moves by itself', async () => {
  page.at(NOON + 2 * HOUR);
  id = await page.publish({ name: 'Slow mail', state: 'investigating', body: 'We look.' });
  page.at(NOON + 3 * HOUR);
  await move('investigating', NOON);
  expect(await record()).toMatchObject({ startedAt: NOON, updates: [{ displayAt: NOON }] });
});

test('an update without components can’t be moved into the future either', async () => {
  const news = await page.publish({ name: 'News', state: 'investigating', body: 'We look.' });
  const [update] = (await findIncident(page.deps.db, PAGE_ID, news))?.updates ?? [];
  const moved = (to: number) => {
    const correction = Correction.parse({ displayAt: to });
    return whyNot(correctUpdate(page.deps, author, PAGE_ID, news, update?.id ?? '', correction));
  };
  expect(await moved(NOON + 2 * HOUR)).toContain('a time in the past');
  expect(await moved(NOON)).toBeNull();
});
