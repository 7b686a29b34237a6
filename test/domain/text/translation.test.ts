import { expect, test } from 'vitest';
import { preflightIn } from '../../../api/domain/preflight/index.ts';
import { mergedWith, otherLocales, partOf, textIn } from '../../../api/domain/text/translation.ts';

test('a reader gets their language, or else the original and which it is', () => {
  const texts = { de: 'Störung', fr: 'Panne' };
  expect(textIn('Outage', texts, 'de', 'en')).toEqual({ text: 'Störung', locale: 'de' });
  expect(textIn('Outage', texts, 'ja', 'en')).toEqual({ text: 'Outage', locale: 'en' });
  expect(textIn('Ausfall', { en: 'Outage', de: 'Alt' }, 'de', 'de')).toEqual({
    text: 'Ausfall',
    locale: 'de',
  });
});

test('what is given replaces, what is given empty is taken out, what is not given stays', () => {
  const before = { de: 'alt', fr: 'vieux' };
  expect(mergedWith(before, { de: { name: 'neu' }, ja: { body: 'x' } }, 'name')).toEqual({
    de: 'neu',
    fr: 'vieux',
  });
  expect(mergedWith(before, { de: { name: ' ' }, fr: { name: '' } }, 'name')).toBeNull();
  expect(partOf({ ar: { name: 'ا' }, de: { name: 'd' } }, 'name')).toEqual({ de: 'd', ar: 'ا' });
});

test('a page writes in its own language once', () => {
  expect(otherLocales({ locale: 'de', languages: ['ja', 'de', 'en'] })).toEqual(['en', 'ja']);
});

test('rules without a language find what is wrong in each, those that read English are silent', () => {
  const said = {
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
  const found = preflightIn('de', said, { body });
  expect(new Set(found.map(({ rule }) => rule))).toEqual(
    new Set(['placeholder', 'own-words', 'host']),
  );
  expect(found.every(({ locale }) => locale === 'de')).toBe(true);
});
