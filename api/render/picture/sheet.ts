import type { Outline, Point } from './outline.ts';

/** Steps from the ground to a colour. */
const LEVELS = 64;

export type Rgb = [red: number, green: number, blue: number];

/** A sheet of few inks: each pixel is the ground, or so much of one ink over it. */
export class Sheet {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  readonly #cover: Float32Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(width * height);
    this.#cover = new Float32Array(width * height);
  }

  /** Fills the outline; `ink` counts from 0. With `out`, what the ink covered is taken away again. */
  fill(outline: Outline, ink: number, out = false): void {
    const rows = outline.flat().map(({ y }) => Math.floor(y));
    const start = Math.max(0, Math.min(...rows)) * this.width;
    const end = Math.min(this.height, Math.max(...rows) + 1) * this.width;
    this.#cover.fill(0, start, Math.max(start, end));
    for (const shape of outline)
      for (const [i, to] of shape.entries()) this.#edge(shape.at(i - 1) ?? to, to);
    const first = 1 + ink * (LEVELS - 1);
    let sum = 0;
    for (let at = start; at < end; at++) {
      sum = (at % this.width === 0 ? 0 : sum) + (this.#cover[at] ?? 0);
      const level = Math.round(Math.min(1, Math.abs(sum)) * (LEVELS - 1));
      if (level === 0) continue;
      const kept = LEVELS - 1 - level;
      if (!out) this.pixels[at] = first + level - 1;
      else this.pixels[at] = kept === 0 ? 0 : first + kept - 1;
    }
  }

  /** The colours that the pixels are numbers of. */
  palette(ground: Rgb, inks: Rgb[]): Rgb[] {
    const mixed = (ink: Rgb, share: number) =>
      ink.map((value, i) => Math.round((ground[i] ?? 0) * (1 - share) + value * share)) as Rgb;
    const shares = Array.from({ length: LEVELS - 1 }, (_, i) => (i + 1) / (LEVELS - 1));
    return [ground, ...inks.flatMap((ink) => shares.map((share) => mixed(ink, share)))];
  }

  /** Adds to each pixel by how much the area right of this edge changes there: its sum is the area. */
  #edge(from: Point, to: Point): void {
    if (from.y === to.y) return;
    const [top, low, turn] = from.y < to.y ? [from, to, 1] : [to, from, -1];
    const slope = (low.x - top.x) / (low.y - top.y);
    const last = Math.min(this.height, Math.ceil(low.y));
    for (let row = Math.max(0, Math.floor(top.y)); row < last; row++) {
      const y0 = Math.max(row, top.y);
      const y1 = Math.min(row + 1, low.y);
      const a = top.x + (y0 - top.y) * slope;
      const b = top.x + (y1 - top.y) * slope;
      this.#row(row, Math.min(a, b), Math.max(a, b), turn * (y1 - y0));
    }
  }

  /** One row's share of an edge that runs from `left` to `right` within it. */
  #row(row: number, left: number, right: number, height: number): void {
    const covered = (x: number) => meanReach(x, left, right) * height;
    for (let x = Math.floor(left); x <= right + 1 && x < this.width; x++) {
      const at = row * this.width + Math.max(0, x);
      const change = covered(x + 1) - 2 * covered(x) + covered(x - 1);
      this.#cover[at] = (this.#cover[at] ?? 0) + change;
    }
  }
}

/** How far `x` lies right of an edge spread evenly from `left` to `right`; 0 where it lies left of it. */
function meanReach(x: number, left: number, right: number): number {
  if (x <= left) return 0;
  return x >= right ? x - (left + right) / 2 : (x - left) ** 2 / (2 * (right - left));
}
