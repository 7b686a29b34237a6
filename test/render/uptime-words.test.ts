import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY, HOUR } from '../../api/domain/time/time.ts';
import { metricValue } from '../../api/render/chart/words.ts';
import { describeUncounted, namedOn } from '../../api/render/uptime/words.ts';
import { wordsIn } from '../../site/locales/words.ts';
import { NOON, openPage, type TestPage } from '../support/browser/page.ts';

let page: TestPage;
beforeEach(async () => {
  page = await openPage();
});
afterEach(() => page.close());

test('a busy day lists its worst incidents and how many more there were', async () => {
  page.at(NOON - DAY);
  const cards = await page.component({ name: 'Cards' });
  for (let n = 1; n <= 9; n++) {
    const id = await page.publish({
      name: `Trouble ${n}`,
      impactOverride: n === 4 ? 'critical' : n === 7 ? 'major' : 'minor',
      componentIds: [cards],
      state: 'investigating',
      body: 'We look.',
    });
    page.at(NOON - DAY + n * HOUR);
    await page.update(id, { state: 'resolved' });
  }
  page.at(NOON);
  const snapshot = await page.deps.snapshots.refresh();
  const uptime = snapshot?.uptime;
  const day = uptime?.byComponent[cards]?.days[0];
  if (!uptime || !day) throw new Error('a day with incidents');
  const { named, more } = namedOn(uptime, day, 3);
  expect(named.map(({ name }) => name).slice(0, 2)).toEqual(['Trouble 4', 'Trouble 7']);
  expect([named.length, more]).toEqual([3, 6]);
  expect(namedOn(uptime, { at: 3 }, 3)).toEqual({ named: [], more: 0 });
});

test('a day that costs no uptime says why, and no other day does', () => {
  const weights = { degraded_performance: 0, partial_outage: 30, major_outage: 100 };
  const note = (day: object, changed = weights) =>
    describeUncounted(wordsIn(), { at: 0, ...day }, changed);
  expect(note({ degraded_performance: HOUR })).toBe(
    'Degraded performance doesn’t count as downtime.',
  );
  expect(note({ under_maintenance: HOUR })).toBe('Under maintenance doesn’t count as downtime.');
  expect(note({ degraded_performance: HOUR, partial_outage: 1 })).toBeNull();
  expect(note({ degraded_performance: HOUR }, { ...weights, degraded_performance: 5 })).toBeNull();
  expect(note({ incidents: ['x'] })).toBeNull();
});

test('values of charts are written as each language writes numbers', () => {
  const share = { suffix: '%', decimals: 2 };
  const time = { suffix: 'ms', decimals: 1 };
  const written = (['en', 'de', 'fr', 'ja'] as const).map((locale) => {
    const words = wordsIn(locale);
    return [metricValue(words, share, 99.98), metricValue(words, time, 1234.56)];
  });
  expect(written).toEqual([
    ['99.98%', '1,234.6\u00a0ms'],
    ['99,98\u00a0%', '1.234,6\u00a0ms'],
    ['99,98\u00a0%', '1\u202f234,6\u00a0ms'],
    ['99.98%', '1,234.6\u00a0ms'],
  ]);
});
