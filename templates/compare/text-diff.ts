import { diffWordsWithSpace } from 'diff';

export type DiffPart = { kind: 'same' | 'new' | 'gone'; text: string };

/** More than anybody reads word by word, and no more work than a page may take. */
const MOST_EDITS = 400;
/** Then the texts stand one after the other, ms. */
const LONGEST = 100;
/** Texts of which less than this stayed are read one after the other. */
const LEAST_SHARED = 0.3;

/** What became of a text, in stretches of words that a person can read. */
export function textDiff(from: string, to: string): DiffPart[] {
  const [old, now] = [from, to].map((text) => text.replaceAll('\r\n', '\n').trim()) as [
    string,
    string,
  ];
  const whole = parts(old, now);
  const changes = diffWordsWithSpace(old, now, {
    maxEditLength: MOST_EDITS,
    timeout: LONGEST,
  });
  if (!changes) return whole;
  let kept = 0;
  let gone = '';
  let added = '';
  const found: DiffPart[] = [];
  const flush = () => {
    found.push(...parts(gone, added));
    [gone, added] = ['', ''];
  };
  for (const { added: isNew, removed, value } of changes) {
    if (isNew) added += value;
    else if (removed) gone += value;
    else if ((gone || added) && value.trim() === '' && !value.includes('\n')) {
      gone += value;
      added += value;
    } else {
      flush();
      kept += value.trim().length;
      found.push({ kind: 'same', text: value });
    }
  }
  flush();
  return kept < LEAST_SHARED * Math.max(old.length, now.length) ? whole : found;
}

const parts = (gone: string, added: string): DiffPart[] => [
  ...(gone ? [{ kind: 'gone' as const, text: gone }] : []),
  ...(gone.trim() && added.trim() ? [{ kind: 'same' as const, text: ' ' }] : []),
  ...(added ? [{ kind: 'new' as const, text: added }] : []),
];
