import type { MarkdownIt } from 'markdown-it';

type StateCore = Parameters<Parameters<MarkdownIt['core']['ruler']['push']>[1]>[0];
type Token = StateCore['tokens'][number];

const FOOTNOTE = /^ {0,3}\[\^[^\]\s]+\]:/;

/**
 * Replaces what updates cannot show (images, footnotes, task lists, HTML line breaks) by something
 * readable.
 */
export function readableFallbacks(markdown: MarkdownIt): void {
  // A one-word footnote would be read as a link definition.
  markdown.block.ruler.before('reference', 'footnote', (state, line, _end, silent) => {
    const at = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
    const text = state.src.slice(at, state.eMarks[line]);
    if ((state.sCount[line] ?? 0) - state.blkIndent >= 4 || !FOOTNOTE.test(text)) return false;
    if (silent) return true;
    state.line = line + 1;
    for (const [type, nesting] of [
      ['paragraph_open', 1],
      ['inline', 0],
      ['paragraph_close', -1],
    ] as const) {
      const token = state.push(type, type === 'inline' ? '' : 'p', nesting);
      token.map = [line, state.line];
      if (type === 'inline') Object.assign(token, { content: text.trim(), children: [] });
    }
    return true;
  });
  markdown.core.ruler.after('inline', 'readable', (state) => {
    for (const [index, token] of state.tokens.entries())
      if (token.type === 'inline' && token.children)
        token.children = readable(state, token.children, state.tokens[index - 2]?.type);
  });
}

function readable(state: StateCore, tokens: Token[], parent: string | undefined): Token[] {
  let links = 0;
  return tokens.flatMap((token, index) => {
    if (token.type === 'link_open') links += 1;
    if (token.type === 'link_close') links -= 1;
    if (token.type === 'image') return imageAsLink(state, token, links > 0);
    if (token.type !== 'text') return [token];
    if (index === 0 && parent === 'list_item_open')
      token.content = token.content.replace(/^\[([ xX])\](?=\s)/, (_, mark) =>
        mark === ' ' ? '☐' : '☑',
      );
    token.content = token.content.replace(/\[\^([^\]\s]+)\]:?/g, '[$1]');
    return withBreaks(state, token);
  });
}

/** An image would call a third party for each reader, so it becomes a link with the same text. */
function imageAsLink({ Token }: StateCore, image: Token, isInLink: boolean): Token[] {
  const src = `${image.attrGet('src') ?? ''}`;
  const text = new Token('text', '', 0);
  text.content = image.content.trim() || src.replace(/[?#].*$/, '').replace(/^.*\//, '') || src;
  if (isInLink) return [text];
  const open = new Token('link_open', 'a', 1);
  open.attrSet('href', src);
  return [open, text, new Token('link_close', 'a', -1)];
}

/** `<br>` is common in tables and in exports of other status pages. */
function withBreaks({ Token }: StateCore, token: Token): Token[] {
  const lines = token.content.split(/<br\s*\/?>/i);
  return lines.flatMap((content, index) => {
    const text = new Token('text', '', 0);
    text.content = content;
    return index === 0 ? [text] : [new Token('hardbreak', 'br', 0), text];
  });
}
