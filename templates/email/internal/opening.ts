import { html } from 'hono/html';
import type { Locale } from '../../../api/domain/text/locale.ts';
import { wordsIn } from '../../../site/locales/words.ts';
import { inert, type MailPage, type WrittenMail } from '../frame.ts';
import { inertLines } from './inert-lines.ts';
import { internalMail } from './internal-mail.ts';

/** Tells people inside that an internal incident began. Readers of the public page know nothing of it. */
export async function internalOpeningMail(input: {
  page: MailPage;
  locale: Locale;
  incident: { name: string; severity: string | null };
  body: string;
  by: string;
  link: string;
  unsubscribe: string;
}): Promise<WrittenMail> {
  const { page, body, by, link, unsubscribe } = input;
  const words = wordsIn(input.locale);
  const { say } = words;
  const title = inert(input.incident.name);
  const severity = input.incident.severity ? `${input.incident.severity}: ` : '';
  const subject = say('internal.openingSubject', { incident: `${severity}${title}` });
  const lead = `${severity}${say('internal.openingText')}`;
  const reason = say('internal.whyOpenings', { page: inert(page.name) });
  const content = html`<h1>${title}</h1>
<p>${lead}</p>
<p>${inertLines(body)}</p>
<p><a class="button" href="${link}">${say('internal.open')}</a></p>
<p class="dim">${inert(by)}</p>`;
  const text = `${title}\n\n${lead}\n\n${inert(body)}`;
  return internalMail(words, page, { subject, content, text, link, reason, unsubscribe });
}
