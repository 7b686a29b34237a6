import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import RssParser from 'rss-parser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Correction, correctUpdate } from '../../api/actions/correction/correction.ts';
import { now as nowJson } from '../../api/render/allclear.ts';
import { atom, rss } from '../../api/render/feeds/history-feeds.ts';
import {
  MAX_BYTES,
  updatesAtom,
  updatesJson,
  updatesRss,
} from '../../api/render/feeds/update-feeds.ts';
import {
  feedI18nFor,
  oneComponent,
  oneIncident,
  wholePage,
} from '../../api/render/feeds/update-items.ts';
import { incidentDocument } from '../../api/render/statuspage-v2.ts';
import type { Snapshot } from '../../api/snapshot/snapshot.ts';
import { author, NOON, openPage, PAGE_ID, type TestPage } from '../support/browser/page.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let page: TestPage;
beforeEach(async () => {
  page = await openPage({ name: 'Acme' });
});
afterEach(() => page.close());

const now = async () => (await page.deps.snapshots.current()) as Snapshot; // a page exists
const all = async (s?: Snapshot) => {
  const snapshot = s ?? (await now());
  const subject = wholePage(snapshot);
  return [updatesRss, updatesAtom, updatesJson].map((render) => render(snapshot, subject));
};

async function fourUpdates() {
  const id = await page.publish({ name: 'Slow', state: 'investigating', body: 'Looking.' });
  for (const [n, state] of (['identified', 'monitoring', 'resolved'] as const).entries()) {
    page.at(NOON + (n + 1) * 10 * MINUTE);
    await page.update(id, { state, body: `Now ${state}.` });
  }
  return id;
}

/** Each feed as two readers see it. */
async function read() {
  const [rss = '', atom = '', json = ''] = await all();
  const parser = new RssParser();
  const [a, b] = [await parser.parseString(rss), await parser.parseString(atom)];
  const c = parseRssFeed(rss);
  const d = parseAtomFeed(atom);
  const e = parseJsonFeed(JSON.parse(json));
  return [
    a.items.map((i) => ({ id: i.guid, title: i.title, at: i.isoDate, html: i.content })),
    b.items.map((i) => ({ id: i.id, title: i.title, at: i.pubDate, html: i.content })),
    (c.items ?? []).map((i) => ({
      id: i.guid?.value,
      title: i.title,
      at: new Date(String(i.pubDate)).toISOString(),
      html: i.description,
    })),
    (d.entries ?? []).map((i) => ({
      id: i.id,
      title: i.title?.value ?? i.title,
      at: i.published,
      html: i.content?.value ?? i.content,
    })),
    (e.items ?? []).map((i) => ({
      id: i.id,
      title: i.title,
      at: i.date_published,
      html: i.content_html,
    })),
  ];
}

test('an item has its update’s promise, whatever was promised since', async () => {
  const first = { name: 'Slow', body: 'Looking.', nextUpdateBy: NOON + HOUR };
  const id = await page.publish({ ...first, state: 'investigating' });
  page.at(NOON + 30 * MINUTE);
  await page.update(id, { state: 'resolved', body: 'Over.' });
  for (const [over, looking] of await read()) {
    expect(looking?.html).toContain('Next update by 13:00 UTC');
    expect(over?.html).not.toContain('Next update');
  }
});

test('four updates are four items, newest first, in every format and for two readers', async () => {
  await fourUpdates();
  const feeds = await read();
  for (const items of feeds) {
    expect(items.map((i) => i.title)).toEqual([
      'Resolved: Slow',
      'Monitoring: Slow',
      'Identified: Slow',
      'Investigating: Slow',
    ]);
    expect(items.map((i) => new Date(String(i.at)).toISOString())).toEqual([
      '2026-11-20T12:30:00.000Z',
      '2026-11-20T12:20:00.000Z',
      '2026-11-20T12:10:00.000Z',
      '2026-11-20T12:00:00.000Z',
    ]);
    expect(items[0]?.html).toContain('<p>Now resolved.</p>');
    expect(items.map((i) => i.id)).toEqual(feeds[0]?.map((i) => i.id));
    expect(new Set(items.map((i) => i.id)).size).toBe(4);
  }
});

test('a correction adds no item, keeps every GUID, and changes “updated” of that item only', async () => {
  const id = await fourUpdates();
  const before = (await read())[0];
  const dates = (atom: string) => [...atom.matchAll(/<updated>([^<]+)/g)].map((m) => m[1]).slice(1);
  const stood = dates((await all())[1] ?? '');
  const incident = (await now()).incidents[0];
  page.at(NOON + 5 * HOUR);
  const correction = Correction.parse({ body: 'Now *really* identified.' });
  await correctUpdate(page.deps, author, PAGE_ID, id, incident?.updates[2]?.id ?? '', correction);
  const after = (await read())[0];
  expect(after?.map((i) => [i.id, i.at])).toEqual(before?.map((i) => [i.id, i.at]));
  expect(after?.[2]?.html).toContain('<em>really</em>');
  const [rss = '', atom = ''] = await all();
  expect(dates(atom)).toEqual(stood.with(2, '2026-11-20T17:00:00.000Z'));
  expect(rss).toContain('<atom:updated>2026-11-20T17:00:00.000Z</atom:updated>');
});

test('the bytes are stable while nothing changes, whatever the time', async () => {
  await fourUpdates();
  const before = await all();
  page.at(NOON + 30 * HOUR);
  await page.deps.snapshots.refresh();
  expect(await all()).toEqual(before);
});

test('each feed names its language', async () => {
  const [rss = '', atom = '', json = ''] = await all();
  expect(rss).toContain('<language>en</language>');
  expect(atom).toMatch(/<feed xml:lang="en" xmlns=/);
  expect(JSON.parse(json).language).toBe('en');
});

test('a component’s feed is about it alone, a group’s about its members, an incident’s about itself', async () => {
  const group = await page.component({ name: 'Payments', group: true });
  const cards = await page.component({ name: 'Cards', groupId: group });
  const search = await page.component({ name: 'Search' });
  const about = (name: string, component: string) =>
    page.publish({
      name,
      state: 'investigating',
      body: 'Looking.',
      components: { [component]: 'partial_outage' },
    });
  const declined = await about('Declined', cards);
  await about('No hits', search);
  const s = await now();
  const titles = (subject: Parameters<typeof updatesJson>[1]) =>
    JSON.parse(updatesJson(s, subject)).items.map((i: { title: string }) => i.title);
  const of = (id: string) =>
    titles(oneComponent(s, s.components.find((c) => c.id === id) as never));
  expect(of(cards)).toEqual(['Investigating: Declined']);
  expect(of(group)).toEqual(['Investigating: Declined']);
  expect(of(search)).toEqual(['Investigating: No hits']);
  const incident = s.incidents.find((i) => i.id === declined);
  expect(titles(oneIncident(s, incident as never))).toEqual(['Investigating: Declined']);
  expect(updatesRss(s, wholePage(s))).toContain('Payments - Cards: Operational → Partial outage');
});

test('a maintenance is included, with its window in the page’s zone', async () => {
  page.close();
  page = await openPage({ timeZone: 'Australia/Lord_Howe' });
  await page.publish({
    name: 'Move',
    state: 'scheduled',
    body: 'Soon.',
    scheduledFor: Date.UTC(2027, 3, 3, 14),
    scheduledUntil: Date.UTC(2027, 3, 3, 16),
  });
  const [item] = (await read())[0] ?? [];
  // That night the clocks go back by half an hour: two hours on the clock are not two hours.
  expect(item?.html).toMatch(/Scheduled: Apr 4, 2027, 01:00 – 02:30 /);
});

describe('a feed is limited', () => {
  test('50 items, the newest', async () => {
    for (let n = 0; n < 18; n++) {
      page.at(NOON + n * HOUR);
      const id = await page.publish({ name: `No ${n}`, state: 'investigating', body: 'Looking.' });
      for (const state of ['identified', 'resolved'] as const)
        await page.update(id, { state, body: state });
    }
    for (const items of await read()) {
      expect(items).toHaveLength(50);
      expect(items[0]?.title).toBe('Resolved: No 17');
    }
  });

  test('128 KB, however long the texts, cut between characters', async () => {
    for (let n = 0; n < 12; n++) {
      page.at(NOON + n * HOUR);
      await page.publish({
        name: 'Long',
        state: 'resolved',
        body: 'x'.repeat(n) + '<😀&é'.repeat(4000),
      });
    }
    for (const text of await all()) {
      expect(new TextEncoder().encode(text).byteLength).toBeLessThanOrEqual(MAX_BYTES);
      expect(text).not.toContain('\uFFFD');
      expect(text.isWellFormed()).toBe(true);
      expect(text).toContain('Read the full update on the status page.');
    }
    for (const items of await read()) expect(items.length).toBeGreaterThan(2);
  });
});

test('links without a host point to the page from every feed, calendar and API', async () => {
  await page.publish({
    name: 'Slow',
    state: 'investigating',
    body: 'See [a](/history), [b](../uptime).',
  });
  const s = await now();
  const german = feedI18nFor(s, 'de');
  const feeds = [updatesRss, updatesAtom, updatesJson].map((render) =>
    render(s, wholePage(s, german), german),
  );
  for (const drawn of [...feeds, rss(s, german), atom(s, german)])
    for (const path of ['history', 'uptime']) expect(drawn).toContain(`${s.page.url}/de/${path}`);
  for (const body of [
    incidentDocument(s, s.incidents[0] as never).incident_updates[0]?.body,
    allclear(s),
  ])
    expect(body).toBe(`See [a](${s.page.url}/history), [b](${s.page.url}/uptime).`);
});

const allclear = (s: Snapshot) => nowJson(s, null).open[0]?.body;
