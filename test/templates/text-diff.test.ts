import { expect, test } from 'vitest';
import { textDiff } from '../../templates/compare/text-diff.ts';
import { hostile } from '../support/hostile/hostile.ts';

const shown = (from: string, to: string) =>
  textDiff(from, to)
    .map(({ kind, text }) =>
      kind === 'same' ? text : kind === 'gone' ? `[-${text}-]` : `[+${text}+]`,
    )
    .join('');

test('changes are runs of words', () => {
  expect(shown('We are looking for the cause.', 'We are looking into every log.')).toBe(
    'We are looking [-for the cause-] [+into every log+].',
  );
  expect(shown('Cards fail.', 'Cards fail.\r\n\r\nWe are on it.')).toBe(
    'Cards fail.[+\n\nWe are on it.+]',
  );
  expect(shown('Same.', 'Same.')).toBe('Same.');
});

test('texts with almost nothing in common are shown one after the other', () => {
  expect(shown('Cards are declined in Europe.', 'It works again: we are sorry.')).toBe(
    '[-Cards are declined in Europe.-] [+It works again: we are sorry.+]',
  );
});

test('long texts with nothing in common are not compared word by word', () => {
  const text = (word: string) => Array.from({ length: 4000 }, (_, i) => `${word}${i}`).join(' ');
  const [old, now] = [text('a'), text('b')];
  expect(textDiff(old, now)).toEqual([
    { kind: 'gone', text: old },
    { kind: 'same', text: ' ' },
    { kind: 'new', text: now },
  ]);
});

test('both texts can be restored from it, whatever they contain', () => {
  const tidy = (text: string) => text.replace(/\s+/g, '');
  for (const text of hostile) {
    const found = textDiff('We are looking into it.', text);
    const side = (other: string) =>
      tidy(found.flatMap(({ kind, text }) => (kind === other ? [] : [text])).join(''));
    expect(side('gone')).toBe(tidy(text));
    expect(side('new')).toBe(tidy('We are looking into it.'));
  }
});

test('a rewritten long text takes bounded time', () => {
  const long = (word: string) => Array.from({ length: 4000 }, (_, i) => `${word}${i}`).join(' ');
  expect(textDiff(long('a'), long('b')).map(({ kind }) => kind)).toEqual(['gone', 'same', 'new']);
});
