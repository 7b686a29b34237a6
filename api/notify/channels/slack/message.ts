import { type ChatLimits, chatContent } from '../../../../templates/chat/content.ts';
import { MANAGE_LINK } from '../../../../templates/email/frame.ts';
import type { UpdateMail } from '../../../../templates/email/update-mail.ts';
import { shortened } from '../../../../templates/markdown/cut-text.ts';
import { slackSyntax } from './syntax.ts';

/** Slack refuses a section of more than 3,000 characters and a header of more than 150. */
const MAX_SECTION_LENGTH = 2900;
const LONGEST_HEADER = 150;
/** All together stay well below the 13,200 characters that Slack takes in one message. */
const limits: ChatLimits = {
  size: (text) => text.length,
  components: 1500,
  body: MAX_SECTION_LENGTH,
  earlier: 1200,
  mostEarlier: 4,
};

type Block =
  | { type: 'header'; text: { type: 'plain_text'; text: string; emoji: false } }
  | { type: 'section'; text: Mrkdwn }
  | { type: 'context'; elements: Mrkdwn[] };
type Mrkdwn = { type: 'mrkdwn'; text: string; verbatim: true };

/** `text` is what notifications show. */
export type SlackMessage = { text: string; blocks: Block[] };
/** `root` begins the thread of an incident, and shows its newest update; `reply` stands in the thread. */
export type SlackUpdate = { root: SlackMessage; reply: SlackMessage };

const mrkdwn = (text: string): Mrkdwn => ({ type: 'mrkdwn', text, verbatim: true });
const section = (text: string): Block[] =>
  text.trim() ? [{ type: 'section', text: mrkdwn(text) }] : [];

export function slackUpdate(mail: UpdateMail): SlackUpdate {
  const content = chatContent(mail, slackSyntax, limits);
  const { dot, facts, body, promise, posted, url } = content;
  const { title } = content;
  const { literal, link, join } = slackSyntax;
  const line = `${dot} ${content.heading}: ${title}`;
  const text = literal(shortened(line, 300));
  const rest: Block[] = [
    ...section(facts),
    ...section(body),
    ...content.earlier.flatMap((one) => section(`${one.heading}\n${one.body}`)),
    ...section(content.rest ?? ''),
    { type: 'context', elements: [mrkdwn([promise, posted].filter(Boolean).join('  ·  '))] },
  ];
  const links = [link(url, literal(content.view)), link(MANAGE_LINK, literal(content.manage))];
  return {
    root: {
      text,
      blocks: [
        {
          type: 'header',
          text: { type: 'plain_text', text: shortened(line, LONGEST_HEADER), emoji: false },
        },
        ...rest,
        ...section(join([links.join('  ·  ')])),
      ],
    },
    reply: { text, blocks: [...section(`*${literal(`${dot} ${content.heading}`)}*`), ...rest] },
  };
}
