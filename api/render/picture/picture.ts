import { encode } from 'fast-png';
import { colours } from '../../domain/look/properties.ts';
import type { ComponentStatus } from '../../domain/status.ts';
import { drawable, lettersOf, widthOf, wrapped } from './letters.ts';
import { placed } from './outline.ts';
import { rectangle, shapes } from './shapes.ts';
import { type Rgb, Sheet } from './sheet.ts';

const WIDTH = 1200;
const HEIGHT = 630;
const MARGIN = 84;
const INNER = WIDTH - 2 * MARGIN;
const [INK, DIM, TONE] = [0, 1, 2];

const tones: Record<ComponentStatus, string> = {
  operational: '#1a7f37',
  under_maintenance: '#0a64c4',
  degraded_performance: '#8a6100',
  partial_outage: '#b34700',
  major_outage: '#c41e2b',
};

export type Said = {
  /** The first that there are letters for is drawn. */
  name: string[];
  headline: string[];
  below: string;
  foot: string;
  tone: ComponentStatus;
};

/** A PNG of 1200 × 630, as networks show beside a link. */
export function picture(said: Said): Uint8Array<ArrayBuffer> {
  const sheet = new Sheet(WIDTH, HEIGHT);
  const write = (text: string, x: number, y: number, size: number, ink: number) =>
    sheet.fill(lettersOf(text, { x, y, size }), ink);
  const one = (texts: string[]) => texts.map(drawable).find((text) => text !== null) ?? '';
  const line = (text: string, y: number) =>
    write(wrapped(drawable(text) ?? '', 34, INNER, 1)[0] ?? '', MARGIN, y, 34, DIM);

  const shape = shapes[said.tone];
  sheet.fill([rectangle(0, 0, 20, HEIGHT)], TONE);
  const scale = 6;
  sheet.fill(placed(shape.body, { x: MARGIN, y: 84, scale }), TONE);
  sheet.fill(placed(shape.mark, { x: MARGIN, y: 84, scale }), TONE, true);
  write(wrapped(one(said.name), 40, INNER - 130, 1)[0] ?? '', MARGIN + 130, 146, 40, DIM);

  const headline = one(said.headline);
  const size = widthOf(headline, 76) <= 1.9 * INNER ? 76 : 60;
  const lines = wrapped(headline, size, INNER, 3);
  for (const [i, text] of lines.entries()) write(text, MARGIN, 276 + i * size * 1.2, size, INK);
  line(said.below, 500);
  line(said.foot, 562);

  const rgb = (hex: string) =>
    [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as Rgb;
  const inks = [colours['--ink'].light, colours['--dim'].light, tones[said.tone]].map(rgb);
  const palette = sheet.palette(rgb(colours['--bg'].light), inks);
  const image = {
    width: WIDTH,
    height: HEIGHT,
    data: sheet.pixels,
    depth: 8,
    channels: 1,
    palette,
  };
  return new Uint8Array(encode(image as Parameters<typeof encode>[0])); // its types forget palettes
}
