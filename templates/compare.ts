import { diffWordsWithSpace } from 'diff';

export type Part = { kind: 'same' | 'added' | 'removed'; text: string };

/** Texts that differ in more words than this are two texts. */
const MOST_EDITS = 2000;
/** Lines around a change that are shown with it. */
const AROUND = 2;

/** What was taken out and put in, word by word, in the order of the text. */
export function compareWords(before: string, after: string): Part[] {
  const changes = diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS });
  if (!changes)
    return [
      { kind: 'removed', text: before },
      { kind: 'added', text: after },
    ];
  return changes.map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }));
}

/** The same with long stretches that stayed cut to the lines beside a change. */
export function compareBriefly(before: string, after: string): Part[] {
  const parts = compareWords(before, after);
  return parts.map((part, i) => {
    if (part.kind !== 'same') return part;
    const lines = part.text.split('\n');
    const head = i === 0 ? [] : lines.slice(0, AROUND + 1);
    const tail = i === parts.length - 1 ? [] : lines.slice(-AROUND - 1);
    if (lines.length <= head.length + tail.length + 1) return part;
    return { kind: 'same', text: [...head, '…', ...tail].join('\n') };
  });
}
