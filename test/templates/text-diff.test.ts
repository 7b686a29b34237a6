import { expect, test } from 'vitest';
import { textDiff } from '../../templates/compare/text-diff.ts';
import { hostile } from '../support/hostile.ts';

const shown = (from: string, to: string) =>
  textDiff(from, to)
    .map(({ kind, text }) =>
      kind === 'same' ? text : kind === 'gone' ? `[-${text}-]` : `[+${text}+]`,
    )
    .join('');

test('what changed stands in stretches of words', () => {
  expect(shown('We are looking for the cause.', 'We are looking into every log.')).toBe(
    'We are looking [-for the cause-] [+into every log+].',
  );
  expect(shown('Cards fail.', 'Cards fail.\r\n\r\nWe are on it.')).toBe(
    'Cards fail.[+\n\nWe are on it.+]',
  );
  expect(shown('Same.', 'Same.')).toBe('Same.');
});

test('texts that have next to nothing in common stand one after the other', () => {
  expect(shown('Cards are declined in Europe.', 'It works again: we are sorry.')).toBe(
    '[-Cards are declined in Europe.-] [+It works again: we are sorry.+]',
  );
});

test('long texts that have nothing in common are not compared word by word', () => {
  const text = (word: string) => Array.from({ length: 4000 }, (_, i) => `${word}${i}`).join(' ');
  const [old, now] = [text('a'), text('b')];
  expect(textDiff(old, now)).toEqual([
    { kind: 'gone', text: old },
    { kind: 'same', text: ' ' },
    { kind: 'new', text: now },
  ]);
});

test('both texts can be read from it, whatever they say', () => {
  const tidy = (text: string) => text.replace(/\s+/g, '');
  for (const text of hostile) {
    const found = textDiff('We are looking into it.', text);
    const side = (other: string) =>
      tidy(found.flatMap(({ kind, text }) => (kind === other ? [] : [text])).join(''));
    expect(side('gone')).toBe(tidy(text));
    expect(side('new')).toBe(tidy('We are looking into it.'));
  }
});

test('a long text that was written anew is no work without end', () => {
  const long = (word: string) => Array.from({ length: 4000 }, (_, i) => `${word}${i}`).join(' ');
  expect(textDiff(long('a'), long('b')).map(({ kind }) => kind)).toEqual(['gone', 'same', 'new']);
});
