import { expect, test } from 'vitest';
import { excerptOf } from '../../api/render/found.ts';
import type { SnapshotIncident } from '../../api/snapshot/snapshot.ts';

const update = (body: string, ja?: string) => ({ body, ...(ja ? { translations: { ja } } : {}) });
const incident = {
  updates: [update('All **cards** work again.'), update('Cards are declined.', 'カードが拒否。')],
} as SnapshotIncident; // as much as an excerpt is made of
const said = (terms: string[], wanted: 'en' | 'ja') => {
  const { pieces, locale } = excerptOf(incident, 'Etc/UTC', terms, wanted, 'en');
  return `${locale} ${pieces.map(({ text, found }) => (found ? `[${text}]` : text)).join('')}`;
};

test('an excerpt is of the update that has most of the words, the newest of equals', () => {
  expect(said(['cards'], 'en')).toBe('en All [cards] work again.');
  expect(said(['cards', 'declined'], 'en')).toBe('en [Cards] are [declined].');
  expect(said(['nothing'], 'en')).toBe('en All cards work again.');
});

test('it is in the reader’s language where the words are there, else in the one they are in', () => {
  expect(said(['カード'], 'ja')).toBe('ja [カード]が拒否。');
  expect(said(['declined'], 'ja')).toBe('en Cards are [declined].');
  expect(said(['カード'], 'en')).toBe('ja [カード]が拒否。');
});
