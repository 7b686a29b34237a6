import { html } from 'hono/html';
import { inert, type MailPage, type WrittenMail } from '../frame.ts';
import { framedMail } from '../framed.ts';

/** Lines below a label, after the button. */
export type MailSection = { label: string; lines: readonly string[] };

/** A mail to a member of the team: some paragraphs and one button. Texts are inert already. */
export function teamMail(mail: {
  page: MailPage;
  title: string;
  paragraphs: readonly string[];
  button: string;
  link: string;
  /** A further address, below the button. */
  second?: { label: string; link: string };
  sections?: readonly MailSection[];
  /** Why one gets it; without it, being on the team. */
  reason?: string;
}): Promise<WrittenMail> {
  const { page, title, paragraphs, button, link, second, sections = [] } = mail;
  const onTeam = `You’re receiving this because you’re on the ${inert(page.name)} status team.`;
  const { reason = onTeam } = mail;
  const content = html`<h1>${title}</h1>
${paragraphs.map((paragraph) => html`<p>${paragraph}</p>\n`)}<p><a class="button" href="${link}">${button}</a></p>${second && html`\n<p><a href="${inert(second.link)}">${second.label}</a></p>`}${sections.map(sectionOf)}`;
  const below = sections.map(({ label, lines }) => `${label}\n${lines.join('\n')}\n\n`);
  return framedMail({
    page,
    subject: title,
    content,
    footer: html`<p>${reason}</p>`,
    text: `${paragraphs.join('\n\n')}\n\n${button}:\n${link}\n\n${second ? `${second.label}:\n${inert(second.link)}\n\n` : ''}${below.join('')}-- \n${reason}\n`,
  });
}

/** For mails that only owners get. */
export const TO_OWNERS = 'You’re receiving this because you’re an owner of this page.';

const sectionOf = ({ label, lines }: MailSection) =>
  html`\n<p><b>${label}</b>${lines.map((line) => html`<br>${line}`)}</p>`;
