import MarkdownIt from 'markdown-it';

/** HTML in the source stays text, images are left out (they would call a third party). */
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable('image');

/** Where a link may lead: the web, a mail, a phone call, or elsewhere on the same page. */
markdown.validateLink = (url) => /^(?:https?:\/\/|mailto:|tel:|\/(?!\/)|#)/i.test(url.trim());

const open = markdown.renderer.rules.link_open;
markdown.renderer.rules.link_open = (tokens, index, options, env, self) => {
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

/** Its words alone, in one line. */
export const markdownToText = (source: string): string =>
  markdown
    .parse(source, {})
    .map((token) => (token.children ?? [token]).map((part) => part.content || ' ').join(''))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();

/** An update's text as HTML that is safe to put into a page, a mail or a feed. */
export const markdownToHtml = (source: string): string => markdown.render(source).trim();
