import type { ChatSyntax } from '../../../../templates/chat/chat-text.ts';
import { separated, withoutMentions } from '../../../../templates/chat/inert.ts';
import { markedTime } from '../../../../templates/email/zoned-times.ts';

/** Teams takes `<at>` for a mention, and `{{DATE(…)}}` for a date. */
const withoutFunctions = (text: string): string =>
  separated(withoutMentions(text), /<(?=[a-z/!])|\{\{|\$\{|@\{/gi);

const literal = (text: string): string =>
  withoutFunctions(text).replaceAll(/[\\*_[\]`]|&(?=#?\w+;)/g, '\\$&');

const target = (href: string): string =>
  href.replaceAll(/[()<>\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** The part of Markdown that Adaptive Cards know: no headings, code, quotations or tables. */
export const teamsSyntax: ChatSyntax = {
  literal,
  line: (text) => text.replace(/^(\s*)([-+#>]|\d+(?=[.)]))/, '$1\u200b$2'),
  bold: (text) => `**${text}**`,
  italic: (text) => `_${text}_`,
  strike: (text) => `~~${text}~~`,
  code: literal,
  codeBlock: (text) => text.split('\n').map((line) => teamsSyntax.line(literal(line))),
  link: (href, label) => `[${label.replaceAll('\n', ' ')}](${target(href)})`,
  /** In the zone of the subscription: a card can't show a time in that of its reader. */
  time: (at, written, from) =>
    from === undefined
      ? markedTime('full', [at], literal(written))
      : markedTime('until', [at, from], literal(written)),
  bullet: '- ',
  /** Only the items of a list stand on lines of their own without a blank one between them. */
  join: (lines) =>
    lines
      .join('\n')
      .replaceAll(/\n+(?!\s*(?:[-]|\d+\.) )/g, '\n\n')
      .trimEnd(),
};
