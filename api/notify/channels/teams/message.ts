import { wordsIn } from '../../../../site/locales/words.ts';
import { type ChatLimits, chatContent } from '../../../../templates/chat/content.ts';
import { MANAGE_LINK } from '../../../../templates/email/frame.ts';
import type { UpdateMail } from '../../../../templates/email/update-mail.ts';
import { shortened } from '../../../../templates/markdown/cut-text.ts';
import type { ComponentStatus } from '../../../domain/component/status.ts';
import { teamsSyntax } from './syntax.ts';

const encoder = new TextEncoder();
/** Teams counts the bytes of the whole message, which may have 28 KB. */
const limits: ChatLimits = {
  size: (text) => encoder.encode(JSON.stringify(text)).length,
  components: 3000,
  body: 11_000,
  earlier: 2500,
  mostEarlier: 3,
};

const colors: Record<ComponentStatus, string> = {
  operational: 'Good',
  under_maintenance: 'Accent',
  degraded_performance: 'Warning',
  partial_outage: 'Warning',
  major_outage: 'Attention',
};

const block = (text: string, style: object = {}) =>
  text.trim() ? [{ type: 'TextBlock', text, wrap: true, ...style }] : [];
/** Text that is shown as it is, without Markdown. */
const run = (text: string, style: object) => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text, ...style }],
});

/** What a workflow of Teams takes: a message with one Adaptive Card. */
export function teamsUpdate(mail: UpdateMail) {
  const content = chatContent(mail, teamsSyntax, limits);
  const { heading, tone, facts, body, earlier, rest, promise, posted, url, view, manage } = content;
  const { locale, dir } = wordsIn(mail.locale);
  const title = shortened(content.title, 300);
  const card = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    lang: locale,
    ...(dir === 'rtl' ? { rtl: true } : {}),
    msteams: { width: 'Full' },
    fallbackText: shortened(`${heading}: ${title}`, 300),
    body: [
      run(heading, { weight: 'Bolder', color: colors[tone] }),
      run(title, { weight: 'Bolder', size: 'Large' }),
      ...block(facts),
      ...block(body),
      ...earlier.flatMap((one) => [
        ...block(one.heading, { isSubtle: true, separator: true }),
        ...block(one.body),
      ]),
      ...block(rest ?? ''),
      ...block(promise ?? '', { weight: 'Bolder' }),
      ...block(posted, { isSubtle: true, size: 'Small' }),
    ],
    actions: [
      { type: 'Action.OpenUrl', title: view, url },
      { type: 'Action.OpenUrl', title: manage, url: MANAGE_LINK },
    ],
  };
  return {
    type: 'message',
    attachments: [
      { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card },
    ],
  };
}
