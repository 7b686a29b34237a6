import { expect, test } from 'vitest';
import { preflightIn } from '../../../api/domain/preflight/index.ts';
import { mergedWith, otherLocales, partOf, textIn } from '../../../api/domain/text/translation.ts';

test('a reader gets their language, or else the original and its language', () => {
  const texts = { de: 'Störung', fr: 'Panne' };
  expect(textIn('Outage', texts, 'de', 'en')).toEqual({ text: 'Störung', locale: 'de' });
  expect(textIn('Outage', texts, 'ja', 'en')).toEqual({ text: 'Outage', locale: 'en' });
  expect(textIn('Ausfall', { en: 'Outage', de: 'Alt' }, 'de', 'de')).toEqual({
    text: 'Ausfall',
    locale: 'de',
  });
});

test('a given translation replaces, an empty one removes, a missing one keeps', () => {
  const before = { de: 'alt', fr: 'vieux' };
  expect(mergedWith(before, { de: { name: 'neu' }, ja: { body: 'x' } }, 'name')).toEqual({
    de: 'neu',
    fr: 'vieux',
  });
  expect(mergedWith(before, { de: { name: ' ' }, fr: { name: '' } }, 'name')).toBeNull();
  expect(partOf({ ar: { name: 'ا' }, de: { name: 'd' } }, 'name')).toEqual({ de: 'd', ar: 'ا' });
});

test('the page’s own language is not a translation', () => {
  expect(otherLocales({ locale: 'de', languages: ['ja', 'de', 'en'] })).toEqual(['en', 'ja']);
});

test('language-independent rules check each translation, English rules only English', () => {
  const input = {
    kind: 'incident' as const,
    state: 'investigating' as const,
    title: '',
    body: '',
    affected: [],
    gravest: true,
    now: 0,
    people: [],
    words: ['Falke'],
    nextUpdateBy: null,
  };
  const body = 'Projekt Falke auf db-3.internal: [Ursache]. It was caused by human error.';
  const found = preflightIn('de', input, { body });
  expect(new Set(found.map(({ rule }) => rule))).toEqual(
    new Set(['placeholder', 'own-words', 'host']),
  );
  expect(found.every(({ locale }) => locale === 'de')).toBe(true);
});
