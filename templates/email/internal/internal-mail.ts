import { html } from 'hono/html';
import type { Words } from '../../../site/locales/words.ts';
import {
  frame,
  headerLine,
  type MailPage,
  senderNameOf,
  type WrittenMail,
  withoutIsolates,
} from '../frame.ts';

type Content = Parameters<typeof frame>[0]['content'];

/** A mail to people inside: its content, a link to the incident, and how to unsubscribe. */
export async function internalMail(
  words: Words,
  page: MailPage,
  mail: {
    subject: string;
    content: Content;
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
  const subject = headerLine(withoutIsolates(`[${say('internal.tag')}] ${mail.subject}`));
  const colon = words.colon.trimEnd();
  return {
    senderName: senderNameOf(words, page.name),
    subject,
    html: await frame({
      words,
      page,
      title: subject,
      content,
      footer: html`<p>${reason}</p><p><a href="${unsubscribe}">${say('mail.leave')}</a></p>`,
    }),
    text: `${mail.text}\n\n${say('internal.open')}${colon}\n${link}\n\n-- \n${reason}\n\n${say('mail.leave')}${colon}\n${unsubscribe}\n`,
  };
}
