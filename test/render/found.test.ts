import { expect, test } from 'vitest';
import { excerptOf } from '../../api/render/found.ts';
import type { SnapshotIncident } from '../../api/snapshot/snapshot.ts';

const update = (body: string, ja?: string) => ({ body, ...(ja ? { translations: { ja } } : {}) });
const incident = {
  updates: [update('All **cards** work again.'), update('Cards are declined.', 'カードが拒否。')],
} as SnapshotIncident; // as much as an excerpt is made of
const excerptIn = (terms: string[], wanted: 'en' | 'ja') => {
  const { pieces, locale } = excerptOf(incident, 'Etc/UTC', terms, wanted, 'en');
  return `${locale} ${pieces.map(({ text, found }) => (found ? `[${text}]` : text)).join('')}`;
};

test('an excerpt is from the update with the most words, the newest of equals', () => {
  expect(excerptIn(['cards'], 'en')).toBe('en All [cards] work again.');
  expect(excerptIn(['cards', 'declined'], 'en')).toBe('en [Cards] are [declined].');
  expect(excerptIn(['nothing'], 'en')).toBe('en All cards work again.');
});

test('it is in the reader’s language if the words are there, else in the one they are in', () => {
  expect(excerptIn(['カード'], 'ja')).toBe('ja [カード]が拒否。');
  expect(excerptIn(['declined'], 'ja')).toBe('en Cards are [declined].');
  expect(excerptIn(['カード'], 'en')).toBe('ja [カード]が拒否。');
});
