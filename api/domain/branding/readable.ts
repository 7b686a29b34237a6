import { contrast } from './accent.ts';
import { type Colour, colours, type Declared, type Theme } from './properties.ts';

/** Status colors that are drawn on the page's backgrounds. They do not change. */
const STATUS = {
  light: ['#1a7f37', '#0a64c4', '#8a6100', '#b34700', '#c41e2b'],
  dark: ['#46c365', '#6cb0ff', '#e0b13d', '#ff9a55', '#ff8087'],
} as const;
/** Backgrounds of the headline by status. They do not change either. */
const TINTS = {
  light: ['#e9f6ec', '#e8f1fc', '#fbf3dc', '#fdeee2', '#fdebec'],
  dark: ['#12271a', '#11233a', '#2a2410', '#2e1d10', '#331619'],
} as const;
/** WCAG 2 AA for text. */
const READABLE = 4.5;

/** What would be unreadable in this theme, as a sentence; null if nothing. */
export function unreadable(declared: Declared, theme: Theme): string | null {
  const of = (name: Colour) => declared[name] ?? colours[name][theme];
  const grounds = ['--bg', '--sheet', '--soft'] as const;
  const pairs = [
    ...grounds.flatMap((deps) => [
      { name: '--ink', on: deps, ratio: contrast(of(deps), of('--ink')) },
      { name: '--dim', on: deps, ratio: contrast(of(deps), of('--dim')) },
      ...STATUS[theme].map((c) => ({
        name: 'a status color',
        on: deps,
        ratio: contrast(of(deps), c),
      })),
    ]),
    ...TINTS[theme].map((tint) => ({
      name: '--ink',
      on: 'its background',
      ratio: contrast(tint, of('--ink')),
    })),
  ];
  const worst = pairs.reduce((a, b) => (b.ratio < a.ratio ? b : a));
  if (worst.ratio >= READABLE) return null;
  return `Contrast: ${worst.name} on ${worst.on} has a ratio of ${worst.ratio.toFixed(1)}:1; at least ${READABLE}:1 is needed. Make one lighter or darker.`;
}
