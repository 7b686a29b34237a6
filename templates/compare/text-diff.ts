import { diffWordsWithSpace } from 'diff';

export type DiffPart = { kind: 'same' | 'new' | 'gone'; text: string };

/** More edits than anybody reads word by word, and than a page should compute. */
const MAX_EDITS = 400;
/** After this time, ms, the texts are shown one after the other. */
const TIMEOUT = 100;
/** Texts that share less than this are shown one after the other. */
const LEAST_SHARED = 0.3;

/** The difference of two texts, in readable groups of words. */
export function textDiff(from: string, to: string): DiffPart[] {
  const [old, now] = [from, to].map((text) => text.replaceAll('\r\n', '\n').trim()) as [
    string,
    string,
  ];
  const whole = parts(old, now);
  const changes = diffWordsWithSpace(old, now, {
    maxEditLength: MAX_EDITS,
    timeout: TIMEOUT,
  });
  if (!changes) return whole;
  let unchanged = 0;
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
      unchanged += value.trim().length;
      found.push({ kind: 'same', text: value });
    }
  }
  flush();
  return unchanged < LEAST_SHARED * Math.max(old.length, now.length) ? whole : found;
}

const parts = (gone: string, added: string): DiffPart[] => [
  ...(gone ? [{ kind: 'gone' as const, text: gone }] : []),
  ...(gone.trim() && added.trim() ? [{ kind: 'same' as const, text: ' ' }] : []),
  ...(added ? [{ kind: 'new' as const, text: added }] : []),
];
