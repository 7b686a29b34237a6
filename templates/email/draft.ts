import { html } from 'hono/html';
import { wordsIn } from '../../site/locales/words.ts';
import {
  frame,
  headerLine,
  inert,
  type MailPage,
  senderNameOf,
  type WrittenMail,
} from './frame.ts';
import { dayAndTime } from './when.ts';

type About = { page: MailPage; title: string; link: string };

/** To everybody who may approve the draft. */
export const askedMail = (of: About & { by: string }): Promise<WrittenMail> =>
  draftMail(of, {
    subject: `Approval requested: ${of.title}`,
    paragraphs: [
      `${of.by} requested your approval for an update on “${of.title}”.`,
      'Review the changes and the preview, then publish it or request changes.',
    ],
    act: 'Review update',
  });

/** To the people who wrote the text. */
export const sentBackMail = (of: About & { by: string; why: string }): Promise<WrittenMail> =>
  draftMail(of, {
    subject: `Changes requested: ${of.title}`,
    paragraphs: [`${of.by} requested changes to your update on “${of.title}”:`, of.why],
    act: 'Edit draft',
  });

/** To the author and the owners: a scheduled draft was not published. `at` in UTC ms. */
export const heldBackMail = (
  of: About & { at: number; zone: string; why: string },
): Promise<WrittenMail> =>
  draftMail(of, {
    subject: `Not published: ${of.title}`,
    paragraphs: [
      `The update on “${of.title}” scheduled for ${dayAndTime(of.at, of.zone)} was not published:`,
      of.why,
      'It’s a draft again. No one was notified.',
    ],
    act: 'View draft',
  });

async function draftMail(
  of: About,
  mail: { subject: string; paragraphs: string[]; act: string },
): Promise<WrittenMail> {
  const paragraphs = mail.paragraphs.map(inert);
  const subject = headerLine(mail.subject);
  const why = `You’re receiving this because you’re on the ${inert(of.page.name)} status team.`;
  const content = html`<h1>${subject}</h1>
${paragraphs.map((line) => html`<p>${line}</p>`)}
<p><a class="button" href="${of.link}">${mail.act}</a></p>`;
  const text = `${paragraphs.join('\n\n')}

${mail.act}:
${of.link}

--${' '}
${why}
`;
  const footer = html`<p>${why}</p>`;
  return {
    senderName: senderNameOf(wordsIn(), of.page.name),
    subject,
    html: await frame({ page: of.page, title: subject, content, footer }),
    text,
  };
}
