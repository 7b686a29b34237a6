import type { MarkdownIt } from 'markdown-it';

type Token = ReturnType<MarkdownIt['parse']>[number];
/** `href` is empty when the link's text is its address. */
type Target = { href: string; from: number };
type Block = { lines: string[]; isTight: boolean };

/** How a kind of text writes what stands in lines. */
export type LineSyntax = {
  /** The text of a paragraph, heading or cell. */
  inline: (tokens: Token[]) => string;
  code: (text: string) => string[];
  heading: (lines: string[]) => string[];
  bullet: string;
};

/** The text part of a mail. `hrefOf` makes addresses absolute. */
export const plainTextOf = (tokens: Token[], hrefOf: (href: string) => string): string =>
  markdownLines(tokens, {
    inline: (tokens) => inlineText(tokens, hrefOf),
    code: (text) => text.split('\n'),
    heading: (lines) => lines,
    bullet: '- ',
  }).join('\n');

/** Markdown as lines of a text. */
export const markdownLines = (tokens: Token[], syntax: LineSyntax): string[] =>
  new Lines(syntax).blocks(tokens);

class Lines {
  #at = 0;
  readonly #syntax: LineSyntax;
  constructor(syntax: LineSyntax) {
    this.#syntax = syntax;
  }

  /** Lines up to the closing token, with a blank line between blocks. */
  blocks(tokens: Token[]): string[] {
    const blocks: Block[] = [];
    let isTight = false;
    for (let token = tokens[this.#at]; token && token.nesting >= 0; token = tokens[this.#at]) {
      this.#at += 1;
      const lines = this.#block(token, tokens);
      if (lines.length > 0) blocks.push({ lines, isTight });
      isTight = token.hidden; // a paragraph in a list without blank lines
    }
    this.#at += 1;
    return blocks.flatMap(({ lines, isTight }, i) => (i === 0 || isTight ? lines : ['', ...lines]));
  }

  #block(token: Token, tokens: Token[]): string[] {
    switch (token.type) {
      case 'inline':
        return this.#syntax.inline(token.children ?? []).split('\n');
      case 'fence':
      case 'code_block':
        return this.#syntax.code(token.content.trimEnd());
      case 'heading_open':
        return this.#syntax.heading(this.blocks(tokens));
      case 'hr':
        return ['---'];
      case 'blockquote_open':
        return this.blocks(tokens).map((line) => `> ${line}`.trimEnd());
      case 'bullet_list_open':
        return this.#list(tokens, () => this.#syntax.bullet);
      case 'ordered_list_open': {
        const first = Number(token.attrGet('start') ?? 1);
        return this.#list(tokens, (index) => `${first + index}. `);
      }
      case 'tr_open':
        return [this.#row(tokens)];
      case 'thead_open':
      case 'tbody_open':
      case 'table_open':
        return this.#tight(tokens);
      default:
        return token.nesting === 1 ? this.blocks(tokens) : [];
    }
  }

  #list(tokens: Token[], markOf: (index: number) => string): string[] {
    const lines: string[] = [];
    for (let index = 0; tokens[this.#at]?.type === 'list_item_open'; index += 1) {
      const isLoose = index > 0 && tokens[this.#at + 1]?.hidden === false;
      this.#at += 1;
      const mark = markOf(index);
      const item = this.blocks(tokens);
      if (isLoose) lines.push('');
      lines.push(...item.map((line, i) => ((i ? ' '.repeat(mark.length) : mark) + line).trimEnd()));
    }
    this.#at += 1;
    return lines;
  }

  /** Blocks without blank lines between them. */
  #tight(tokens: Token[]): string[] {
    const lines: string[] = [];
    for (let token = tokens[this.#at]; token && token.nesting >= 0; token = tokens[this.#at]) {
      this.#at += 1;
      lines.push(...this.#block(token, tokens));
    }
    this.#at += 1;
    return lines;
  }

  #row(tokens: Token[]): string {
    const cells: string[] = [];
    for (let token = tokens[this.#at]; token && token.nesting >= 0; token = tokens[this.#at]) {
      this.#at += 1;
      cells.push(this.blocks(tokens).join(' '));
    }
    this.#at += 1;
    return cells.join(' | ');
  }
}

function inlineText(tokens: Token[], hrefOf: (href: string) => string): string {
  const targets: Target[] = [];
  let text = '';
  for (const token of tokens) {
    if (token.type === 'link_open')
      targets.push({
        href: token.info === 'auto' ? '' : hrefOf(`${token.attrGet('href') ?? ''}`),
        from: text.length,
      });
    else if (token.type === 'link_close') text += addressAfter(text, targets.pop());
    else if (token.type === 'softbreak' || token.type === 'hardbreak') text += '\n';
    else if (token.type === 's_open' || token.type === 's_close') text += '~~';
    else text += token.content;
  }
  return text;
}

/** In angle brackets, as RFC 3986 recommends for plain text; nothing if the text is the address. */
function addressAfter(text: string, target?: Target): string {
  if (!target?.href) return '';
  const shown = text.slice(target.from).replace(/\/$/, '');
  const bare = target.href.replace(/^(?:mailto:|tel:)/, '').replace(/\/$/, '');
  const isShown = [bare, bare.replace(/^https?:\/\//, ''), decoded(bare)].includes(shown);
  return isShown ? '' : ` <${target.href}>`;
}

function decoded(href: string): string {
  try {
    return decodeURI(href);
  } catch {
    return href;
  }
}
