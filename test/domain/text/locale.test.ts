import { parseAccept } from 'hono/utils/accept';
import { expect, test } from 'vitest';
import {
  type Locale,
  languages,
  localeFor,
  localeNamed,
  locales,
} from '../../../api/domain/text/locale.ts';

const of = (accepted: string, fallback: Locale = 'en') =>
  localeFor(parseAccept(accepted), fallback);

test.each([
  ['de', 'de'],
  ['de-AT, de;q=0.9, en;q=0.8', 'de'],
  ['nl, fr;q=0.5', 'fr'],
  ['en;q=0.2, ja', 'ja'],
  ['pt-PT', 'pt-BR'],
  ['PT-br', 'pt-BR'],
  ['ar-EG', 'ar'],
  ['es-419', 'es'],
  ['zh-CN, zh;q=0.9', 'en'],
  ['de;q=0, fr;q=0.1', 'fr'],
  ['*', 'en'],
  ['', 'en'],
  [';;;,,q=;=', 'en'],
])('a browser set to “%s” gets %s', (accepted, locale) => {
  expect(of(accepted)).toBe(locale);
});

test('a browser without any of our languages gets the page’s own', () => {
  expect(of('zh, *;q=0.1', 'fr')).toBe('fr');
  expect(of('zh', 'ja')).toBe('ja');
});

test('every language has its name, its direction, and its Intl locale', () => {
  for (const locale of locales) {
    const { name, dir, format } = languages[locale];
    expect(name).not.toBe('');
    expect(dir).toBe(new Intl.Locale(locale).language === 'ar' ? 'rtl' : 'ltr');
    expect(Intl.DateTimeFormat.supportedLocalesOf(format)).toEqual([format]);
    expect(new Intl.NumberFormat(format).format(42)).toBe('42');
  }
  expect(localeNamed('__proto__')).toBeNull();
});
