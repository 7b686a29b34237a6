import RssParser from 'rss-parser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { atom, rss } from '../../api/render/feeds/history-feeds.ts';
import type { Snapshot } from '../../api/snapshot/snapshot.ts';
import { NOON, openPage, type TestPage } from '../support/browser/page.ts';
import { HOSTILE, HOSTILE_IN_XML } from '../support/hostile/hostile.ts';

const MINUTE = 60_000;
let page: TestPage;

beforeEach(async () => {
  page = await openPage({ name: `Acme ${HOSTILE}`.trim() });
});
afterEach(() => page.close());

const now = async () => (await page.deps.snapshots.current()) as Snapshot; // a page exists
const parse = (xml: string) => new RssParser().parseString(xml);

test('a hostile title is the same text in both feeds, and never markup', async () => {
  await page.publish({ name: HOSTILE, state: 'investigating', body: HOSTILE });
  const title = HOSTILE_IN_XML.trim();
  const [inRss, inAtom] = [await parse(rss(await now())), await parse(atom(await now()))];
  expect(inRss.items[0]?.title).toBe(title);
  expect(inAtom.items[0]?.title).toBe(title);
});

test('a hostile text reaches no feed as an element', async () => {
  await page.publish({ name: 'Mail', state: 'investigating', body: HOSTILE });
  for (const xml of [rss(await now()), atom(await now())]) {
    const [item] = (await parse(xml)).items;
    expect(item?.content).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(item?.content).not.toMatch(/<(script|img)/);
  }
});

test('one item per incident: its permalink stays, its date is that of the newest update', async () => {
  const id = await page.publish({ name: 'Slow', state: 'investigating', body: 'Looking.' });
  page.at(NOON + 30 * MINUTE);
  await page.update(id, { state: 'identified', body: 'Found.' });
  page.at(NOON + 40 * MINUTE);
  await page.update(id, { body: 'Still at it.' });
  const link = `https://status.example.com/incidents/${id}`;
  const [item, ...others] = (await parse(rss(await now()))).items;
  expect(others).toEqual([]);
  expect(item).toMatchObject({ guid: link, link, isoDate: '2026-11-20T12:40:00.000Z' });
  const labels = [...(item?.content ?? '').matchAll(/<strong>([^<]+)<\/strong>/g)].map((m) => m[1]);
  expect(labels).toEqual(['Update', 'Identified', 'Investigating']);
  expect(item?.content).toContain(
    "<p><small>Nov <var data-var='date'>20</var>, <var data-var='time'>12:40</var> UTC</small><br><strong>Update</strong> - Still at it.</p>",
  );
});

test('Atom has when an incident was first published and last updated', async () => {
  const id = await page.publish({ name: 'Slow', state: 'investigating', body: 'Looking.' });
  page.at(NOON + 30 * MINUTE);
  await page.update(id, { state: 'resolved', body: 'Over.' });
  const xml = atom(await now());
  expect(xml).toContain('<published>2026-11-20T12:00:00Z</published>');
  expect(xml).toContain('<updated>2026-11-20T12:30:00Z</updated>');
  expect(xml).toContain(`<id>tag:status.example.com,2005:Incident/${id}</id>`);
});

test('the newest items come first, a maintenance with its window among them', async () => {
  const first = await page.publish({ name: 'First', state: 'investigating', body: 'Looking.' });
  page.at(NOON + MINUTE);
  await page.publish({
    name: 'Move',
    state: 'scheduled',
    body: 'Soon.',
    scheduledFor: Date.UTC(2026, 10, 28, 2),
    scheduledUntil: Date.UTC(2026, 10, 28, 4),
  });
  page.at(NOON + 2 * MINUTE);
  await page.update(first, { state: 'resolved', body: 'Over.' });
  const { items } = await parse(rss(await now()));
  expect(items.map((item) => item.title)).toEqual(['First', 'Move']);
  expect(items[1]?.content).toContain(
    "<p><strong>THIS IS A SCHEDULED EVENT Nov <var data-var='date'>28</var>, <var data-var='time'>02:00</var> - <var data-var='time'>04:00</var> UTC</strong></p>",
  );
});

test('the bytes are stable while nothing changes, whatever the time', async () => {
  await page.publish({ name: 'Slow', state: 'investigating', body: 'Looking.' });
  const before = [rss(await now()), atom(await now())];
  page.at(NOON + 300 * MINUTE);
  await page.deps.snapshots.refresh();
  expect([rss(await now()), atom(await now())]).toEqual(before);
});

test('both keep Statuspage’s shape: its title, its order of elements, its language', async () => {
  await page.publish({ name: 'Slow', state: 'investigating', body: 'Looking.' });
  const names = (xml: string, from: RegExp) =>
    [...(from.exec(xml)?.[1] ?? '').matchAll(/<(\w+)[ >]/g)].map((m) => m[1]);
  const [inRss, inAtom] = [rss(await now()), atom(await now())];
  expect(inRss).toMatch(
    /^<\?xml [^>]+>\n<rss version="2.0" xmlns:dc="http:\/\/purl.org\/dc\/elements\/1.1\/" xmlns:atom="http:\/\/www.w3.org\/2005\/Atom"><channel><title>Acme .* Status - Incident History<\/title><link>https:\/\/status.example.com<\/link><description>Statuspage<\/description><pubDate>Fri, 20 Nov 2026 12:00:00 \+0000<\/pubDate><atom:link rel="self" type="application\/rss\+xml" href="https:\/\/status.example.com\/history.rss"><\/atom:link><item>/,
  );
  expect(names(inRss, /<item>(.*)<\/item>/s)).toEqual([
    'title',
    'description',
    'pubDate',
    'link',
    'guid',
  ]);
  expect(inAtom).toContain(
    '<feed xml:lang="en-US" xmlns="http://www.w3.org/2005/Atom"><id>tag:status.example.com,2005:/history</id>',
  );
  expect(names(inAtom, /<entry>(.*)<\/entry>/s)).toEqual([
    'id',
    'published',
    'updated',
    'link',
    'title',
    'content',
  ]);
});

test('RSS dates have the offset of the page’s zone on that day', async () => {
  page.close();
  page = await openPage({ timeZone: 'America/New_York' });
  const summer = Date.UTC(2026, 6, 1, 12);
  page.at(summer);
  await page.publish({ name: 'Slow', state: 'resolved', body: 'Over.' });
  expect(rss(await now())).toContain('<pubDate>Wed, 01 Jul 2026 08:00:00 -0400</pubDate>');
});
