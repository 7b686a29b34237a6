import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';

export const SVG = 'http://www.w3.org/2000/svg';

/** A valid PNG of one color in any size. */
export const png = (
  width: number,
  height: number,
  colour = [59, 71, 201],
): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    encode({
      width,
      height,
      channels: 3,
      data: Uint8Array.from({ length: width * height * 3 }, (_, i) => colour[i % 3] ?? 0),
    }),
  );

export const svg = (
  content: string,
  attributes = 'viewBox="0 0 120 40"',
): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(`<svg xmlns="${SVG}" ${attributes}>${content}</svg>`);

const fromBase64 = (text: string) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

export const gif = fromBase64('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7');
/** Lossy and lossless WebP. */
export const webp = fromBase64('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA');
export const losslessWebp = fromBase64('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==');

/** Written by Chromium, 90 × 30 pixels. */
const fixture = (name: string) =>
  new Uint8Array(readFileSync(join(import.meta.dirname, '../../fixtures/pictures', name)));
export const jpeg = fixture('wide.jpg');
export const wideWebp = fixture('wide.webp');
