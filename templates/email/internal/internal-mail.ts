import { html } from 'hono/html';
import type { Words } from '../../../site/locales/words.ts';
import type { MailPage, Markup, WrittenMail } from '../frame.ts';
import { framedMail } from '../framed.ts';

/** A mail to people inside: its content, a link to the incident, and how to unsubscribe. */
export function internalMail(
  words: Words,
  page: MailPage,
  mail: {
    subject: string;
    content: Markup;
    /** The content as plain text, without the link. */
    text: string;
    link: string;
    /** Why the reader gets it. */
    reason: string;
    unsubscribe: string;
  },
): Promise<WrittenMail> {
  const { say } = words;
  const { content, link, reason, unsubscribe } = mail;
  const colon = words.colon.trimEnd();
  return framedMail({
    words,
    page,
    subject: `[${say('internal.tag')}] ${mail.subject}`,
    content,
    footer: html`<p>${reason}</p><p><a href="${unsubscribe}">${say('mail.leave')}</a></p>`,
    text: `${mail.text}\n\n${say('internal.open')}${colon}\n${link}\n\n-- \n${reason}\n\n${say('mail.leave')}${colon}\n${unsubscribe}\n`,
  });
}
