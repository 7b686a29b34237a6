import { html } from 'hono/html';
import { wordsIn } from '../../../site/locales/words.ts';
import {
  frame,
  headerLine,
  inert,
  type MailPage,
  senderNameOf,
  type WrittenMail,
} from '../frame.ts';
import { inertLines } from './inert-lines.ts';

/** Tells people inside that an internal incident began. Readers of the public page know nothing of it. */
export async function internalOpeningMail(of: {
  page: MailPage;
  incident: { name: string; severity: string | null };
  body: string;
  by: string;
  link: string;
  unsubscribe: string;
}): Promise<WrittenMail> {
  const { page, body, by, link, unsubscribe } = of;
  const title = inert(of.incident.name);
  const severity = of.incident.severity ? `${of.incident.severity}: ` : '';
  const subject = headerLine(`[Internal] New incident: ${severity}${title}`);
  const lead = `${severity}A new internal incident. Customers see nothing of it.`;
  const reason = `You’re receiving this because you asked for new internal incidents on the internal status page of ${inert(page.name)}. Please don’t forward it.`;
  const content = html`<h1>${title}</h1>
<p>${lead}</p>
<p>${inertLines(body)}</p>
<p><a class="button" href="${link}">Open internal page</a></p>
<p class="dim">${inert(by)}</p>`;
  return {
    senderName: senderNameOf(wordsIn(), page.name),
    subject,
    html: await frame({
      page,
      title: subject,
      content,
      footer: html`<p>${reason}</p><p><a href="${unsubscribe}">Unsubscribe</a></p>`,
    }),
    text: `${title}\n\n${lead}\n\n${inert(body)}\n\nOpen internal page:\n${link}\n\n-- \n${reason}\n\nUnsubscribe:\n${unsubscribe}\n`,
  };
}
