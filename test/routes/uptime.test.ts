import { afterAll, beforeAll, expect, test } from 'vitest';
import { correctHistory } from '../../api/actions/component/correct-history.ts';
import { createApp } from '../../api/app.ts';
import { DAY, HOUR } from '../../api/domain/time/time.ts';
import { UptimeIn, UptimeNow } from '../../api/render/schema/public/uptime.ts';
import { author, NOON, openPage, PAGE_ID, type TestPage } from '../support/page.ts';

let page: TestPage;
let cards: string;
let incident: string;
const FORMULA = '=HYPERLINK("https://evil.example")';

/** A group of two in Berlin, with an hour of major outage in the night in which clocks go back. */
beforeAll(async () => {
  page = await openPage({ timeZone: 'Europe/Berlin' });
  page.at(NOON - 60 * DAY);
  const group = await page.component({ name: 'Payments', group: true });
  cards = await page.component({ name: 'Cards, "all"', groupId: group });
  await page.component({ name: 'Wallets', groupId: group });
  await page.component({ name: FORMULA });
  const night = Date.UTC(2026, 9, 25, 1);
  page.at(night);
  const input = { name: 'Cards fail', state: 'investigating', body: 'We look.' } as const;
  incident = await page.publish({ ...input, components: { [cards]: 'major_outage' } });
  page.at(night + HOUR);
  await page.update(incident, { state: 'resolved', components: { [cards]: 'operational' } });
  page.at(NOON);
  await correctHistory(page.deps, author, PAGE_ID, cards, {
    fromAt: NOON - 2 * HOUR,
    toAt: NOON - HOUR,
    status: 'partial_outage',
    note: 'Nobody had noticed.',
  });
});
afterAll(() => page.close());

const ask = async (path: string, init: RequestInit = {}) =>
  createApp(
    async () => page.deps,
    async () => new Response('a page', { status: 404 }),
  ).request(`https://status.example.com${path}`, init);

test('uptime.json follows its schema, for components and groups', async () => {
  const answer = await ask('/api/allclear/uptime.json');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  const { components, weights } = UptimeNow.parse(await answer.json());
  expect(weights).toMatchObject({ major_outage: 100, partial_outage: 30, under_maintenance: null });
  const [group, one] = components;
  expect(one).toMatchObject({
    id: cards,
    since: '2026-09-21T14:00:00.000+02:00',
    windows: {
      '24h': { uptime: 98.75, seconds: { known: 86_400, partial_outage: 3600 } },
      '90d': { seconds: { major_outage: 3600, partial_outage: 3600 } },
    },
    days: [
      {
        day: '2026-10-25',
        status: 'major_outage',
        uptime: 96,
        seconds: { known: 25 * 3600 },
        incidents: [{ id: incident, url: `https://status.example.com/incidents/${incident}` }],
      },
      { day: '2026-11-20', status: 'partial_outage', corrections: ['Nobody had noticed.'] },
    ],
  });
  expect(group).toMatchObject({ group: true, windows: { '24h': { uptime: 99.37 } } });
});

test('any month and year is available, except those without components', async () => {
  const october = UptimeIn.parse(await (await ask('/api/allclear/uptime/2026-10.json')).json());
  expect(october).toMatchObject({
    period: '2026-10',
    days: 31,
    until: '2026-11-01T00:00:00.000+01:00',
  });
  expect(october.components[1]).toMatchObject({
    uptime: 99.86, // 1 of 745 hours
    seconds: { known: 745 * 3600, major_outage: 3600 },
    days: [{ day: '2026-10-25' }],
  });
  const year = UptimeIn.parse(await (await ask('/api/allclear/uptime/2026.json')).json());
  expect(year.components[1]?.seconds).toMatchObject({ major_outage: 3600, partial_outage: 3600 });
  for (const none of ['2026-08', '2026-12', '2025', '2027', '0000', '2026-13', 'x'])
    for (const path of [
      `/api/allclear/uptime/${none}.json`,
      `/uptime/${none}.csv`,
      `/uptime/${none}`,
    ])
      expect((await ask(path)).status, path).toBe(404);
});

test('the CSV has a line for each day on record, and no formula', async () => {
  const answer = await ask('/uptime/2026-10.csv');
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  const [head, ...lines] = (await answer.text()).trimEnd().split('\r\n');
  expect(head).toMatch(/^day,component_id,component,uptime_percent,status,known_seconds,/);
  expect(lines).toHaveLength(3 * 31);
  expect(lines).toContain(
    `2026-10-25,${cards},"Payments · Cards, ""all""",96,major_outage,90000,0,0,0,3600,Cards fail,`,
  );
  expect(lines.find((line) => line.includes('HYPERLINK'))).toContain(`"'=HYPERLINK(""https`);
  const september = (await (await ask('/uptime/2026-09.csv')).text()).trimEnd().split('\r\n');
  expect(september).toHaveLength(1 + 3 * 10); // from the 21st on
});

test('uptime responses are revalidated by ETag, and other methods than GET fail', async () => {
  const first = await ask('/api/allclear/uptime/2026-10.json');
  const etag = first.headers.get('etag') ?? '';
  const again = await ask('/api/allclear/uptime/2026-10.json', {
    headers: { 'if-none-match': etag },
  });
  expect(again.status).toBe(304);
  for (const path of ['/uptime', '/uptime.csv', '/uptime/2026', `/components/${cards}`])
    expect((await ask(path, { method: 'POST' })).status, path).not.toBe(200);
});
