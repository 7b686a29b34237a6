import { type ChatLimits, chatContent } from '../../../../templates/chat/content.ts';
import { withoutMentions } from '../../../../templates/chat/inert.ts';
import { inert, MANAGE_LINK } from '../../../../templates/email/frame.ts';
import type { UpdateMail } from '../../../../templates/email/update-mail.ts';
import { shortened } from '../../../../templates/markdown/cut-text.ts';
import { statusColors } from '../../../domain/branding/palette.ts';
import { discordSyntax } from './syntax.ts';

/** Discord refuses a title of more than 256 characters. */
const MAX_TITLE_LENGTH = 256;
const MAX_NAME_LENGTH = 150;
/** A description has at most 4,096 characters, a field 1,024, and an embed 6,000 in all. */
const limits: ChatLimits = {
  size: (text) => text.length,
  components: 700,
  body: 1800,
  earlier: 450,
  mostEarlier: 3,
};

type Embed = {
  title: string;
  url: string;
  description: string;
  color: number;
  timestamp: string;
  footer: { text: string };
  fields?: { name: string; value: string }[];
};
export type DiscordMessage = { embeds: [Embed]; allowed_mentions: { parse: [] } };
/** `news` is posted for each update; `current` replaces the first message of the incident. */
export type DiscordUpdate = { news: DiscordMessage; current: DiscordMessage };

/** `history`: the same with all earlier updates. */
export const discordUpdate = (mail: UpdateMail, history: UpdateMail): DiscordUpdate => ({
  news: message(mail),
  current: message(history),
});

function message(mail: UpdateMail): DiscordMessage {
  const content = chatContent(mail, discordSyntax, limits);
  const { dot, facts, body, earlier, rest, promise, posted, url, view, manage } = content;
  const { bold, literal, link, join } = discordSyntax;
  const links = `${link(url, literal(view))} · ${link(MANAGE_LINK, literal(manage))}`;
  const state = bold(literal(`${dot} ${content.heading}`));
  const end = join([rest ?? '', promise ?? '', posted, links].filter(Boolean));
  const fields = earlier.map((one) => ({
    name: shortened(one.state, MAX_NAME_LENGTH),
    value: `${one.time}\n${one.body}`,
  }));
  return {
    embeds: [
      {
        title: shortened(literal(content.title), MAX_TITLE_LENGTH),
        url,
        description: join(
          [state, facts, body, end].filter(Boolean).map((part) => `${part}\n`),
        ).trim(),
        color: Number.parseInt(statusColors[content.tone].ink.light.slice(1), 16),
        timestamp: new Date(mail.at).toISOString(),
        footer: { text: shortened(withoutMentions(inert(mail.page.name)), MAX_NAME_LENGTH) },
        ...(fields.length > 0 ? { fields } : {}),
      },
    ],
    allowed_mentions: { parse: [] },
  };
}
