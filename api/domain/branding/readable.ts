import { contrast } from './accent.ts';
import { statusColors } from './palette.ts';
import { type Colour, colours, type Declared, type Theme } from './properties.ts';

/** WCAG 2 AA for text. */
const READABLE = 4.5;

/** What would be unreadable in this theme, as a sentence; null if nothing. */
export function unreadable(declared: Declared, theme: Theme): string | null {
  const of = (name: Colour) => declared[name] ?? colours[name][theme];
  const statuses = Object.values(statusColors); // a page cannot change these
  const grounds = ['--bg', '--sheet', '--soft'] as const;
  const pairs = [
    ...grounds.flatMap((ground) => [
      { name: '--ink', background: ground, ratio: contrast(of(ground), of('--ink')) },
      { name: '--dim', background: ground, ratio: contrast(of(ground), of('--dim')) },
      ...statuses.map(({ ink }) => ({
        name: 'a status color',
        background: ground,
        ratio: contrast(of(ground), ink[theme]),
      })),
    ]),
    ...statuses.map(({ tint }) => ({
      name: '--ink',
      background: 'its background',
      ratio: contrast(tint[theme], of('--ink')),
    })),
  ];
  const worst = pairs.reduce((a, b) => (b.ratio < a.ratio ? b : a));
  if (worst.ratio >= READABLE) return null;
  return `Contrast: ${worst.name} on ${worst.background} has a ratio of ${worst.ratio.toFixed(1)}:1; at least ${READABLE}:1 is needed. Make one lighter or darker.`;
}
