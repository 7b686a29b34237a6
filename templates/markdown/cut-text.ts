const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' });
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** Characters after the cut that decide whether a sentence ends at it. */
const LOOK_AHEAD = 100;

/** Where the last sentence within the first `most` characters ends; 0 when none does. */
export const sentenceEnd = (text: string, most: number): number => lastEnd(text, most, sentences);

/** Where the last word within the first `most` characters ends, or else the last whole character. */
export function wordEnd(text: string, most: number): number {
  if (text.length <= most) return text.length;
  const end = lastEnd(text, most, graphemes);
  const space = text.slice(0, end).search(/\s\S*$/);
  return space > end / 2 ? space : end;
}

/** At most `most` characters; what is left out is an ellipsis. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, wordEnd(text, most - 1)).trimEnd()}…`;
}

function lastEnd(text: string, most: number, segmenter: Intl.Segmenter): number {
  const near = text.slice(0, most + LOOK_AHEAD);
  let end = 0;
  for (const { index, segment } of segmenter.segment(near)) {
    const next = index + segment.length;
    // The last segment may go on after what was looked at.
    if (next > most || (next === near.length && near.length < text.length)) break;
    end = next;
  }
  return end;
}
