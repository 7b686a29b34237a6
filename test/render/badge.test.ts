import { afterEach, beforeEach, expect, test } from 'vitest';
import { locales } from '../../api/domain/text/locale.ts';
import { BadgeQuery, badge, badgeStyles, shieldsEndpoint } from '../../api/render/badge/badge.ts';
import { badgePalette } from '../../api/render/badge/palette.ts';
import type { Snapshot } from '../../api/snapshot/snapshot.ts';
import { wordsIn } from '../../site/locales/words.ts';
import { NOON, openPage, type TestPage } from '../support/browser/page.ts';

let page: TestPage;
beforeEach(async () => {
  page = await openPage({ name: 'Acme' });
});
afterEach(() => page.close());

const HOUR = 3_600_000;
const now = async () => (await page.deps.snapshots.current()) as Snapshot; // a page exists
async function says(id?: string, query: Record<string, string> = {}, asOf: number | null = null) {
  const snapshot = await now();
  const component = snapshot.components.find((c) => c.id === id) ?? null;
  return shieldsEndpoint({ snapshot, component, asOf }, BadgeQuery.parse(query));
}
const draw = async (query: Record<string, string> = {}, asOf: number | null = null) =>
  badge({ snapshot: await now(), component: null, asOf }, BadgeQuery.parse(query));

test('of the page, of a component and of a group', async () => {
  const group = await page.component({ name: 'Payments', group: true });
  const cards = await page.component({ name: 'Cards', groupId: group });
  const search = await page.component({ name: 'Search' });
  await page.publish({
    name: 'Declined',
    state: 'investigating',
    body: 'Looking.',
    components: { [cards]: 'partial_outage' },
  });
  expect(await says()).toMatchObject({
    label: 'Acme status',
    message: 'Minor outage',
    color: 'yellow',
  });
  expect(await says(cards)).toMatchObject({ label: 'Cards status', message: 'Partial outage' });
  expect(await says(group)).toMatchObject({ label: 'Payments status', message: 'Partial outage' });
  expect(await says(search)).toMatchObject({ message: 'Operational', color: 'brightgreen' });
});

test('ongoing maintenance is shown even where every status stays green', async () => {
  const cards = await page.component({ name: 'Cards' });
  const search = await page.component({ name: 'Search' });
  await page.publish({
    name: 'Move',
    state: 'in_progress',
    body: 'Now.',
    scheduledFor: NOON,
    scheduledUntil: NOON + HOUR,
    componentIds: [cards],
  });
  expect(await says()).toMatchObject({ message: 'Maintenance in progress', color: 'blue' });
  expect(await says(cards)).toMatchObject({ message: 'Maintenance in progress' });
  expect(await says(search)).toMatchObject({ message: 'Operational' });
});

test('an unconfirmed status is unknown, with its time in the page’s zone', async () => {
  page.close();
  page = await openPage({ name: 'Acme', timeZone: 'America/New_York' });
  const since = Date.UTC(2026, 10, 20, 19, 3);
  expect(await says(undefined, {}, since)).toMatchObject({
    message: 'unknown since 14:03 EST',
    color: 'lightgrey',
    isError: true,
  });
  const svg = await draw({}, since);
  expect(svg).toContain('unknown since 14:03 EST');
  expect(svg).not.toContain('Operational');
});

test('the title has the next update time, of the page and of the affected component only', async () => {
  const cards = await page.component({ name: 'Cards' });
  const search = await page.component({ name: 'Search' });
  await page.publish({
    name: 'Declined',
    state: 'investigating',
    body: 'Looking.',
    components: { [cards]: 'partial_outage' },
    nextUpdateBy: NOON + HOUR,
  });
  const title = async (id: string | null, lang = 'en') => {
    const snapshot = await now();
    const component = snapshot.components.find((c) => c.id === id) ?? null;
    const svg = badge({ snapshot, component, asOf: null }, BadgeQuery.parse({ lang }));
    const [, label, shown] = /aria-label="([^"]*)".*<title>([^<]*)/.exec(svg) ?? [];
    expect(label).toBe(shown);
    return shown;
  };
  expect(await title(null)).toBe('Acme status: Minor outage, next update by 13:00 UTC');
  expect(await title(cards)).toContain('next update by 13:00 UTC');
  expect(await title(search)).toBe('Search status: Operational');
  page.at(NOON + HOUR);
  await page.deps.snapshots.catchUp();
  expect(await title(null, 'de')).toContain('Meldung überfällig seit 13:00 UTC');
});

test('the name of a badge includes the group, unlike the drawn label, and a custom label is escaped', async () => {
  const groups = await Promise.all(
    ['Europe & Asia', 'America'].map((name) => page.component({ name, group: true })),
  );
  const cards = await Promise.all(
    groups.map((groupId) => page.component({ name: 'Cards', groupId })),
  );
  const snapshot = await now();
  const drawn = (id: string | undefined, query: Record<string, string> = {}) =>
    badge(
      { snapshot, asOf: null, component: snapshot.components.find((c) => c.id === id) ?? null },
      BadgeQuery.parse(query),
    );
  const nameOf = (svg: string) => /aria-label="([^"]*)"/.exec(svg)?.[1];
  expect(cards.map((id) => nameOf(drawn(id)))).toEqual([
    'Europe &amp; Asia · Cards status: Operational',
    'America · Cards status: Operational',
  ]);
  expect(drawn(cards[0])).toContain('>Cards status<');
  expect(drawn(cards[0])).not.toMatch(/<text[^>]*>[^<]*Europe/);
  const own = drawn(cards[0], { label: '"<b>$& Payments' });
  expect(nameOf(own)).toBe('&quot;&lt;b&gt;$&amp; Payments: Operational');
  expect(own).not.toContain('<b>');
});

test('shields.io gets the keys that it knows, and no other', async () => {
  expect(Object.keys(await says()).toSorted()).toEqual(
    ['cacheSeconds', 'color', 'isError', 'label', 'message', 'schemaVersion'].toSorted(),
  );
});

test.each(badgeStyles)('%s is an image with a role, a title and a name', async (style) => {
  const svg = await draw({ style });
  expect(svg).toMatch(/^<svg [^>]*role="img"/);
  expect(svg).toMatch(/aria-label="ACME STATUS: ALL SYSTEMS OPERATIONAL"/i);
  expect(svg).toMatch(/<title>[^<]+<\/title>/);
});

test('the styles differ, and an unknown style, palette or language is ignored', async () => {
  const plain = await draw();
  expect(new Set(await Promise.all(badgeStyles.map((style) => draw({ style }))))).toHaveLength(4);
  expect(await draw({ palette: 'safe' })).not.toBe(plain);
  const unknown: Record<string, string>[] = [
    { style: 'social' },
    { style: '__proto__' },
    { palette: '#f00' },
    { lang: 'xx"><script>' },
    { label: 'x'.repeat(65) },
    { colour: 'red' },
  ];
  for (const query of unknown) expect(await draw(query)).toBe(plain);
});

test('a badge is available in each language of the page', async () => {
  for (const lang of locales)
    expect((await says(undefined, { lang })).message).toBe(wordsIn(lang).say('rollup.well'));
});

test.each(Object.keys(badgePalette))('white text is readable on each color of “%s”', (name) => {
  for (const colour of Object.values(badgePalette[name as keyof typeof badgePalette]))
    expect(1.05 / (luminance(linear(colour)) + 0.05), colour).toBeGreaterThanOrEqual(4.5);
});

/** Machado et al. 2009, severity 1. */
const eyes = {
  protanopia: [
    0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
  ],
  deuteranopia: [
    0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881,
  ],
};
test.each(Object.entries(eyes))('the safe palette is distinguishable with %s', (_, m) => {
  const { unknown: _unknown, ...tones } = badgePalette.safe;
  const seen = Object.entries(tones).map(
    ([tone, colour]) => [tone, lab(see(linear(colour), m))] as const,
  );
  for (const [i, [a, x]] of seen.entries())
    for (const [b, y] of seen.slice(i + 1))
      expect(Math.hypot(...x.map((v, n) => v - (y[n] ?? 0))), `${a} and ${b}`).toBeGreaterThan(12);
});

const linear = (hex: string): number[] =>
  [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
const luminance = ([r = 0, g = 0, b = 0]: number[]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const see = (rgb: number[], m: number[]) =>
  [0, 3, 6].map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        rgb.reduce((sum, c, n) => sum + c * (m[row + n] ?? 0), 0),
      ),
    ),
  );
function lab([r = 0, g = 0, b = 0]: number[]): number[] {
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = f(luminance([r, g, b]));
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

test('while an incident is open the badge of the page does not say “operational”', async () => {
  await page.publish({ name: 'Odd', state: 'investigating', body: 'We look into it.' });
  const s = await now();
  expect(s.status.indicator).toBe('none');
  const of = { snapshot: s, component: null, asOf: null };
  expect(shieldsEndpoint(of, BadgeQuery.parse({}))).toMatchObject({
    message: 'Investigating',
    isError: false,
  });
  expect(badge(of, BadgeQuery.parse({}))).toContain(badgePalette.standard.minor);
});
