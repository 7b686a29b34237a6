import { writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { statusColors } from '../../domain/branding/palette.ts';
import { type ComponentStatus, componentStatuses } from '../../domain/component/status.ts';

/**
 * Draws the five pictures of site/link-preview: `node api/cli/generate/link-preview-images.ts`, with
 * Chromium at CHROMIUM_PATH. They have no text, so that they suit every language.
 */
const WIDTH = 1200;
const HEIGHT = 630;
/** Enough for flat colors with smooth edges: the Worker carries these files. */
const COLORS = 16;

/** The shapes of StatusIcon.astro, in a square of 16; `sheet` is the color of the mark in them. */
const shapes: Record<ComponentStatus, string> = {
  operational:
    '<circle cx="8" cy="8" r="7"/><path d="M4.8 8.2l2.2 2.2 4.2-4.6" class="mark" stroke-linejoin="round"/>',
  under_maintenance:
    '<rect x="1" y="1" width="14" height="14" rx="3"/><path d="M5 8h6M8 5v6" class="mark" transform="rotate(45 8 8)"/>',
  degraded_performance:
    '<path d="M8 1.2L15.2 14H.8z" stroke="currentColor" stroke-width=".6" stroke-linejoin="round"/><path d="M8 6v3.6M8 11.6v.2" class="mark"/>',
  partial_outage:
    '<circle cx="8" cy="8" r="6.1" fill="none" stroke="currentColor" stroke-width="1.8"/><path d="M8 1.9a6.1 6.1 0 010 12.2z"/>',
  major_outage:
    '<path d="M5.1.9h5.8l4.2 4.2v5.8l-4.2 4.2H5.1L.9 10.9V5.1z"/><path d="M5.6 5.6l4.8 4.8m0-4.8l-4.8 4.8" class="mark"/>',
};

const BARS = 45;
const BAR = { left: 84, step: 23, width: 13, top: 478, height: 72 };
/** The last bars have the current color. */
const NOW = 3;

function page(status: ComponentStatus): string {
  const { ink, tint } = statusColors[status];
  const bars = Array.from({ length: BARS }, (_, i) => {
    const isNow = i >= BARS - NOW;
    const color = (isNow ? ink : statusColors.operational.ink).light;
    return `<rect x="${BAR.left + i * BAR.step}" y="${BAR.top}" width="${BAR.width}" height="${BAR.height}" rx="4" fill="${color}" opacity="${isNow ? 1 : 0.35}"/>`;
  });
  return `<!doctype html><style>body{margin:0}.mark{stroke:#fff;stroke-width:1.8;fill:none;stroke-linecap:round}</style>
<svg width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">
  <rect width="${WIDTH}" height="${HEIGHT}" fill="${tint.light}"/>
  <rect x="40" y="40" width="${WIDTH - 80}" height="${HEIGHT - 80}" rx="28" fill="#fff"/>
  <g transform="translate(460 112) scale(17.5)" fill="currentColor" color="${ink.light}">${shapes[status]}</g>
  ${bars.join('')}
</svg>`;
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const tab = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
for (const status of componentStatuses) {
  await tab.setContent(page(status));
  const few = { palette: true, colours: COLORS, dither: 0, effort: 10, compressionLevel: 9 };
  writeFileSync(
    new URL(`../../../site/link-preview/${status}.png`, import.meta.url),
    await sharp(await tab.screenshot())
      .png(few)
      .toBuffer(),
  );
}
await browser.close();
