import type { ImageError, ImageInfo, Size } from './image-type.ts';
import { type Drawn, unfolded } from './unfolded.ts';
import { readXml } from './xml.ts';

const SVG = 'http://www.w3.org/2000/svg';
const XHTML = 'http://www.w3.org/1999/xhtml';

const NO_PICTURE =
  'This file isn’t a PNG, JPEG, WebP, GIF or SVG. Export the image in one of these formats.';
const UNREADABLE = 'Browsers can’t display this SVG. Export it as plain SVG or PNG.';
const NO_SIZE = 'This SVG has no size. Export it with a width and height, or a viewBox.';
const NO_NAMESPACE = `Browsers can’t display this SVG: its first tag lacks xmlns="${SVG}". Add it, or export the file again.`;

const TOO_MUCH = 'This SVG is too complex. Simplify it or use a PNG.';
const MAX_ELEMENTS = 20_000;

/** Elements that run code, load something, or animate without end. */
const refused = [
  [/^(?:script|handler|listener)$/, 'a script'],
  [/^(?:foreignobject|iframe|object|embed|audio|video)$/, 'embedded content'],
  [/^(?:set|discard|animate|animate(?:color|motion|transform))$/, 'an animation'],
] as const;

/**
 * Browsers run no scripts in an image. These checks protect whoever opens the file by itself, in
 * any program.
 */
export function svgIn(bytes: Uint8Array): ImageInfo | ImageError {
  const text = decoded(bytes);
  if (text === null || !/^\s*<(?:\?xml\s|!--|!DOCTYPE svg\b|(?:[\w.-]+:)?svg[\s>])/i.test(text))
    return { error: NO_PICTURE };
  const { parts, isWellFormed } = readXml(text);
  let root: Attributes | undefined;
  const drawing: Drawn[] = [];
  for (const part of parts) {
    const what =
      part.kind === 'tag' ? ofTag(part) : part.kind === 'style' ? ofCss(part.text) : part.what;
    if (what)
      return {
        error: `This SVG contains ${what}. Export it as plain SVG without it, or use a PNG.`,
      };
    if (part.kind === 'tag') drawing.push(drawnBy(part));
    if (part.kind !== 'tag' || root) continue;
    root = part.attributes;
    const [local, prefix] = part.name.split(':').reverse();
    if (local !== 'svg') return { error: NO_PICTURE };
    if (root.get(prefix ? `xmlns:${prefix}` : 'xmlns') !== SVG) return { error: NO_NAMESPACE };
  }
  if (!isWellFormed) return { error: UNREADABLE };
  if (unfolded(drawing, MAX_ELEMENTS) > MAX_ELEMENTS) return { error: TOO_MUCH };
  const size = root && sizeOf(root);
  return size ? { type: 'image/svg+xml', ...size } : { error: root ? NO_SIZE : UNREADABLE };
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

type Attributes = Map<string, string>;
type Tag = { name: string; attributes: Attributes; depth: number };

function ofTag({ name, attributes }: Tag): string | null {
  const known = refused.find(([pattern]) => pattern.test(localOf(name)));
  if (known) return `${known[1]} (${name.slice(0, 40)})`;
  for (const [attribute, value] of attributes) {
    const found = ofAttribute(attribute, value);
    if (found) return found;
  }
  return null;
}

function ofAttribute(name: string, value: string): string | null {
  const local = localOf(name);
  if (/^xmlns(:|$)/i.test(name)) return value.trim() === XHTML ? 'a web page' : null;
  if (/^on/.test(local)) return `an event handler (${name.slice(0, 40)})`;
  const isTarget = local === 'href' || local === 'src' || local === 'base';
  if (isTarget && !isWithin(value)) return elsewhere(value);
  if (local === 'style') return ofCss(value);
  // Drawing attributes have no prefix. Notes of editors, such as Windows paths, refer to nothing.
  return !name.includes(':') && value.includes('(') ? ofCss(value) : null;
}

/** A gradient is computed per place and draws no further elements, however many use it. */
const COLOURS = /^(?:linear|radial)gradient$/;

/** A `use` draws its target, and so does whatever uses one as mask, clip path, pattern or marker. */
function drawnBy({ name, attributes, depth }: Tag): Drawn {
  const local = localOf(name);
  const again = [...attributes].flatMap(([key, value]) => {
    if (local === 'use' && localOf(key) === 'href') return fragmentOf(value);
    return [...value.matchAll(/url\(\s*["']?\s*(#[^)"']*)/gi)].map(([, to = '']) => fragmentOf(to));
  });
  return { depth, id: COLOURS.test(local) ? undefined : attributes.get('id'), again };
}

/** As a browser reads it, `#%61` means `a`. */
function fragmentOf(target: string): string {
  const named = target.trim().replace(/^#/, '');
  try {
    return decodeURIComponent(named);
  } catch {
    return named;
  }
}

const localOf = (name: string): string => name.slice(name.lastIndexOf(':') + 1).toLowerCase();
const elsewhere = (target: string): string =>
  `a reference to something outside it (${target.trim().slice(0, 60)})`;

const WITHIN =
  /^\s*(?:$|#|data:(?:image\/(?:png|jpe?g|gif|webp)|font\/|application\/(?:x-)?font))/i;
const isWithin = (target: string): boolean => WITHIN.test(target);

/** Includes comments and quoted text, since telling them apart takes a full parser. */
function ofCss(css: string): string | null {
  for (const [, target = ''] of css.matchAll(/url\(\s*["']?([^)]*)/gi))
    if (!isWithin(target)) return elsewhere(target);
  // Escapes could hide these names. Programs that export logos do not write them.
  const found = /(?:src|image-set)\s*\([^)]*|@import[^;]*|\\.*/i.exec(css);
  return found && elsewhere(found[0]);
}

const LENGTH = /^\+?((?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)(px|pt|pc|mm|cm|in|q)?$/i;
const INCH = 96;
const perUnit: Record<string, number> = {
  px: 1,
  pt: INCH / 72,
  pc: INCH / 6,
  in: INCH,
  cm: INCH / 2.54,
  mm: INCH / 25.4,
  q: INCH / 101.6,
};

/** Only the aspect ratio matters: for lengths in different units the view box counts. */
function sizeOf(root: Attributes): Size | null {
  const [width, height] = ['width', 'height'].map((name) => lengthOf(root.get(name) ?? ''));
  if (width && height) return { width, height };
  const [, , wide, high] = (root.get('viewBox') ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const known = [wide, high].every((n) => Number.isFinite(n) && (n ?? 0) > 0);
  return known && wide && high ? { width: wide, height: high } : null;
}

function lengthOf(text: string): number | null {
  const [, number, unit = 'px'] = LENGTH.exec(text.trim()) ?? [];
  const pixels = Number(number) * (perUnit[unit.toLowerCase()] ?? Number.NaN);
  return Number.isFinite(pixels) && pixels > 0 ? pixels : null;
}
