import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCheck } from '../../api/actions/check/check.ts';
import { correctHistory } from '../../api/actions/component/correct-history.ts';
import { createMetric, removeMetric } from '../../api/actions/metric/metric.ts';
import { addPoints } from '../../api/actions/metric/points.ts';
import { createApp } from '../../api/app.ts';
import { NewCheck } from '../../api/domain/check/input.ts';
import {
  averageOf,
  chartRows,
  chartSpans,
  chartTotal,
  rangeOf,
} from '../../api/domain/metric/chart.ts';
import { NewMetric } from '../../api/domain/metric/input.ts';
import { slotOf } from '../../api/domain/metric/points.ts';
import { DAY, HOUR } from '../../api/domain/time/time.ts';
import { chartPath } from '../../api/render/chart/geometry.ts';
import { UptimeIn, UptimeNow } from '../../api/render/schema/public/uptime.ts';
import { insertResults } from '../../db/check/result.ts';
import { write } from '../../db/engine/write.ts';
import { author, NOON, openPage, PAGE_ID, type TestPage } from '../support/browser/page.ts';
import { announced } from '../support/world/random.ts';

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

/** A metric of posted values and two of a health check, which fails a tenth of its runs. */
async function withMetrics() {
  const { deps } = page;
  const posted = NewMetric.parse({ name: 'Queue <length>', suffix: 'jobs', isOnFront: true });
  const id = await createMetric(deps, author, PAGE_ID, posted);
  const given = { name: 'API', kind: 'http', settings: { url: 'https://example.com/' } };
  const { id: checkId } = await createCheck(
    deps,
    author,
    PAGE_ID,
    NewCheck.parse({ ...given, componentId: cards }),
  );
  const of = { checkId, suffix: '%' };
  const uptime = NewMetric.parse({ name: 'API uptime', source: 'uptime', ...of });
  const time = NewMetric.parse({ name: 'API time', source: 'response_time', ...of });
  const hidden = NewMetric.parse({ name: 'Secret', display: false });
  const made: string[] = [];
  for (const [i, input] of [uptime, time, hidden].entries()) {
    page.at(NOON - 2 * HOUR + i);
    made.push(await createMetric(deps, author, PAGE_ID, input));
  }
  page.at(NOON);
  const [ofUptime = '', ofTime = '', ofHidden = ''] = made;
  return { id, checkId, uptime: ofUptime, time: ofTime, hidden: ofHidden };
}

test('charts count posted values exactly, whatever their order and corrections; checks are marked as measured', async () => {
  page.at(NOON - 3 * HOUR);
  const { id, checkId, uptime, time, hidden } = await withMetrics();
  const { deps } = page;
  const random = announced('METRICS_SEED');
  const known = new Map<number, number>();
  for (let call = 0; call < 12; call++) {
    const points = Array.from({ length: 250 }, () => ({
      at: NOON - Math.floor(random() ** 3 * 27.9 * DAY),
      value: Math.round(random() * 1000) / 10,
    }));
    await addPoints(deps, PAGE_ID, new Map([[id, points]]));
    for (const { at, value } of points) known.set(slotOf(at), value);
  }
  const runs = Array.from({ length: 400 }, (_, i) => ({
    ...{ checkId, at: NOON - i * HOUR, ok: i % 10 !== 3, detail: '' },
    ms: i % 10 === 3 ? null : 100 + (i % 3),
  }));
  for (const run of runs) await write(deps.db, insertResults(deps.db, [run]));
  const snapshot = await deps.snapshots.current();
  if (!snapshot) throw new Error('There is no page.');
  expect(snapshot.metrics?.map((one) => one.id)).toEqual([id, uptime, time]);
  for (const span of chartSpans) {
    const charts = (await deps.history.charts(snapshot, span)).value;
    if (!charts) throw new Error('There are no charts.');
    const [first, second, third] = charts.charts;
    const { from, until } = rangeOf(span, NOON);
    const expected = [...known].filter(([at]) => at >= from && at < until);
    const total = chartTotal(first?.parts ?? []);
    expect([span, total?.count]).toEqual([span, expected.length]);
    expect(total?.sum).toBeCloseTo(
      expected.reduce((sum, [, value]) => sum + value, 0),
      4,
    );
    expect(total?.high).toBe(Math.max(...expected.map(([, value]) => value)));
    const rows = chartRows(first?.parts ?? [], span, from);
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(expected.length);
    const drawn = first ? chartPath(first, charts, { width: 600, height: 140 }) : null;
    expect(drawn?.line ?? '').not.toMatch(/NaN|Infinity/);
    expect(averageOf(chartTotal(third?.parts ?? []) ?? { sum: 0, count: 1 })).toBeCloseTo(101, 0);
    const share = chartTotal(second?.parts ?? []);
    expect(share && averageOf(share)).toBeCloseTo(90, -0.7);
  }
  const { measured } = UptimeNow.parse(await (await ask('/api/allclear/uptime.json')).json());
  expect(measured).toMatchObject([
    { id: uptime, name: 'API uptime', component_id: cards, kind: 'uptime' },
    { id: time, kind: 'response_time', windows: { '7d': 101 } },
  ]);
  expect(measured[0]?.windows['90d']).toBeCloseTo(90, 0);
  expect(JSON.stringify(measured)).not.toContain(checkId);

  const picture = await ask(`/system-metrics/${id}.svg`);
  expect(picture.headers.get('content-type')).toContain('image/svg+xml');
  const svg = await picture.text();
  expect(svg).toContain('jobs</text>');
  for (const gone of [hidden, checkId, 'notthere0000'])
    expect((await ask(`/system-metrics/${gone}.svg`)).status).toBe(404);
  await removeMetric(deps, author, PAGE_ID, id);
  expect((await ask(`/system-metrics/${id}.svg`)).status).toBe(404);
});
