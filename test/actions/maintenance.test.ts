import { afterEach, beforeEach, expect, test } from 'vitest';
import { patchComponent } from '../../api/actions/component/component.ts';
import { ComponentPatch } from '../../api/actions/component/input.ts';
import { runDueMaintenance } from '../../api/actions/maintenance/run-due.ts';
import type { ComponentStatus } from '../../api/domain/component/status.ts';
import type { Actor } from '../../api/domain/response/role.ts';
import { DAY, HOUR, MINUTE } from '../../api/domain/time/time.ts';
import { answerOf } from '../../api/render/answer.ts';
import { findIncident } from '../../db/incident/incident.ts';
import { author, NOON, openPage, PAGE_ID, type TestPage } from '../support/browser/page.ts';
import { announced } from '../support/world/random.ts';

let page: TestPage;
let cards: string;
beforeEach(async () => {
  page = await openPage({ name: 'Acme' });
  cards = await page.component({ name: 'Cards' });
});
afterEach(() => page.close());

const START = NOON + 2 * DAY;
const END = START + 2 * HOUR;
const automatic = { scheduled_auto_in_progress: true, scheduled_auto_completed: true };
const plan = (more: Partial<Parameters<TestPage['publish']>[0]> = {}) =>
  page.publish({
    name: 'Move',
    state: 'scheduled',
    body: 'Payments pause.',
    scheduledFor: START,
    scheduledUntil: END,
    componentIds: [cards],
    automation: automatic,
    remindBefore: [1440, 60],
    verifyBefore: 30,
    ...more,
  });
const record = async (id: string) => {
  const found = await findIncident(page.deps.db, PAGE_ID, id);
  if (!found) throw new Error('gone');
  return found;
};
const tickAt = async (at: number) => {
  page.at(at);
  await runDueMaintenance(page.deps);
};
/** Oldest first: label, when it shows, whether it is mailed. */
const transitions = async (id: string) =>
  (await record(id)).updates
    .toSorted((a, b) => a.seq - b.seq)
    .map((u) => [u.notice ?? u.state, u.displayAt, u.deliverNotifications]);
const status = async () =>
  (await page.deps.snapshots.current())?.components.find((c) => c.id === cards)?.status;

test('the clock runs a whole maintenance: reminders, start, verifying and end, with its component', async () => {
  const id = await plan();
  for (let at = NOON; at <= END + HOUR; at += 10 * MINUTE) {
    await tickAt(at);
    if (at === START) expect(await status()).toBe('under_maintenance');
  }
  expect(await transitions(id)).toEqual([
    ['scheduled', NOON, true],
    ['reminder', START - DAY, true],
    ['reminder', START - HOUR, true],
    ['in_progress', START, true],
    ['verifying', END - 30 * MINUTE, true],
    ['completed', END, true],
  ]);
  expect(await status()).toBe('operational');
  expect(await record(id)).toMatchObject({ state: 'completed', resolvedAt: END });
});

test('missed start and end are both recorded at their times, and one email reports both', async () => {
  const id = await plan();
  await tickAt(END + 5 * HOUR);
  expect((await transitions(id)).slice(1)).toEqual([
    ['in_progress', START, false],
    ['verifying', END - 30 * MINUTE, false],
    ['completed', END, true],
  ]);
  const { rows } = await page.deps.db.$client.execute(
    'select status, from_at, to_at from component_interval order by rowid',
  );
  expect(rows.map((row) => [row.status, row.from_at, row.to_at])).toEqual([
    ['operational', NOON, START],
    ['under_maintenance', START, END],
    ['operational', END, null],
  ]);
});

test('steps missed for more than a day are recorded, and email nobody', async () => {
  const id = await plan();
  await tickAt(END + 2 * DAY);
  expect((await transitions(id)).slice(1)).toEqual([
    ['in_progress', START, false],
    ['verifying', END - 30 * MINUTE, false],
    ['completed', END, false],
  ]);
});

test('whatever ticks are missed or repeated, each transition and reminder happens at most once', async () => {
  const random = announced('MAINTENANCE_SEED');
  for (let round = 0; round < 12; round++) {
    const base = NOON + round * 10 * DAY;
    page.at(base);
    const [from, until] = [base + 2 * DAY, base + 2 * DAY + 2 * HOUR];
    const id = await plan({ name: `Round ${round}`, scheduledFor: from, scheduledUntil: until });
    const ticks = Array.from({ length: 8 }, () => base + Math.floor(random() * 3 * DAY));
    for (const at of ticks.toSorted((a, b) => a - b)) {
      page.at(at);
      await Promise.all([runDueMaintenance(page.deps), runDueMaintenance(page.deps)]);
    }
    await tickAt(base + 4 * DAY);
    const recorded = await transitions(id);
    const labels = recorded.map(([label]) => label);
    const countOf = (of: string) => labels.filter((label) => label === of).length;
    expect([countOf('in_progress'), countOf('verifying'), countOf('completed')]).toEqual([1, 1, 1]);
    expect(countOf('reminder')).toBeLessThanOrEqual(2);
    expect(recorded.find(([label]) => label === 'in_progress')?.[1]).toBe(from);
    expect(recorded.find(([label]) => label === 'completed')?.[1]).toBe(until);
  }
});

test('each reminder is sent once; several missed together become one', async () => {
  const id = await plan({ remindBefore: [2000, 1440, 90, 15, 1] });
  for (const at of [START - 2000 * MINUTE, START - 1000 * MINUTE, START - 14 * MINUTE, START - 1])
    for (const again of [0, 0]) await tickAt(at + again);
  expect((await transitions(id)).slice(1)).toEqual([
    ['reminder', START - 2000 * MINUTE, true],
    ['reminder', START - 1000 * MINUTE, true],
    ['reminder', START - 14 * MINUTE, true], // that of 90 minutes would now say the same
    ['reminder', START - 1, true],
  ]);
});

test('a reminder longer than the time left is never sent, whether planned or changed to it', async () => {
  const id = await plan({ remindBefore: [10_080] });
  await tickAt(NOON + MINUTE);
  page.at(START - HOUR);
  await page.update(id, { remindBefore: [10_080, 1440, 30] });
  await tickAt(START - HOUR + MINUTE);
  expect(await transitions(id)).toHaveLength(1);
  await tickAt(START - 29 * MINUTE);
  expect((await transitions(id)).slice(1)).toEqual([['reminder', START - 29 * MINUTE, true]]);
});

test('a due, unsent reminder is sent, whatever other reminders are set', async () => {
  const id = await plan({ remindBefore: [60] });
  page.at(START - HOUR);
  await page.update(id, { remindBefore: [1440, 60] });
  await tickAt(START - HOUR + MINUTE);
  expect((await transitions(id)).slice(1)).toEqual([['reminder', START - HOUR + MINUTE, true]]);
});

test('a component that is down stays down through the maintenance, and the headline says so', async () => {
  await plan();
  page.at(START - MINUTE);
  const outage = await page.publish({
    name: 'Cards fail',
    state: 'investigating',
    body: 'We are looking.',
    components: { [cards]: 'major_outage' },
  });
  await tickAt(START);
  expect(await status()).toBe('major_outage');
  expect((await page.deps.snapshots.current())?.status.indicator).toBe('critical');
  await page.update(outage, {
    state: 'resolved',
    body: 'Well again.',
    components: { [cards]: 'operational' },
  });
  await tickAt(END);
  expect(await status()).toBe('operational');
});

test('an open incident beside the maintenance sets the headline and its color', async () => {
  await plan();
  await tickAt(START);
  await page.publish({ name: 'Odd prices', state: 'investigating', body: 'We are looking.' });
  const snapshot = await page.deps.snapshots.current();
  if (!snapshot) throw new Error('no page');
  expect(answerOf(snapshot)).toMatchObject({ title: 'Odd prices', tone: 'degraded_performance' });
});

test('a component in two maintenances is released by the last one', async () => {
  await plan({ verifyBefore: null });
  await plan({ name: 'Longer', scheduledUntil: END + HOUR, verifyBefore: null });
  await tickAt(START);
  await tickAt(END);
  expect(await status()).toBe('under_maintenance');
  await tickAt(END + HOUR);
  expect(await status()).toBe('operational');
});

test('each switch works by itself: manual start, no notification, unchanged components', async () => {
  const isException = await plan({ automation: null, remindBefore: [], verifyBefore: null });
  const quiet = await plan({
    name: 'Quiet',
    remindBefore: [],
    automation: {
      ...automatic,
      auto_transition_to_maintenance_state: false,
      auto_transition_deliver_notifications_at_start: false,
      auto_transition_deliver_notifications_at_verifying: false,
      auto_transition_deliver_notifications_at_end: false,
    },
  });
  for (const at of [START, END]) await tickAt(at);
  expect((await record(isException)).state).toBe('scheduled');
  expect(await status()).toBe('operational');
  expect((await transitions(quiet)).map(([, , mailed]) => mailed)).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test('a moved window tells those notified before its old and new times, and resets its reminders', async () => {
  const id = await plan();
  await tickAt(START - DAY);
  page.at(START - HOUR * 20);
  await page.update(id, { scheduledFor: START + 3 * DAY, scheduledUntil: END + 3 * DAY });
  const [notice] = (await record(id)).updates;
  expect(notice).toMatchObject({
    notice: 'rescheduled',
    deliverNotifications: true,
    body: '',
    event: {
      what: 'rescheduled',
      was: { from: START, until: END },
      window: { from: START + 3 * DAY, until: END + 3 * DAY },
    },
  });
  await tickAt(START + HOUR);
  expect((await record(id)).state).toBe('scheduled');
  await tickAt(START + 2 * DAY);
  const labels = (await transitions(id)).map(([label]) => label);
  expect(labels).toEqual(['scheduled', 'reminder', 'rescheduled', 'reminder']);
});

test('changing a maintenance that was never emailed emails nobody', async () => {
  const id = await plan({ deliverNotifications: false });
  await page.update(id, { scheduledFor: START + HOUR });
  expect((await record(id)).updates[0]).toMatchObject({
    notice: 'rescheduled',
    deliverNotifications: false,
  });
});

test('a canceled maintenance is canceled, never completed, and none of its steps run', async () => {
  const id = await plan();
  await page.update(id, { state: 'completed' });
  const [notice] = (await record(id)).updates;
  const event = { what: 'cancelled', window: { from: START, until: END } };
  expect(notice).toMatchObject({ notice: 'cancelled', deliverNotifications: true, event });
  for (const at of [START - DAY, START, END]) await tickAt(at);
  expect((await transitions(id)).length).toBe(2);
  expect(await status()).toBe('operational');
});

test('maintenances that fail at each tick do not hold up the others', async () => {
  const failing: string[] = [];
  for (let i = 0; i < 5; i++) failing.push(await plan({ name: `Broken ${i}` }));
  const well = await plan({ name: 'Well', scheduledFor: START + MINUTE });
  const names = failing.map((id) => `'${id}'`).join();
  await page.deps.db.$client.execute(`create trigger broken before update on incident
    when old.id in (${names}) begin select raise(abort, 'broken'); end`);
  page.at(START + MINUTE);
  // A turn in each tick with five chances of six: that fifty ticks all miss it does not happen.
  for (let tick = 0; tick < 50; tick++) await runDueMaintenance(page.deps).catch(() => {});
  expect((await record(well)).state).toBe('in_progress');
  expect((await record(failing[0] ?? '')).state).toBe('scheduled');
});

test('each status change records its cause: an update, a person, a script or the schedule', async () => {
  await page.publish({
    name: 'Slow',
    state: 'investigating',
    components: { [cards]: 'degraded_performance' },
  });
  page.at(NOON + MINUTE);
  const script: Actor = { kind: 'token', id: 'ci', name: 'CI', role: 'publisher', pageId: PAGE_ID };
  const patch = (status: ComponentStatus) => ComponentPatch.parse({ status });
  await patchComponent(page.deps, script, PAGE_ID, cards, patch('partial_outage'));
  page.at(NOON + 2 * MINUTE);
  await patchComponent(page.deps, author, PAGE_ID, cards, patch('operational'));
  await plan();
  await tickAt(START);
  const { rows } = await page.deps.db.$client.execute(
    `select status, cause from component_interval where component_id = '${cards}' order by from_at`,
  );
  expect(rows.map(({ status, cause }) => `${status} ${cause}`)).toEqual([
    'operational person',
    'degraded_performance update',
    'partial_outage api',
    'operational person',
    'under_maintenance schedule',
  ]);
});
