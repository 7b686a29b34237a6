import { html } from 'hono/html';
import type { Locale } from '../../api/domain/text/locale.ts';
import { wordsIn } from '../../site/locales/words.ts';
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

/** Asks a mailing list whether it wants no more mail. The link opens a page with a button. */
export async function leaveListMail(mail: {
  locale: Locale;
  page: MailPage;
  email: string;
  link: string;
}): Promise<WrittenMail> {
  const words = wordsIn(mail.locale);
  const { say, parts } = words;
  const page = inert(mail.page.name);
  const title = say('page.name', { page });
  const asks = say('leave.text', { page, email: inert(mail.email) });
  const subject = headerLine(withoutIsolates(`${say('leave.heading')}${words.colon}${title}`));
  const content = html`<h1>${say('leave.heading')}</h1>
<p>${asks}</p>
<p>${say('mail.leaveListText')}</p>
<p><a class="button" href="${mail.link}">${say('leave.button')}</a></p>`;
  const link = html`<a href="${mail.page.url}">${title}</a>`;
  const footer = html`<p>${parts('mail.sentBy', { page: link }) as Markup[]}</p>`;
  const text = `${asks}

${say('mail.leaveListText')}

${say('leave.button')}${words.colon}${mail.link}

--${' '}
${say('mail.sentBy', { page: title })}
${mail.page.url}
`;
  return {
    senderName: senderNameOf(words, mail.page.name),
    subject,
    html: await frame({ words, page: mail.page, title: subject, content, footer }),
    text,
  };
}
