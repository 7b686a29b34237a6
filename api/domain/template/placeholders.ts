import { MAX_TEXT_LENGTH } from '../incident/incident.ts';

const code = /(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g;
const linkTarget = /^ {0,3}\[[^\]\n]+\]: *(?:<|[/#]|https?:|mailto:).*$/gm;
/** “todo” is a word in some languages, so only capitals count. */
const marks = new RegExp(
  [
    String.raw`(?<![!\]\\])\[(?![ xX]\])[^\][\n]{1,80}\](?![([])`,
    String.raw`\{\{[^}\n]{0,80}\}\}|\{%[^}\n]{0,80}%\}`,
    String.raw`(?<![\w{])\{[a-z][a-z_ ]{1,40}\}`,
    String.raw`<(?:insert|your|add|enter|fill)[^>\n]{1,60}>`,
    String.raw`\b(?:TODO|FIXME|TBD|TBC|XXX+)\b|\bXX:XX\b|\?\?:\?\?|(?<!\w)_{3,}(?!\w)`,
    String.raw`\b[Ll]orem [Ii]psum\b`,
  ].join('|'),
  'g',
);

/**
 * Parts to fill in: `[a placeholder]`, `{{ name }}`, `TODO`. Code, check boxes and Markdown links
 * do not count.
 */
export function placeholderSpans(text: string): { from: number; to: number }[] {
  if (text.length > MAX_TEXT_LENGTH) return []; // rejected for its length
  const blank = (found: string) => ' '.repeat(found.length);
  const prose = text.replace(code, blank).replace(linkTarget, blank);
  return [...prose.matchAll(marks)].map(({ index, 0: found }) => ({
    from: index,
    to: index + found.length,
  }));
}

export const placeholdersIn = (text: string): string[] =>
  placeholderSpans(text).map(({ from, to }) => text.slice(from, to));
