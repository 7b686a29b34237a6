import type { ChatSyntax } from '../../../../templates/chat/chat-text.ts';
import { separated, withoutMentions } from '../../../../templates/chat/inert.ts';

/** Every mention and date of Slack stands in angle brackets. */
const literal = (text: string): string =>
  withoutMentions(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const target = (href: string): string =>
  href
    .replaceAll('&', '&amp;')
    .replaceAll('<', '%3C')
    .replaceAll('>', '%3E')
    .replaceAll('|', '%7C')
    .replaceAll(/\s/g, '%20');

/** Slack's mrkdwn, to be sent with `verbatim`, so that nothing in it is looked up. */
export const slackSyntax: ChatSyntax = {
  literal,
  line: (text) => text,
  bold: (text) => `*${text}*`,
  italic: (text) => `_${text}_`,
  strike: (text) => `~${text}~`,
  code: (text) => (text.includes('`') ? literal(text) : `\`${literal(text)}\``),
  codeBlock: (text) => ['```', ...separated(literal(text), /``/g).split('\n'), '```'],
  link: (href, label) => `<${target(href)}|${label.replaceAll('\n', ' ')}>`,
  time: (at, written) =>
    `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${literal(written)}>`,
  bullet: '• ',
  join: (lines) => lines.join('\n'),
};
