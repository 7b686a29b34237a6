import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY, HOUR } from '../../api/domain/time/time.ts';
import { namedOn, namesInWords } from '../../api/render/uptime/words.ts';
import { wordsIn } from '../../site/locales/words.ts';
import { NOON, openPage, type TestPage } from '../support/page.ts';

let page: TestPage;
beforeEach(async () => {
  page = await openPage();
});
afterEach(() => page.close());

test('a busy day is told by its worst incidents and how many more there were', async () => {
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
  const day = uptime?.lives[cards]?.days[0];
  if (!uptime || !day) throw new Error('a day with incidents');
  const titled = (locale: 'en' | 'de', told = day) => namesInWords(wordsIn(locale), uptime, told);
  expect(titled('en')).toBe('Trouble 4, Trouble 7 and 7 more');
  expect(titled('de')).toBe('Trouble 4, Trouble 7 und 7 weitere');
  expect(titled('en', { at: 3 })).toBe('');
  expect(namedOn(uptime, day, 3)).toMatchObject({ named: { length: 3 }, more: 6 });
});
