import { afterAll, beforeAll, expect, test } from 'vitest';
import { languages, locales } from '../../api/domain/text/locale.ts';
import { messages } from '../../site/locales/index.ts';
import { type EdgeWorld, startEdgeWorld } from '../support/edge/edge-world.ts';

let world: EdgeWorld;
beforeAll(async () => {
  world = await startEdgeWorld();
  await world.publish('Cards fail');
});
afterAll(() => world.stop());

const read = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${world.url}${path}`, { headers, redirect: 'manual' });

test('the Worker serves each language, by address and by browser, from its caches too', async () => {
  for (let time = 0; time < 2; time++)
    for (const locale of locales) {
      const html = `<html lang="${locale}" dir="${languages[locale].dir}"`;
      const named = await read(`/${locale}`, { 'accept-language': 'fr' });
      const page = await named.text();
      expect(page).toContain(html);
      expect(page).toContain(messages[locale]['front.components']);
      const followed = await read('/', { 'accept-language': `${locale};q=0.9, xx` });
      expect(await followed.text()).toContain(html);
      expect(followed.headers.get('vary')).toContain('accept-language');
      const feed = await (await read(`/${locale}/updates.atom`)).text();
      expect(feed).toContain(`xml:lang="${locale}"`);
      expect(feed).toContain(messages[locale]['state.investigating']);
      const now = await (await read(`/api/allclear/now.json?lang=${locale}-XX`)).json();
      expect(now).toMatchObject({ words: { language: locale } });
    }
});

test('the language choice is remembered at the edge as on Node', async () => {
  const chosen = await fetch(`${world.url}/language`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: world.url },
    body: new URLSearchParams({ language: 'ja', to: '/history' }),
  });
  expect(chosen.headers.get('location')).toBe('/ja/history');
  const [cookie = ''] = (chosen.headers.get('set-cookie') ?? '').split(';');
  const again = await read('/', { cookie, 'accept-language': 'de' });
  expect([again.status, again.headers.get('location')]).toEqual([302, '/ja']);
});
