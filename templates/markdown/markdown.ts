import MarkdownIt, { type MarkdownIt as Markdown } from 'markdown-it';
import cjkFriendly from 'markdown-it-cjk-friendly';
import { hasScheme, type LinkBase, resolveLink } from '../../api/domain/text/link-base.ts';
import { readableFallbacks } from './markdown-fallbacks.ts';
import { plainTextOf } from './plain-text.ts';

/** HTML stays text. Emphasis works beside Chinese, Japanese and Korean punctuation. */
export function makeMarkdown(): Markdown {
  const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true })
    .use(cjkFriendly)
    .use(readableFallbacks);

  /** Allows links to the web, mail addresses, phone numbers and places on this site. */
  markdown.validateLink = (url) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers ignore them inside a scheme
    const visible = url.replace(/[\u0000-\u0020]/g, '');
    return /^(?:https?:\/\/|mailto:|tel:)/i.test(visible) || !hasScheme(visible);
  };

  /** `//host` in running text may be a comment or a path, so it becomes no link. */
  markdown.linkify.add('//', null);

  const open = markdown.renderer.rules.link_open;
  markdown.renderer.rules.link_open = (tokens, index, options, env, self) => {
    const href = `${tokens[index]?.attrGet('href') ?? ''}`;
    tokens[index]?.attrSet('href', hrefOf(href, (env as LinkEnv | undefined)?.base ?? { url: '' }));
    tokens[index]?.attrSet('rel', 'nofollow noopener noreferrer');
    return open
      ? open(tokens, index, options, env, self)
      : self.renderToken(tokens, index, options);
  };

  /** The policy forbids inline styles, so column alignment needs a class. */
  for (const cell of ['th_open', 'td_open'])
    markdown.renderer.rules[cell] = (tokens, index, options, _env, self) => {
      for (const attribute of tokens[index]?.attrs ?? [])
        if (attribute[0] === 'style')
          attribute.splice(0, 2, 'align', `${attribute[1]}`.replace('text-align:', ''));
      return self.renderToken(tokens, index, options);
    };
  return markdown;
}

type LinkEnv = { base?: LinkBase };

/** `www.example.com` as a target means that site, not a local file. */
export const hrefOf = (href: string, base: LinkBase): string =>
  resolveLink(/^www\./i.test(href) ? `https://${href}` : href, base);

const markdown = makeMarkdown();

/** Headings of an update rank below those of the page and the incident. */
for (const tag of ['heading_open', 'heading_close'])
  markdown.renderer.rules[tag] = (tokens, index, options, _env, self) => {
    const token = tokens[index];
    if (token) token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 2)}`;
    return self.renderToken(tokens, index, options);
  };

/** The plain words in one line. */
export const markdownToText = (source: string): string =>
  markdown
    .parse(source, {})
    .map((token) => (token.children ?? [token]).map((part) => part.content || ' ').join(''))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();

/** Plain text as typed into a mail: no Markdown, and the address after each link. */
export const markdownToPlainText = (source: string, base: LinkBase): string =>
  plainTextOf(markdown.parse(source, {}), (href) => hrefOf(href, base));

/** The blocks of a text, for another way to write it. */
export const parseMarkdown = (source: string) => markdown.parse(source, {});

/** HTML that is safe in pages, mails and feeds. */
export const markdownToHtml = (source: string, base?: LinkBase): string =>
  markdown.render(source, { base } satisfies LinkEnv).trim();

/**
 * The source with absolute links, for programs that get Markdown. Changes only plain inline links
 * and definitions, not code.
 */
export const wholeLinks = (source: string, base: LinkBase): string =>
  /\]\(|\]:/.test(source)
    ? source.replace(
        /(`+)(?!`)[\s\S]*?[^`]\1(?!`)|(\]\(\s*|^ {0,3}\[[^\]^\n][^\]\n]*\]:[ \t]*)([^\s()<>]+)/gm,
        (all, code, before, href) =>
          code || !/^[/.?#]/.test(href) ? all : `${before}${resolveLink(href, base)}`,
      )
    : source;
