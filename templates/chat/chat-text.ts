import type { MarkdownIt } from 'markdown-it';
import type { LinkBase } from '../../api/domain/text/link-base.ts';
import { cutTokens } from '../markdown/cut-tokens.ts';
import { hrefOf, parseMarkdown } from '../markdown/markdown.ts';
import { markdownLines } from '../markdown/plain-text.ts';

type Token = ReturnType<MarkdownIt['parse']>[number];

/** How a chat service writes text. */
export type ChatSyntax = {
  /** Typed text, so that it can neither format nor mention. */
  literal: (text: string) => string;
  /** A line of escaped text, so that its beginning makes no list, quotation or heading. */
  line: (text: string) => string;
  bold: (text: string) => string;
  italic: (text: string) => string;
  strike: (text: string) => string;
  /** `text` is as typed. */
  code: (text: string) => string;
  codeBlock: (text: string) => string[];
  /** `label` is escaped. */
  link: (href: string, label: string) => string;
  /**
   * A moment in the reader's own zone, where the service can show it; `written` otherwise, which has
   * its day unless it is that of `from`.
   */
  time: (at: number, written: string, from?: number) => string;
  bullet: string;
  /** Lines as one text. */
  join: (lines: readonly string[]) => string;
};

/**
 * Markdown in the syntax of a chat service, shortened where `fits` says so. `most` is a number of
 * characters that never fits.
 */
export function markdownToChat(
  source: string,
  base: LinkBase,
  syntax: ChatSyntax,
  limit: { fits: (text: string) => boolean; most: number },
): { text: string; isCut: boolean } {
  const beginning = source.length > 3 * limit.most ? beginningOf(source, 3 * limit.most) : source;
  const tokens = parseMarkdown(beginning);
  const written = (some: Token[]) => writeTokens(some, base, syntax);
  const whole = written(tokens);
  if (limit.fits(whole)) return { text: whole, isCut: beginning !== source };
  const few = cutTokens(tokens, limit.most);
  let [low, high] = [0, limit.most];
  let text = '';
  // Some room may stay empty: texts end with a sentence anyway.
  while (high - low > limit.most / 50) {
    const middle = Math.ceil((low + high) / 2);
    const shorter = written(cutTokens(few, middle));
    if (limit.fits(shorter)) [low, text] = [middle, shorter];
    else high = middle - 1;
  }
  return { text, isCut: true };
}

/** So much that more would not fit, up to the end of a word. */
const beginningOf = (source: string, most: number): string => {
  const beginning = source.slice(0, most);
  return beginning.slice(0, Math.max(beginning.search(/\s\S*$/), most / 2)).toWellFormed();
};

const writeTokens = (tokens: Token[], base: LinkBase, syntax: ChatSyntax): string =>
  syntax.join(
    markdownLines(tokens, {
      inline: (children) => inline(children, base, syntax),
      code: syntax.codeBlock,
      heading: (lines) => lines.map((line) => (line ? syntax.bold(line) : line)),
      bullet: syntax.bullet,
    }),
  );

/** What stands between an opening and its closing token is written first, then what encloses it. */
function inline(tokens: readonly Token[], base: LinkBase, syntax: ChatSyntax): string {
  const outer: { text: string; href: string }[] = [];
  let text = '';
  for (const token of tokens) {
    if (token.nesting === 1) {
      const href = token.type === 'link_open' ? `${token.attrGet('href') ?? ''}` : '';
      outer.push({ text, href });
      text = '';
    } else if (token.nesting === -1) {
      const before = outer.pop();
      text = (before?.text ?? '') + enclosed(token.type, text, before?.href ?? '');
    } else if (token.type === 'softbreak' || token.type === 'hardbreak') text += '\n';
    else if (token.type === 'code_inline') text += syntax.code(token.content);
    else text += syntax.literal(token.content);
  }
  return text.split('\n').map(syntax.line).join('\n');

  function enclosed(type: string, inner: string, href: string): string {
    if (!inner.trim()) return inner;
    switch (type) {
      case 'link_close':
        return syntax.link(hrefOf(href, base), inner);
      case 'strong_close':
        return perLine(inner, syntax.bold);
      case 'em_close':
        return perLine(inner, syntax.italic);
      case 's_close':
        return perLine(inner, syntax.strike);
      default:
        return inner;
    }
  }
}

/** Marks that begin on one line and end on another are not read as such. */
const perLine = (text: string, mark: (line: string) => string): string =>
  text
    .split('\n')
    .map((line) => (line.trim() ? mark(line) : line))
    .join('\n');
