import { html } from 'hono/html';
import type { Locale } from '../../api/domain/text/locale.ts';
import { wordsIn } from '../../site/locales/words.ts';
import { inert, type MailPage, type WrittenMail } from './frame.ts';
import { readerMail } from './framed.ts';

/** Asks the owner of an address to confirm. The link opens a page with a button. */
export async function confirmMail(mail: {
  locale: Locale;
  page: MailPage;
  link: string;
  /** The webhook or chat that messages are for, as lists show it; absent for the address itself. */
  destination?: string;
}): Promise<WrittenMail> {
  const words = wordsIn(mail.locale);
  const { say } = words;
  const page = inert(mail.page.name);
  const asked = mail.destination
    ? say('mail.confirmTextFor', { page, address: inert(mail.destination) })
    : say('mail.confirmText', { page });
  const subject = say('mail.confirmSubject', { page });
  const content = html`<h1>${say('mail.confirmHeading')}</h1>
<p>${asked}</p>
<p><a class="button" href="${mail.link}">${say('mail.confirmButton')}</a></p>
<p class="dim">${say('mail.confirmNot')}</p>`;
  const text = `${asked}

${say('mail.confirmPress')}
${mail.link}

${say('mail.confirmNot')}`;
  return readerMail({ words, page: mail.page, subject, content, text });
}
