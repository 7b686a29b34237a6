import { diffWordsWithSpace } from 'diff';

export type DiffPart = { kind: 'same' | 'new' | 'gone'; text: string };

/** More than anybody reads word by word, and no more work than a page may take. */
const MOST_EDITS = 2000;

/** Word by word; texts that have next to nothing in common stand one after the other. */
export function textDiff(from: string, to: string): DiffPart[] {
  const parts = diffWordsWithSpace(from, to, { maxEditLength: MOST_EDITS });
  if (!parts)
    return [
      { kind: 'gone', text: from },
      { kind: 'new', text: to },
    ];
  return parts.map(({ added, removed, value }) => ({
    kind: added ? 'new' : removed ? 'gone' : 'same',
    text: value,
  }));
}
