import { accentFor, mix } from '../../domain/branding/accent.ts';
import { isSquare, type LogoFile } from '../../domain/branding/logo.ts';
import { defaultAccent } from '../../domain/branding/palette.ts';
import { colours } from '../../domain/branding/properties.ts';
import type { SnapshotPage } from '../../snapshot/snapshot.ts';
import { element } from '../xml.ts';
import { ICON_SIZE, iconLetters } from './letters.ts';
import { pngOf } from './png.ts';

type Named = Pick<SnapshotPage, 'name' | 'accent'>;

const initialOf = ({ name }: Named): string => [...name.trim()][0]?.toUpperCase() ?? '';

function colorsOf({ accent }: Named): { fill: string; onFill: string } {
  if (accent === null)
    return { fill: defaultAccent.fill.light, onFill: defaultAccent.onFill.light };
  return accentFor('light', accent, colours['--bg'].light);
}

/** The icon of a page: the initial of its name on its color. */
export function iconSvg(page: Named): string {
  const { fill, onFill } = colorsOf(page);
  const background = element('rect', { width: '32', height: '32', rx: '7', fill });
  const font = { 'font-family': 'system-ui,sans-serif', 'font-size': '19', 'font-weight': '700' };
  const place = { x: '16', y: '16', dy: '.35em', 'text-anchor': 'middle' };
  const letter = element('text', { ...place, ...font, fill: onFill }, initialOf(page));
  const root = { xmlns: 'http://www.w3.org/2000/svg', viewBox: '0 0 32 32' };
  return element('svg', root, background, letter).xml;
}

/** The same for phones, which round its corners. A letter that is not drawn leaves the color alone. */
export function touchIcon(page: Named): Uint8Array<ArrayBuffer> {
  const { fill, onFill } = colorsOf(page);
  const letter = initialOf(page).normalize('NFD').slice(0, 1);
  const data = Object.hasOwn(iconLetters, letter) ? iconLetters[letter] : undefined;
  const pixels = Uint8Array.from(atob(data ?? iconLetters.O ?? ''), (sign) => sign.charCodeAt(0));
  const shades = [0, 1 / 3, 2 / 3, 1].map((share) => mix(fill, data ? onFill : fill, share));
  return pngOf(ICON_SIZE, pixels, shades);
}

/** The uploaded icon, or a logo that is about as high as it is wide. */
export const iconLogo = ({ logo }: Pick<SnapshotPage, 'logo'>): LogoFile | null => {
  if (logo?.icon) return logo.icon;
  return logo?.light && isSquare(logo.light) ? logo.light : null;
};
