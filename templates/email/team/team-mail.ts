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

/** A mail to a member of the team: some paragraphs and one button. Texts are inert already. */
export async function teamMail(mail: {
  page: MailPage;
  title: string;
  paragraphs: readonly string[];
  button: string;
  link: string;
}): Promise<WrittenMail> {
  const { page, title, paragraphs, button, link } = mail;
  const reason = `You’re receiving this because you’re on the ${inert(page.name)} status team.`;
  const content = html`<h1>${title}</h1>
${paragraphs.map((paragraph) => html`<p>${paragraph}</p>\n`)}<p><a class="button" href="${link}">${button}</a></p>`;
  return {
    senderName: senderNameOf(wordsIn(), page.name),
    subject: headerLine(title),
    html: await frame({ page, title, content, footer: html`<p>${reason}</p>` }),
    text: `${paragraphs.join('\n\n')}\n\n${button}:\n${link}\n\n-- \n${reason}\n`,
  };
}
