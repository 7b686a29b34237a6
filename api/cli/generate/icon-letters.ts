import { writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { chromium } from 'playwright-core';

/**
 * Draws the letters of the touch icon: `node api/cli/generate/icon-letters.ts`, with Chromium at
 * CHROMIUM_PATH. Each is the pixel data of a PNG with four colors; the server adds the palette.
 */
const SIZE = 180;
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const tab = await browser.newPage();
const drawn: Record<string, string> = {};
for (const letter of LETTERS) {
  const gray = await tab.evaluate(
    ([text, size]) => {
      const canvas = new OffscreenCanvas(size, size);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      context.fillStyle = '#fff';
      context.textAlign = 'center';
      context.font = `700 ${size * 0.58}px Helvetica, Arial, 'Liberation Sans', sans-serif`;
      const { actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } =
        context.measureText(text);
      context.fillText(text, size / 2, (size + up - down) / 2);
      return [...context.getImageData(0, 0, size, size).data].filter((_, i) => i % 4 === 3);
    },
    [letter, SIZE] as const,
  );
  drawn[letter] = deflateSync(packed(gray), { level: 9 }).toString('base64');
}
await browser.close();

/** Two bits a pixel, four pixels a byte; each line begins with its filter, which is none. */
function packed(gray: number[]): Uint8Array {
  const line = 1 + SIZE / 4;
  const bytes = new Uint8Array(line * SIZE);
  for (const [i, value] of gray.entries()) {
    const [x, y] = [i % SIZE, Math.floor(i / SIZE)];
    const at = y * line + 1 + (x >> 2);
    bytes[at] = (bytes[at] ?? 0) | (Math.round((value / 255) * 3) << (6 - 2 * (x & 3)));
  }
  return bytes;
}

const lines = Object.entries(drawn).map(([letter, data]) => `  '${letter}': '${data}',`);
writeFileSync(
  new URL('../../render/icon/letters.ts', import.meta.url),
  `/** Made by api/cli/generate/icon-letters.ts: the pixels of each letter, compressed, in Base64. */
${'export'} const ICON_SIZE = ${SIZE};
${'export'} const iconLetters: Record<string, string> = {
${lines.join('\n')}
};
`,
);
