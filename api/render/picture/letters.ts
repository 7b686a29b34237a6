import glyphs from './glyphs.json' with { type: 'json' };
import { type Outline, outlineOf, placed } from './outline.ts';

/**
 * Noto Sans SemiBold (SIL Open Font License 1.1), the Latin characters of @fontsource/noto-sans
 * 5.3.0: the advance and the outline of each, in thousandths of its size, measured upwards.
 */
const font = new Map(
  Object.entries(glyphs).map(([letter, [advance, path]]) => [
    letter,
    { advance: Number(advance), path: String(path) },
  ]),
);

/** The text in letters that there are, without an accent where it must be; null where none will do. */
export function drawable(text: string): string | null {
  const bare = (letter: string) => letter.normalize('NFD').replace(/\p{M}/gu, '');
  const letters = [...text.normalize('NFC')].map((letter) =>
    font.has(letter) ? letter : /\s/.test(letter) ? ' ' : bare(letter),
  );
  return letters.every((letter) => font.has(letter)) ? letters.join('') : null;
}

const advanceOf = (letter: string): number => font.get(letter)?.advance ?? 0;

export const widthOf = (text: string, size: number): number =>
  ([...text].reduce((sum, letter) => sum + advanceOf(letter), 0) * size) / 1000;

/** `x` and `y` are where the base line begins. */
export function lettersOf(text: string, at: { x: number; y: number; size: number }): Outline {
  let x = at.x;
  return [...text].flatMap((letter) => {
    const outline = outlineOf(font.get(letter)?.path ?? '');
    const drawn = placed(outline, { x, y: at.y, scale: at.size / 1000, flip: true });
    x += (advanceOf(letter) * at.size) / 1000;
    return drawn;
  });
}

/** Lines no wider than `width`, at most `most`; what is left out ends in “…”. */
export function wrapped(text: string, size: number, width: number, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').filter(Boolean)) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && widthOf(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const kept = lines.slice(0, most);
  return kept.map((line, i) => {
    const isCut = i === most - 1 && lines.length > most;
    return shortened(isCut ? `${line}…` : line, size, width);
  });
}

function shortened(line: string, size: number, width: number): string {
  let text = line;
  while (widthOf(text, size) > width && text.length > 1)
    text = `${text.replace(/…$/, '').slice(0, -1)}…`;
  return text;
}
