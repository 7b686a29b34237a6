import { accentFor } from './accent.ts';
import type { Branding } from './branding.ts';
import { defaultAccent } from './palette.ts';
import { colours, type Theme } from './properties.ts';

/** Every color of a small sample of the page in one theme, by custom property. */
export function sampleProperties(
  { accent, theme: own }: Branding,
  theme: Theme,
): Record<string, string> {
  const standard = Object.fromEntries(
    Object.entries(colours).map(([name, values]) => [name, values[theme]]),
  );
  const all = { ...standard, '--radius': own?.light['--radius'] ?? '12px', ...own?.[theme] };
  const ground = own?.[theme]['--bg'] ?? colours['--bg'][theme];
  const { fill, onFill } =
    accent === null
      ? { fill: defaultAccent.fill[theme], onFill: defaultAccent.onFill[theme] }
      : accentFor(theme, accent, ground);
  return { ...all, '--accent': fill, '--on-accent': onFill };
}
