import type { MarkdownIt } from 'markdown-it';
import { sentenceEnd, wordEnd } from './cut-text.ts';

type Token = ReturnType<MarkdownIt['parse']>[number];

const textOf = ({ type, content }: Token): string =>
  type === 'softbreak' || type === 'hardbreak' ? '\n' : content;

const closing = ({ type, tag }: Token): Token =>
  ({
    type: type.replace('_open', '_close'),
    tag,
    nesting: -1,
    content: '',
    hidden: false,
  }) as Token;

/**
 * The beginning of a text, with at most `size` visible characters. It ends with a sentence, a list
 * item or a line of code; a first sentence that is too long ends with a word and an ellipsis.
 */
export function cutTokens(tokens: readonly Token[], size: number): Token[] {
  const kept: Token[] = [];
  let left = size;
  for (const token of tokens) {
    const text =
      token.type === 'inline' ? (token.children ?? []).map(textOf).join('') : token.content;
    if (text.length <= left) {
      kept.push(token);
      left -= text.length;
      continue;
    }
    const part = token.type === 'inline' ? inlineStart(token, text, left) : codeStart(token, left);
    if (part) kept.push(part);
    else if (!kept.some(({ content }) => content)) kept.push(firstWords(token, text, left));
    return closed(kept);
  }
  return kept;
}

/** Without what was opened and holds nothing, and with an end for all that is open. */
function closed(kept: Token[]): Token[] {
  while (kept.at(-1)?.nesting === 1) kept.pop();
  const open: Token[] = [];
  for (const token of kept) {
    if (token.nesting === 1) open.push(token);
    if (token.nesting === -1) open.pop();
  }
  return [...kept, ...open.reverse().map(closing)];
}

function inlineStart(token: Token, text: string, most: number): Token | null {
  const end = sentenceEnd(text, most);
  return end > 0 ? withChildren(token, childrenUpTo(token.children ?? [], end)) : null;
}

function codeStart(token: Token, most: number): Token | null {
  const end = token.content.lastIndexOf('\n', most);
  return end > 0 ? withContent(token, token.content.slice(0, end)) : null;
}

function firstWords(token: Token, text: string, most: number): Token {
  const end = wordEnd(text, most);
  if (token.type !== 'inline') return withContent(token, `${token.content.slice(0, end)}…`);
  const children = childrenUpTo(token.children ?? [], end);
  return withChildren(token, [
    ...children,
    withContent({ type: 'text', nesting: 0 } as Token, '…'),
  ]);
}

function childrenUpTo(children: readonly Token[], end: number): Token[] {
  const kept: Token[] = [];
  let at = 0;
  for (const child of children) {
    const text = textOf(child);
    if (at + text.length > end) {
      if (end > at) kept.push(withContent(child, text.slice(0, end - at)));
      break;
    }
    kept.push(child);
    at += text.length;
  }
  return closed(kept);
}

const copyOf = (token: Token, changes: Partial<Token>): Token =>
  Object.assign(Object.create(Object.getPrototypeOf(token)), token, changes);
const withContent = (token: Token, content: string): Token => copyOf(token, { content });
const withChildren = (token: Token, children: Token[]): Token => copyOf(token, { children });
