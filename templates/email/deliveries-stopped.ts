import { html } from 'hono/html';
import type { Locale } from '../../api/domain/text/locale.ts';
import { wordsIn } from '../../site/locales/words.ts';
import { inert, type MailPage, type WrittenMail } from './frame.ts';
import { readerMail } from './framed.ts';

/** Characters of the last response. */
const SHOWN = 200;

/** Tells the contact of a webhook or a chat that nothing more is sent to it, and how to bring it back. */
export async function deliveriesStoppedMail(mail: {
  locale: Locale;
  page: MailPage;
  /** Masked. */
  address: string;
  answer: { status: number | null; excerpt: string | null } | null;
  link: string;
}): Promise<WrittenMail> {
  const words = wordsIn(mail.locale);
  const { say } = words;
  const page = inert(mail.page.name);
  const text = say('mail.stoppedText', { page, address: inert(mail.address) });
  const status = mail.answer?.status ? `HTTP ${mail.answer.status}` : '';
  const excerpt = inert(mail.answer?.excerpt ?? '')
    .slice(0, SHOWN)
    .toWellFormed();
  const answer = [status, excerpt].filter(Boolean).join(' · ');
  const subject = say('mail.stoppedSubject', { page });
  const response = `${say('deliveries.response')}${words.colon}`;
  const content = html`<h1>${say('deliveries.stopped')}</h1>
<p>${text}</p>
${answer && html`<p class="dim">${response.replace('：', '： ')}<bdi>${answer}</bdi></p>`}
<p>${say('deliveries.stoppedText')}</p>
<p><a class="button" href="${mail.link}">${say('deliveries.show')}</a></p>`;
  const written = `${text}
${answer && `\n${response}${answer}\n`}
${say('deliveries.stoppedText')}

${say('deliveries.show')}${words.colon}
${mail.link}`;
  return readerMail({ words, page: mail.page, subject, content, text: written });
}
