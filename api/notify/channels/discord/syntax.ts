import type { ChatSyntax } from '../../../../templates/chat/chat-text.ts';
import { separated, withoutMentions } from '../../../../templates/chat/inert.ts';

/** Signs of Discord's Markdown, and of mentions, emoji, times and links to commands. */
const literal = (text: string): string =>
  withoutMentions(text).replaceAll(/[\\*_~`|[\]()<>]/g, '\\$&');

const target = (href: string): string =>
  href.replaceAll(/[()<>\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** Discord shows no other text for an address that looks like one. */
const looksLikeAddress = (label: string): boolean => /^\W*(?:https?:|www\.)/i.test(label);

const mark = (sign: string) => (text: string) => `${sign}${text}${sign}`;

export const discordSyntax: ChatSyntax = {
  literal,
  line: (text) => text.replace(/^(\s*)([-#+]|\d+(?=\.))/, '$1\u200b$2'),
  bold: mark('**'),
  italic: mark('_'),
  strike: mark('~~'),
  code: (text) => (text.includes('`') ? literal(text) : `\`${withoutMentions(text)}\``),
  codeBlock: (text) => ['```', ...separated(withoutMentions(text), /``/g).split('\n'), '```'],
  link: (href, label) =>
    looksLikeAddress(label) ? target(href) : `[${label.replaceAll('\n', ' ')}](${target(href)})`,
  time: (at) => `<t:${Math.floor(at / 1000)}:f>`,
  bullet: '- ',
  join: (lines) => lines.join('\n'),
};
