import ical, { type VEvent } from 'node-ical';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { calendar } from '../../api/render/feeds/calendar.ts';
import type { Snapshot } from '../../api/snapshot/snapshot.ts';
import { NOON, openPage, type TestPage } from '../support/browser/page.ts';

const HOUR = 3_600_000;
let page: TestPage;
beforeEach(async () => {
  page = await openPage({ name: 'Acme' });
});
afterEach(() => page.close());

const text = async () => {
  const s = (await page.deps.snapshots.current()) as Snapshot; // a page exists
  return calendar(s, s.maintenances);
};
const events = async (): Promise<VEvent[]> =>
  Object.values(ical.sync.parseICS(await text())).filter(
    (entry): entry is VEvent => entry?.type === 'VEVENT',
  );
const plan = (from = NOON + 48 * HOUR, name = 'Move', body = 'Soon.') =>
  page.publish({
    name,
    state: 'scheduled',
    body,
    scheduledFor: from,
    scheduledUntil: from + 2 * HOUR,
  });

test('a maintenance is one event, with its window, its page and its components', async () => {
  const cards = await page.component({ name: 'Cards' });
  const id = await page.publish({
    name: 'Move',
    state: 'scheduled',
    body: 'Soon.',
    scheduledFor: NOON + HOUR,
    scheduledUntil: NOON + 3 * HOUR,
    componentIds: [cards],
  });
  const [event, ...others] = await events();
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    summary: 'Acme: Move',
    status: 'CONFIRMED',
    url: { val: `https://status.example.com/incidents/${id}` },
  });
  expect(event?.description).toContain('Affects Cards.');
  expect([event?.start.getTime(), event?.end?.getTime()]).toEqual([NOON + HOUR, NOON + 3 * HOUR]);
});

test('every line of a calendar ends with CRLF, the last one too', async () => {
  for (const state of ['empty', 'planned']) {
    if (state === 'planned') await plan();
    const calendar = await text();
    expect(calendar.endsWith('END:VCALENDAR\r\n'), state).toBe(true);
    expect(calendar.replaceAll('\r\n', ''), state).not.toMatch(/[\r\n]/);
  }
});

test('the UID stays and SEQUENCE rises with each change: an update, another window, a name', async () => {
  const id = await plan();
  const seen = [(await events())[0]];
  const changes = [
    { body: 'A reminder.' },
    { scheduledFor: NOON + 50 * HOUR, scheduledUntil: NOON + 52 * HOUR },
    { name: 'Move, at last' },
  ];
  for (const [n, change] of changes.entries()) {
    page.at(NOON + (n + 1) * 60_000);
    await page.update(id, change);
    seen.push((await events())[0]);
  }
  expect(new Set(seen.map((event) => event?.uid)).size).toBe(1);
  const sequence = seen.map((event) => Number(event?.sequence));
  expect(sequence).toEqual(sequence.toSorted((a, b) => a - b));
  expect(new Set(sequence).size).toBe(4);
  expect(seen[2]?.start.getTime()).toBe(NOON + 50 * HOUR);
});

test('one closed before it began is canceled; one that took place is not', async () => {
  const off = await plan(NOON + 48 * HOUR, 'Called off');
  const done = await plan(NOON + HOUR, 'Done');
  await page.update(off, { state: 'completed', body: 'Not needed.' });
  page.at(NOON + 2 * HOUR);
  await page.update(done, { state: 'completed', body: 'Done.' });
  const status = Object.fromEntries((await events()).map((e) => [e.summary, e.status]));
  expect(status).toEqual({ 'Acme: Called off': 'CANCELLED', 'Acme: Done': 'CONFIRMED' });
});

/** Eight zones, both of a year's switches, four edges around each: 64 windows. */
const switches: [zone: string, ...days: number[]][] = [
  ['Europe/Berlin', Date.UTC(2027, 2, 28, 1), Date.UTC(2027, 9, 31, 1)],
  ['America/New_York', Date.UTC(2027, 2, 14, 7), Date.UTC(2027, 10, 7, 6)],
  ['America/Sao_Paulo', Date.UTC(2018, 10, 4, 3), Date.UTC(2019, 1, 17, 2)],
  ['Australia/Lord_Howe', Date.UTC(2027, 3, 3, 15), Date.UTC(2027, 9, 2, 15, 30)],
  ['Pacific/Chatham', Date.UTC(2027, 3, 3, 14), Date.UTC(2027, 8, 25, 14)],
  ['Africa/Casablanca', Date.UTC(2027, 1, 7, 2), Date.UTC(2027, 2, 14, 2)],
  ['Asia/Kolkata', Date.UTC(2027, 2, 28, 1), Date.UTC(2027, 9, 31, 1)],
  ['Pacific/Apia', Date.UTC(2011, 11, 30, 10), Date.UTC(2012, 3, 1, 14)],
];
test.each(switches)(
  'in %s a window around each clock change is exact in UTC',
  async (zone, ...days) => {
    page.close();
    page = await openPage({ timeZone: zone });
    const starts = days.flatMap((at) => [at - 2 * HOUR, at - HOUR, at - 60_000, at]);
    for (const [n, from] of starts.entries()) await plan(from, `No ${n}`);
    const found = new Map((await events()).map((e) => [e.summary, e]));
    expect(found.size).toBe(8);
    for (const [n, from] of starts.entries()) {
      const event = found.get(`Northwind: No ${n}`);
      expect([event?.start.getTime(), event?.end?.getTime()], `No ${n}`).toEqual([
        from,
        from + 2 * HOUR,
      ]);
    }
  },
);
