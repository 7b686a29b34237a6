import MarkdownIt from 'markdown-it';
import cjkFriendly from 'markdown-it-cjk-friendly';
import { hasScheme, type LinkBase, resolveLink } from '../../api/domain/text/link-base.ts';
import { readableFallbacks } from './markdown-fallbacks.ts';
import { plainTextOf } from './plain-text.ts';

/** HTML in the source stays text. Emphasis works beside Chinese, Japanese and Korean punctuation too. */
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true })
  .use(cjkFriendly)
  .use(readableFallbacks);

/** A link leads to the web, a mail, a phone call, or to a place on this site. */
markdown.validateLink = (url) => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers ignore them inside a scheme
  const seen = url.replace(/[\u0000-\u0020]/g, '');
  return /^(?:https?:\/\/|mailto:|tel:)/i.test(seen) || !hasScheme(seen);
};

type LinkEnv = { base?: LinkBase };

/** `//host` in running text is as likely a comment or a path; as a target it is a link. */
markdown.linkify.add('//', null);

/** `www.example.com` as a target means that site, not a file of this one. */
const hrefOf = (href: string, base: LinkBase): string =>
  resolveLink(/^www\./i.test(href) ? `https://${href}` : href, base);

const open = markdown.renderer.rules.link_open;
markdown.renderer.rules.link_open = (tokens, index, options, env, self) => {
  const href = `${tokens[index]?.attrGet('href') ?? ''}`;
  tokens[index]?.attrSet('href', hrefOf(href, (env as LinkEnv | undefined)?.base ?? { url: '' }));
  tokens[index]?.attrSet('rel', 'nofollow noopener noreferrer');
  return open ? open(tokens, index, options, env, self) : self.renderToken(tokens, index, options);
};

/** A policy without inline styles would not let a column stand where its author put it. */
for (const cell of ['th_open', 'td_open'])
  markdown.renderer.rules[cell] = (tokens, index, options, _env, self) => {
    for (const attribute of tokens[index]?.attrs ?? [])
      if (attribute[0] === 'style')
        attribute.splice(0, 2, 'align', `${attribute[1]}`.replace('text-align:', ''));
    return self.renderToken(tokens, index, options);
  };

/** An update's headings stand below those of the page and of the incident. */
for (const tag of ['heading_open', 'heading_close'])
  markdown.renderer.rules[tag] = (tokens, index, options, _env, self) => {
    const token = tokens[index];
    if (token) token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 2)}`;
    return self.renderToken(tokens, index, options);
  };

/** Its words alone, in one line. */
export const markdownToText = (source: string): string =>
  markdown
    .parse(source, {})
    .map((token) => (token.children ?? [token]).map((part) => part.content || ' ').join(''))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();

/** As a person would type it into a mail: no marks of Markdown, and the address behind each link. */
export const markdownToPlainText = (source: string, base: LinkBase): string =>
  plainTextOf(markdown.parse(source, {}), (href) => hrefOf(href, base));

/** An update's text as HTML that is safe to put into a page, a mail or a feed. */
export const markdownToHtml = (source: string, base?: LinkBase): string =>
  markdown.render(source, { base } satisfies LinkEnv).trim();

/**
 * The source with its links made whole, for machines that are handed Markdown itself. Code is left
 * alone, and so is whatever is no plain inline link or definition.
 */
export const wholeLinks = (source: string, base: LinkBase): string =>
  /\]\(|\]:/.test(source)
    ? source.replace(
        /(`+)(?!`)[\s\S]*?[^`]\1(?!`)|(\]\(\s*|^ {0,3}\[[^\]^\n][^\]\n]*\]:[ \t]*)([^\s()<>]+)/gm,
        (all, code, before, href) =>
          code || !/^[/.?#]/.test(href) ? all : `${before}${resolveLink(href, base)}`,
      )
    : source;
