/** A typed color as `#rrggbb`: with or without #, three or six digits. Null when it is none. */
export function colorIn(typed: string): string | null {
  const digits = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(typed.trim())?.[1]?.toLowerCase();
  if (digits === undefined) return null;
  return `#${digits.length === 3 ? digits.replaceAll(/./g, '$&$&') : digits}`;
}

/**
 * The page's accent color in one theme: `fill` is as close to it as the background allows, `onFill`
 * is readable on it (4.5:1), and `outline`, for the focus, stands out (3:1).
 */
type Accent = { fill: string; onFill: string; outline: string };

export function accentFor(theme: 'light' | 'dark', colour: string, ground: string): Accent {
  const away = theme === 'light' ? '#000000' : '#ffffff';
  const fill = contrasting(colour.toLowerCase(), ground, away, 1.3);
  const onFill = contrast(fill, '#ffffff') >= contrast(fill, '#000000') ? '#ffffff' : '#000000';
  return { fill, onFill, outline: contrasting(fill, ground, away, 3) };
}

/** Moves the color away from the background, by as little as the contrast needs. */
function contrasting(colour: string, ground: string, away: string, least: number): string {
  let moved = colour;
  for (let share = 0.1; share <= 1 && contrast(moved, ground) < least; share += 0.1)
    moved = mix(colour, away, share);
  return moved;
}

/** WCAG 2 contrast of two `#rrggbb`. */
export function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** `share` of the second color in the first. */
export function mix(from: string, to: string, share: number): string {
  const target = channels(to);
  const mixed = channels(from).map((value, i) =>
    Math.round(value + ((target[i] ?? value) - value) * Math.min(share, 1)),
  );
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

const channels = (colour: string): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
