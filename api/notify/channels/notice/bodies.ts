import type { DestinationChannel } from '../../../domain/destination/kind.ts';
import type { NoticeParts } from '../../../domain/destination/notice.ts';
import { discordSyntax } from '../discord/syntax.ts';
import { quiet } from '../slack/quiet.ts';
import { slackSyntax } from '../slack/syntax.ts';
import { teamsSyntax } from '../teams/syntax.ts';

/** What each service takes as a message with one link. */
export const noticeBodies: Record<DestinationChannel, (notice: NoticeParts) => object> = {
  webhook: ({ title, text, link, page, id, at }) => ({
    meta: { documentation: `${page.url}/api/docs`, generated_at: at },
    page: { id: page.id, name: page.name, url: page.url },
    subscription: { id, state: 'unconfirmed', message: `${title}. ${text}`, confirm_url: link },
  }),
  slack: ({ title, text, action, link, note }) => {
    const { literal } = slackSyntax;
    const section = (words: string) => ({
      type: 'section',
      text: { type: 'mrkdwn', text: words, verbatim: true },
    });
    return {
      text: literal(title),
      blocks: [
        section(slackSyntax.bold(literal(title))),
        section(literal(text)),
        section(slackSyntax.link(link, literal(action))),
        { type: 'context', elements: [{ type: 'mrkdwn', text: literal(note), verbatim: true }] },
      ],
      ...quiet,
    };
  },
  teams: ({ title, text, action, link, note, locale, dir }) => {
    const { literal } = teamsSyntax;
    const block = (words: string, style: object = {}) => ({
      ...{ type: 'TextBlock', text: literal(words), wrap: true },
      ...style,
    });
    const content = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      ...{ type: 'AdaptiveCard', version: '1.4', lang: locale },
      ...(dir === 'rtl' ? { rtl: true } : {}),
      fallbackText: literal(title),
      body: [
        block(title, { weight: 'Bolder', size: 'Medium' }),
        block(text),
        block(note, { isSubtle: true, size: 'Small' }),
      ],
      actions: [{ type: 'Action.OpenUrl', title: action, url: link }],
    };
    const contentType = 'application/vnd.microsoft.card.adaptive';
    return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] };
  },
  discord: ({ title, text, action, link, note }) => {
    const { literal, join } = discordSyntax;
    const description = join([literal(text), '', discordSyntax.link(link, literal(action))]);
    const footer = { text: literal(note) };
    return {
      embeds: [{ title: literal(title), url: link, description, footer }],
      allowed_mentions: { parse: [] },
    };
  },
};
