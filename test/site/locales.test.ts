import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { statusLabels } from '../../api/domain/component/status.ts';
import { stateLabels } from '../../api/domain/incident/incident.ts';
import { languages, locales } from '../../api/domain/text/locale.ts';
import { type Key, messages } from '../../site/locales/index.ts';
import { type Message, piecesOf } from '../../site/locales/message.ts';
import { translated } from '../../site/locales/translated.ts';
import { wordsIn } from '../../site/locales/words.ts';

const keys = Object.keys(messages.en) as Key[]; // they are its keys
const formsOf = (message: Message): string[] =>
  typeof message === 'string' ? [message] : Object.values(message);
const placesOf = (text: string): string[] =>
  piecesOf(text)
    .filter((_, i) => i % 2 === 1)
    .sort();
const others = locales.filter((locale) => locale !== 'en');

/** The same word in both languages, or a name. */
const SAME = new Set([
  'de page.unnamed Status',
  'de front.status Status',
  'de page.badges Badges',
  'fr page.badges Badges',
  'fr front.incidents {n} incidents',
  'fr badges.styles Styles',
  'fr badges.palette palette {palette}',
  'pt-BR page.unnamed Status',
  'pt-BR front.status Status',
  'de page.support Support',
  'de channel.feeds Feeds',
  'es channel.feeds Feeds',
  'pt-BR channel.feeds Feeds',
  'fr choice.detail Messages',
]);

test('there is a file for each language, and no other', () => {
  const files = readdirSync(resolve(import.meta.dirname, '../../site/locales'));
  for (const locale of locales) expect(files).toContain(`${locale}.ts`);
});

test.each(others)(
  '“%s” has each text, with the same placeholders, and none left in English',
  (locale) => {
    expect(Object.keys(messages[locale]).sort()).toEqual(keys.toSorted());
    const left: string[] = [];
    for (const key of keys) {
      const wanted = formsOf(messages.en[key]).at(-1) ?? '';
      for (const form of formsOf(messages[locale][key])) {
        expect(form.trim(), key).toBe(form);
        expect(form, key).not.toBe('');
        const isCounted = typeof messages.en[key] !== 'string';
        const but = (places: string[]) => places.filter((place) => !(isCounted && place === 'n'));
        expect(but(placesOf(form)), `${locale} ${key}`).toEqual(but(placesOf(wanted)));
        const words = piecesOf(form)
          .filter((_, i) => i % 2 === 0)
          .join('');
        if (form === wanted && /[a-z]{3}/i.test(words) && !SAME.has(`${locale} ${key} ${form}`))
          left.push(`${key}: ${form}`);
      }
    }
    expect(left).toEqual([]);
  },
);

test.each(locales)('“%s” has the plurals of its language', (locale) => {
  const { pluralCategories } = new Intl.PluralRules(languages[locale].format).resolvedOptions();
  for (const key of keys) {
    const message = messages[locale][key];
    if (typeof message === 'string') continue;
    expect(Object.keys(message).sort(), key).toEqual([...pluralCategories].sort());
  }
});

test('numbers choose their plural, and names are isolated from Arabic', () => {
  expect(wordsIn('en').say('front.incidents', { n: 1 })).toBe('1 incident');
  expect(wordsIn('ar').say('front.incidents', { n: 2 })).toBe('عطلان');
  expect(wordsIn('ar').say('front.incidents', { n: 3 })).toBe('3 أعطال');
  expect(wordsIn('ar').say('page.name', { page: 'Acme (EU)' })).toBe('حالة \u2068Acme (EU)\u2069');
  expect(wordsIn('ja').list(['A', 'B', 'C', 'D'])).toBe('A、B、他 2 件');
});

const inputOf = (locale: (typeof locales)[number]) =>
  keys.flatMap((key) => formsOf(messages[locale][key]).map((form) => `${key} ${form}`));

test('each language has its own punctuation, and no line breaks before the spaced marks of French', () => {
  const wrong = {
    de: /[“"»«](?=\p{L})|(?<=\p{L})["”]/u,
    fr: /[^\u202f][;!?](?= |$)|[^\u00a0:]:(?=\s|$)|«[^\u00a0]|[^\u00a0]»|\d[^\u00a0]?%|"|'/,
    es: /(?<!¿[^?]*)\?|(?<!¡[^!]*)!|["“”]/,
    ja: /: |[^\x20-\x7e][,.?!;](?: |$)|["“”]/,
    ar: /[,;?]|["“”]/,
  };
  for (const [locale, sign] of Object.entries(wrong))
    expect(
      inputOf(locale as 'de').filter((form) => sign.test(form.slice(form.indexOf(' ')))),
      locale,
    ).toEqual([]);
});

test('texts name buttons by their labels', () => {
  const quoted: [Key, Key][] = [
    ['refused.components', 'choice.all'],
    ['leave.hint', 'mail.change'],
    ['runOut.text', 'mail.leave'],
  ];
  for (const locale of locales) {
    const texts = messages[locale];
    for (const [text, button] of quoted)
      expect(texts[text], `${locale} ${text}`).toContain(texts[button]);
    expect(texts['confirmed.change']).toBe(texts['mail.change']);
    expect(texts['leave.button']).toBe(texts['mail.leave']);
  }
});

test('the console’s English words are those of the page', () => {
  const { say } = wordsIn('en');
  for (const [status, words] of Object.entries(statusLabels))
    expect(say(`status.${status}` as 'status.operational')).toBe(words);
  for (const [state, words] of Object.entries(stateLabels))
    expect(say(`state.${state}` as 'state.resolved')).toBe(words);
});

test('public errors are in the reader’s language, with the values they name', () => {
  const de = wordsIn('de');
  expect(
    translated(de, 'Too many sign-ups from your network. Try again after 14:50 UTC.'),
  ).toContain('nach 14:50 UTC');
  expect(translated(de, 'Try again later')).toBe('Bitte später noch einmal versuchen');
  expect(translated(wordsIn('en'), 'Try again later')).toBe('Try again later');
  expect(translated(de, 'A sentence of somebody else')).toBe('A sentence of somebody else');
});
