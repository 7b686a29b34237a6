import { readdirSync, readFileSync } from 'node:fs';
import { convertIndexedToRgb, decode } from 'fast-png';
import { expect, test } from 'vitest';
import {
  defaultAccent,
  faviconColors,
  statusColors,
} from '../../../api/domain/branding/palette.ts';
import { colours, measures, themes } from '../../../api/domain/branding/properties.ts';
import { componentStatuses } from '../../../api/domain/component/status.ts';
import { badgePalette } from '../../../api/render/badge/palette.ts';
import { faviconOf } from '../../../site/components/public/favicon.ts';
import { frame } from '../../../templates/email/frame.ts';

const root = new URL('../../../', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const long = (color: string): string => color.replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');

test('the style sheet of the site has the colors of the palette, in each theme', () => {
  const [light = '', dark = ''] = textOf('site/styles/tokens.css').split('@media');
  const valueIn = (css: string, name: string): string =>
    long(new RegExp(`\\s${name}: ([^;]+);`).exec(css)?.[1] ?? '');
  for (const [theme, css] of [
    ['light', light],
    ['dark', dark],
  ] as const) {
    for (const [name, color] of Object.entries(colours))
      expect(valueIn(css, name), `${name}, ${theme}`).toBe(color[theme]);
    for (const [status, { ink, tint }] of Object.entries(statusColors)) {
      expect(valueIn(css, `--${status}`), `${status}, ${theme}`).toBe(ink[theme]);
      expect(valueIn(css, `--${status}-tint`), `${status}, ${theme}`).toBe(tint[theme]);
    }
    expect(valueIn(css, '--accent')).toBe(defaultAccent.fill[theme]);
    expect(valueIn(css, '--on-accent')).toBe(defaultAccent.onFill[theme]);
  }
  for (const [name, measure] of Object.entries(measures))
    expect(valueIn(light, name)).toBe(`${measure.standard}px`);
});

test('the preview of a logo shows it on the background of a page in each theme', () => {
  const css = textOf('site/styles/console/settings/forms.css');
  for (const theme of themes) {
    const [, ground = ''] =
      new RegExp(`\\.ground\\.${theme} \\{\\s*background: ([^;]+);`).exec(css) ?? [];
    expect(long(ground)).toBe(colours['--bg'][theme]);
  }
});

test('the embed has the colors of the palette', () => {
  const script = textOf('site/embed/status.js');
  const pairOf = (name: string): string[] =>
    (new RegExp(`\\s${name}: \\['([^']+)', '([^']+)'\\]`).exec(script) ?? []).slice(1).map(long);
  for (const [name, { light, dark }] of [
    ['paper', colours['--sheet']],
    ['ink', colours['--ink']],
    ['dim', colours['--dim']],
    ['line', colours['--line']],
    ...Object.entries(statusColors).map(([status, { ink }]) => [status, ink] as const),
  ] as const)
    expect(pairOf(name), name).toEqual([light, dark]);
});

test('each link preview has the color of its status on that status’s background', () => {
  const partsOf = (color: string): number[] =>
    [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  for (const status of componentStatuses) {
    const path = new URL(`site/link-preview/${status}.png`, root);
    const png = decode(readFileSync(path));
    const [data, width] = [convertIndexedToRgb(png), png.width];
    const distance = (x: number, y: number, color: string): number => {
      const at = (y * width + x) * 3;
      return Math.max(...partsOf(color).map((part, i) => Math.abs(part - (data[at + i] ?? 0))));
    };
    const { ink, tint } = statusColors[status];
    expect(distance(5, 5, tint.light), `ground of ${status}`).toBe(0);
    expect(distance(1102, 514, ink.light), `last bar of ${status}`).toBe(0);
  }
});

test('badges, the favicon and emails take their colors from the palette', async () => {
  expect(Object.values(badgePalette.standard)).toEqual([
    ...Object.values(statusColors).map(({ ink }) => ink.light),
    colours['--dim'].light,
  ]);
  for (const status of componentStatuses)
    expect(decodeURIComponent(faviconOf(status))).toContain(`fill="${faviconColors[status]}"`);
  const mail = await frame({
    page: { name: 'Acme', url: 'https://acme.example' },
    title: 'Test',
    content: '' as never,
    footer: '' as never,
  });
  const palette = [...Object.values(colours), defaultAccent.fill, defaultAccent.onFill];
  const known = new Set(palette.flatMap(({ light, dark }) => [light, dark] as string[]));
  const written = mail.match(/#[0-9a-f]{3,6}\b/gi) ?? [];
  expect(written.length).toBeGreaterThan(10);
  expect(written.filter((color) => !known.has(color))).toEqual([]);
});

test('no other file repeats a status color', () => {
  const repeating = ['api', 'db', 'site', 'templates']
    .flatMap((folder) =>
      readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' }).map(
        (path) => `${folder}/${path}`,
      ),
    )
    .filter((path) => /\.(?:astro|css|js|ts)$/.test(path) && holdsColor(textOf(path)));
  expect(repeating.toSorted()).toEqual([
    'api/domain/branding/palette.ts',
    'site/embed/status.js',
    'site/styles/tokens.css',
  ]);
});

const colorsOfStatuses = [
  ...Object.values(statusColors).flatMap(({ ink, tint }) =>
    [ink, tint].flatMap(({ light, dark }) => [light, dark]),
  ),
  ...Object.values(faviconColors),
];
const holdsColor = (text: string): boolean => {
  const lower = text.toLowerCase();
  return colorsOfStatuses.some((color) => lower.includes(color));
};
