import { type DiffPart, textDiff } from './text-diff.ts';

/** Lines around a change that are shown with it. */
const AROUND = 2;

/** What became of a long text: stretches that stayed are cut to the lines beside a change. */
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
