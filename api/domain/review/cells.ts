import { MIN_WHYS, type ReviewValues, reviewSections, whyNumbers } from './fields.ts';

export type ReviewHead = {
  date: string;
  duration: string;
  severity: string | null;
  commander: string;
};

/** How much of the template is filled in: its head, sections, first whys and action items. */
export function filledCells(
  values: ReviewValues,
  head: ReviewHead,
  itemCount: number,
): { filled: number; total: number; empty: string[] } {
  const cells: [string, boolean][] = [
    ...Object.entries(head).map(([name, value]): [string, boolean] => [name, Boolean(value)]),
    ...['author', ...reviewSections, ...firstWhys].map((field): [string, boolean] => [
      field,
      Boolean(values[field]),
    ]),
    ['action_items', itemCount > 0],
  ];
  const empty = cells.filter(([, isFilled]) => !isFilled).map(([name]) => name);
  return { filled: cells.length - empty.length, total: cells.length, empty };
}

const firstWhys = whyNumbers.slice(0, MIN_WHYS).flatMap((n) => [`why.${n}`, `because.${n}`]);
