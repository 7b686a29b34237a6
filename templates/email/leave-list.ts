import { html } from 'hono/html';
import type { Locale } from '../../api/domain/text/locale.ts';
import { wordsIn } from '../../site/locales/words.ts';
import { inert, type MailPage, type WrittenMail } from './frame.ts';
import { readerMail } from './framed.ts';

/** Asks a mailing list whether it wants no more mail. The link opens a page with a button. */
export async function leaveListMail(mail: {
  locale: Locale;
  page: MailPage;
  email: string;
  link: string;
}): Promise<WrittenMail> {
  const words = wordsIn(mail.locale);
  const { say } = words;
  const page = inert(mail.page.name);
  const title = say('page.name', { page });
  const asks = say('leave.text', { page, email: inert(mail.email) });
  const subject = `${say('leave.heading')}${words.colon}${title}`;
  const content = html`<h1>${say('leave.heading')}</h1>
<p>${asks}</p>
<p>${say('mail.leaveListText')}</p>
<p><a class="button" href="${mail.link}">${say('leave.button')}</a></p>`;
  const text = `${asks}

${say('mail.leaveListText')}

${say('leave.button')}${words.colon}${mail.link}`;
  return readerMail({ words, page: mail.page, subject, content, text });
}
