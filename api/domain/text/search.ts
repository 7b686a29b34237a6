/** What a reader asks the history for. */
export type Search = { terms: readonly Term[]; componentIds: readonly string[] | null };

/** A word or a “phrase in quotes” that must be there. */
export type Term = string;

/** Accents and vowel signs, which the index leaves out. */
const MARKS = /[\u0300-\u036f\u064b-\u0652]/g;
const MAX_LENGTH = 100;
const MAX = 8;
const MAX_UNINDEXED = 2;
/** One letter of these can be a word. */
const IS_SHORT_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** What was typed, as far as it is looked for: in one spelling of each letter, and within limits. */
export const normalizedQuery = (query: string): string =>
  query
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_LENGTH)
    .toWellFormed();

/** The terms in it that are looked for: any of a text’s letters in a row, so that a part of a compound is found too. */
export function termsOf(query: string): Term[] {
  const found = [...normalizedQuery(query).matchAll(/"([^"]+)"|[^\s"]+/g)].map(
    ([whole, phrase = whole]) => folded(phrase).text.replace(/^[\p{P}\s]+|[\p{P}\s]+$/gu, ''),
  );
  const terms = [...new Set(found.filter((term) => term !== ''))].slice(0, MAX);
  const indexed = terms.filter(isIndexed);
  const others = terms.filter(
    (term) => !isIndexed(term) && (term.length > 1 || IS_SHORT_SCRIPT.test(term)),
  );
  return [...indexed, ...others.slice(0, MAX_UNINDEXED)];
}

/** Something was typed, but only single letters, which are in nearly every text. */
export const isTooShort = (query: string): boolean =>
  termsOf(query).length === 0 && /[\p{L}\p{N}]/u.test(query);

/** What looking for them costs: the index answers soon, without it each text is read. */
export const costOfSearch = (terms: readonly Term[]): number =>
  1 + terms.filter((term) => !isIndexed(term)).length;

/** The index knows three letters in a row and more. Two are common in Chinese and Japanese. */
export const isIndexed = (term: Term): boolean => [...term.replace(/\p{M}/gu, '')].length >= 3;

export type MarkedText = { text: string; found: boolean };

/** The text, with each place of a term marked. */
export function marked(text: string, terms: readonly Term[]): MarkedText[] {
  const pieces: MarkedText[] = [];
  let done = 0;
  for (const [from, to] of places(text, terms)) {
    if (from > done) pieces.push({ text: text.slice(done, from), found: false });
    if (to > done) pieces.push({ text: text.slice(Math.max(from, done), to), found: true });
    done = Math.max(done, to);
  }
  if (done < text.length) pieces.push({ text: text.slice(done), found: false });
  return pieces;
}

export const countTerms = (text: string, terms: readonly Term[]): number => {
  const within = folded(text).text;
  return terms.filter((term) => within.includes(term)).length;
};

/** The same as `countTerms` for all of them, without noting where letters stand: for many texts. */
export const hasAllTerms = (text: string, terms: readonly Term[]): boolean => {
  const within = text.normalize('NFD').replace(MARKS, '').normalize('NFC').toLowerCase();
  return terms.every((term) => within.includes(term));
};

const AROUND = 90;

/** A piece of the text around the first place of a term, cut between words; else its beginning. */
export function excerpt(text: string, terms: readonly Term[]): MarkedText[] {
  const [from, to] = places(text, terms)[0] ?? [0, 0];
  const start = from <= AROUND ? 0 : wordAt(text, from - AROUND, from);
  const end = Math.min(text.length, to + 2 * AROUND - (from - start));
  const until = end === text.length ? end : Math.max(text.lastIndexOf(' ', end), to);
  const cut = until <= to && end < text.length ? end : until; // a script without spaces
  const middle = marked(text.slice(start, cut).trim(), terms);
  return [
    ...(start > 0 ? [{ text: '… ', found: false }] : []),
    ...middle,
    ...(cut < text.length ? [{ text: ' …', found: false }] : []),
  ];
}

const wordAt = (text: string, from: number, before: number): number => {
  const space = text.indexOf(' ', from);
  return space >= 0 && space < before ? space + 1 : from;
};

/** Where a term begins and ends, in their order. */
function places(text: string, terms: readonly Term[]): [number, number][] {
  const { text: within, at } = folded(text);
  const found: [number, number][] = [];
  for (const term of terms)
    for (let i = within.indexOf(term); i >= 0; i = within.indexOf(term, i + term.length))
      found.push([at[i] ?? 0, at[i + term.length] ?? text.length]);
  return found.sort(([a], [b]) => a - b);
}

/** Without case and accents, as the index sees it, and where in the text each letter stands. */
function folded(text: string): { text: string; at: number[] } {
  const at: number[] = [];
  let plain = '';
  let place = 0;
  for (const mail of text) {
    const bare = mail.normalize('NFD').replace(MARKS, '').normalize('NFC').toLowerCase();
    plain += bare;
    for (let i = 0; i < bare.length; i++) at.push(place);
    place += mail.length;
  }
  return { text: plain, at };
}
