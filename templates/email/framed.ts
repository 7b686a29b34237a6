import { html } from 'hono/html';
import { type Words, wordsIn } from '../../site/locales/words.ts';
import {
  frame,
  headerLine,
  inert,
  type MailPage,
  type Markup,
  senderNameOf,
  type WrittenMail,
  withoutIsolates,
} from './frame.ts';

/** A mail in the layout of all mails. `content` and `footer` are escaped; `text` is what plain text shows. */
export async function framedMail(mail: {
  /** English by default: for the team. */
  words?: Words;
  page: MailPage;
  subject: string;
  content: Markup;
  footer: Markup;
  text: string;
}): Promise<WrittenMail> {
  const { words = wordsIn(), page, content, footer, text } = mail;
  const subject = headerLine(withoutIsolates(mail.subject));
  return {
    senderName: senderNameOf(words, page.name),
    subject,
    html: await frame({ words, page, title: subject, content, footer }),
    text,
  };
}

/** A mail to somebody who reads the page. Its footer says which page sent it. */
export function readerMail(mail: {
  words: Words;
  page: MailPage;
  subject: string;
  content: Markup;
  text: string;
}): Promise<WrittenMail> {
  const { words, page } = mail;
  const title = words.say('page.name', { page: inert(page.name) });
  const link = html`<a href="${page.url}">${title}</a>`;
  return framedMail({
    ...mail,
    footer: html`<p>${words.parts('mail.sentBy', { page: link }) as Markup[]}</p>`,
    text: `${mail.text}

--${' '}
${words.say('mail.sentBy', { page: title })}
${page.url}
`,
  });
}
