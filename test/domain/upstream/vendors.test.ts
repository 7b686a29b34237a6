import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../api/domain/time/time.ts';
import { candidatesInHtml, candidatesOf } from '../../../api/domain/upstream/candidates.ts';
import { type UpstreamKind, upstreamKinds } from '../../../api/domain/upstream/reading.ts';
import {
  MAX_MISSES,
  type VendorReport,
  vendorReportOf,
} from '../../../api/domain/upstream/report.ts';
import { EVERY, pollWait } from '../../../api/domain/upstream/timing.ts';
import { readVendor } from '../../../api/domain/upstream/vendor/index.ts';
import * as samples from '../../support/samples/vendors.ts';
import { announced } from '../../support/world/random.ts';

const NOW = Date.parse('2026-03-03T12:00:00Z');
const degraded = samples.statuspageSummary({
  status: 'identified',
  body: 'A <b>disk</b> is full.',
});

/** A vendor’s answer, and what is read of it: name, words, parts and open incidents. */
const cases: [UpstreamKind, unknown, string, string, string[], string[]][] = [
  [
    ...(['statuspage', degraded, 'Hosting Co', 'Minor Service Outage'] as const),
    ['Git: Partial outage', 'Webhooks: Operational'],
    ['Pushes fail (Identified) A disk is full. https://stspg.example/inc1 git1'],
  ],
  [
    ...([
      'statuspage',
      samples.statuspageSummary(),
      'Hosting Co',
      'All Systems Operational',
    ] as const),
    ['Git: Operational', 'Webhooks: Operational'],
    [],
  ],
  [
    ...(['incident_io', samples.incidentIoSummary, 'Mail Co', 'Degraded performance'] as const),
    ['Sending: Degraded performance'],
    ['Delayed mail (Identified) A queue is full. https://status.mail.example/i1 c1'],
  ],
  [
    ...(['instatus', samples.instatusSummary, 'Pay Co', 'Has issues'] as const),
    [],
    ['Cards fail (Investigating)  https://pay.instatus.example/cl1 '],
  ],
  [
    ...(['instatus_components', samples.instatusComponents, '', ''] as const),
    ['Vaults: Major outage'],
    [],
  ],
  [
    ...(['better_stack', samples.betterStackIndex, 'Logs Co', 'Degraded'] as const),
    ['Ingest: Degraded'],
    ['Slow ingest (Degraded)  null 7'],
  ],
  [
    ...(['status_io', samples.statusIo, '', 'Partial Service Disruption'] as const),
    ['Website: Operational'],
    ['Errors on the website () We look into it. null s1'],
  ],
  [
    ...(['feed', samples.atomFeed, 'DNS Co', ''] as const),
    [],
    ['Zones are late () Investigating <script> https://status.dns.example/1 '],
  ],
  [
    ...(['feed', samples.rssFeed, 'CDN Co', ''] as const),
    [],
    ['Slow edge () We see delays. https://status.cdn.example/5 '],
  ],
];

const bodyOf = (answer: unknown) => (typeof answer === 'string' ? answer : JSON.stringify(answer));

test.each(cases)('%s is read in its own words', (kind, answer, vendor, words, parts, incidents) => {
  const reading = readVendor(kind, bodyOf(answer), NOW);
  expect(reading).toMatchObject({ vendor, words });
  expect(reading?.components.map((one) => `${one.name}: ${one.words}`)).toEqual(parts);
  const told = reading?.incidents.map(
    (one) => `${one.title} (${one.words}) ${one.text} ${one.url} ${one.componentIds}`,
  );
  expect(told).toEqual(incidents);
  // No other product takes it for its own.
  const others = upstreamKinds.filter((other) => other !== kind);
  expect(others.filter((other) => readVendor(other, bodyOf(answer), NOW) !== null)).toEqual([]);
});

test('whatever an answer contains, reading it neither fails nor keeps markup, and an address is https', () => {
  const random = announced('VENDOR_SEED');
  const bodies = cases.map(([kind, answer]) => [kind, bodyOf(answer)] as const);
  const odd = [
    'null',
    '[]',
    '{}',
    '"x"',
    '-1',
    '<b>',
    '&lt;script&gt;',
    '\\u0000',
    ']]>',
    '<item>',
    'javascript:x',
  ];
  for (let n = 0; n < 3000; n++) {
    const [kind, body] = bodies[n % bodies.length] ?? expect.fail();
    const at = Math.floor(random() * body.length);
    const piece = odd[Math.floor(random() * odd.length)] ?? '';
    const broken = body.slice(0, at) + piece + body.slice(at + Math.floor(random() * 30));
    const reading = readVendor(kind, broken, NOW);
    for (const url of [reading?.pageUrl, ...(reading?.incidents ?? []).map((one) => one.url)])
      if (url) expect(url, broken).toMatch(/^https:/);
    const texts = reading?.incidents.flatMap(({ title, text }) => [title, text]) ?? [];
    for (const text of texts) expect(text, broken).not.toMatch(/[\0\n]/);
  }
  const many = Array.from({ length: 5000 }, (_, i) => ({
    id: `${i}`,
    name: 'x',
    status: 'operational',
  }));
  const large = readVendor(
    'statuspage',
    bodyOf({ ...samples.statuspageSummary(), components: many }),
    NOW,
  );
  expect(large?.components).toHaveLength(300);
});

test('where to look follows from the address, and from the links of a page', () => {
  const urls = (text: string) => candidatesOf(new URL(text)).map(({ url }) => url);
  expect(urls('https://status.x.example/anything?a')).toEqual([
    'https://status.x.example/api/v2/summary.json',
    'https://status.x.example/api/v1/summary',
    'https://status.x.example/summary.json',
    'https://status.x.example/index.json',
  ]);
  expect(urls('https://status.x.example/history.atom')[0]).toBe(
    'https://status.x.example/history.atom',
  );
  const id = 'a'.repeat(24);
  expect(urls(`https://api.status.io/1.0/status/${id}`)).toEqual([
    `https://api.status.io/1.0/status/${id}`,
  ]);
  const html = `<link rel="alternate" type="application/atom+xml" href="/feed?a&amp;b"><a href="/pages/history/${id}">`;
  expect(candidatesInHtml(html, new URL('https://s.example/x')).map(({ url }) => url)).toEqual([
    `https://api.status.io/1.0/status/${id}`,
    'https://s.example/feed?a&b',
  ]);
});

test('what is shown keeps its time while the words stay, and is unknown after three misses, never well', () => {
  const whole = {
    vendor: 'Hosting Co',
    pageUrl: 'https://status.hosting.example/',
    componentRef: null,
  };
  const git = { ...whole, componentRef: 'git1' };
  const well = readVendor('statuspage', bodyOf(samples.statuspageSummary()), NOW);
  const bad = readVendor('statuspage', bodyOf(degraded), NOW);
  const show = (
    reading: typeof well,
    follower: typeof whole | typeof git,
    before: VendorReport | null,
    misses = 0,
    now = NOW,
  ) => vendorReportOf(reading, follower, { misses, before, now });
  const first = show(well, whole, null);
  expect(first).toEqual({
    ...{ vendor: 'Hosting Co', words: 'All Systems Operational', isKnown: true, at: NOW },
    ...{ url: whole.pageUrl, pageUrl: whole.pageUrl },
  });
  expect(show(well, whole, first, 0, NOW + HOUR)).toEqual(first);
  expect(show(bad, git, first)).toMatchObject({
    ...{ words: 'Partial outage · Pushes fail', url: 'https://stspg.example/inc1' },
    at: NOW - 3 * MINUTE,
  });
  for (let misses = 1; misses < MAX_MISSES; misses++)
    expect(show(well, whole, first, misses, NOW + HOUR)).toEqual(first);
  const unknown = show(well, whole, first, MAX_MISSES, NOW + HOUR);
  expect(unknown).toMatchObject({ isKnown: false, words: '', at: NOW + HOUR });
  expect(show(well, whole, unknown, 9, NOW + 2 * HOUR)).toEqual(unknown);
  expect(show(well, whole, unknown, 0, NOW + 2 * HOUR)).toMatchObject({
    isKnown: true,
    at: NOW + 2 * HOUR,
  });
  // A feed without an open entry says nothing.
  expect(show(readVendor('feed', samples.rssFeed, NOW + 99 * HOUR), whole, null)).toBeNull();
});

test('an address is asked every two minutes, later after many misses, and when it asks for that', () => {
  const waits = [0, 1, 2, 3, 4, 5, 50].map((misses) => pollWait(misses, null, NOW) / EVERY);
  expect(waits).toEqual([1, 1, 1, 2, 4, 8, 30]);
  expect(pollWait(1, '600', NOW)).toBe(10 * MINUTE);
  expect(pollWait(1, new Date(NOW + HOUR).toUTCString(), NOW)).toBe(HOUR);
  expect(pollWait(1, '99999999', NOW)).toBe(24 * HOUR);
  expect(pollWait(1, 'soon', NOW)).toBe(EVERY);
});
