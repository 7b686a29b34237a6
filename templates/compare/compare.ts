import { type DiffPart, textDiff } from './text-diff.ts';

/** Unchanged lines shown around a change. */
const AROUND = 2;

/** The difference of two long texts, with unchanged parts cut to the lines around changes. */
export function briefDiff(from: string, to: string): DiffPart[] {
  const parts = textDiff(from, to);
  return parts.map((part, i) => {
    if (part.kind !== 'same') return part;
    const lines = part.text.split('\n');
    const head = i === 0 ? [] : lines.slice(0, AROUND + 1);
    const tail = i === parts.length - 1 ? [] : lines.slice(-AROUND - 1);
    if (lines.length <= head.length + tail.length + 1) return part;
    return { kind: 'same', text: [...head, '…', ...tail].join('\n') };
  });
}
