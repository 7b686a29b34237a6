import { html } from 'hono/html';
import { frame, headerLine, inert } from './frame.ts';
import { dayAndTime } from './when.ts';

type DraftMail = { subject: string; html: string; text: string };
type About = { pageName: string; title: string; link: string };

/** To everybody who may approve the draft. */
export const askedMail = (of: About & { by: string }): Promise<DraftMail> =>
  draftMail(of, {
    subject: `${of.by} asks you to approve: ${of.title}`,
    paragraphs: [
      `${of.by} has written what is to be said about “${of.title}”, and it goes out when a second person has read it.`,
      'Look at what changed and at how it will be published; then publish it, or send it back with a note.',
    ],
    act: 'Read it',
  });

/** To the people who wrote the text. */
export const sentBackMail = (of: About & { by: string; why: string }): Promise<DraftMail> =>
  draftMail(of, {
    subject: `Sent back: ${of.title}`,
    paragraphs: [`${of.by} read what you wrote about “${of.title}”, and sent it back:`, of.why],
    act: 'Go on writing',
  });

/** To the author and the owners: a scheduled draft was not published. `at` in UTC ms. */
export const heldBackMail = (
  of: About & { at: number; zone: string; why: string },
): Promise<DraftMail> =>
  draftMail(of, {
    subject: `Not published: ${of.title}`,
    paragraphs: [
      `What was to be published about “${of.title}” at ${dayAndTime(of.at, of.zone)} was not:`,
      of.why,
      'It is a draft again. Nobody was told anything.',
    ],
    act: 'Look at it',
  });

async function draftMail(
  of: About,
  mail: { subject: string; paragraphs: string[]; act: string },
): Promise<DraftMail> {
  const paragraphs = mail.paragraphs.map(inert);
  const subject = headerLine(mail.subject);
  const why = `Sent to you as one of the team of ${inert(of.pageName)} status.`;
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
  return { subject, html: await frame({ title: subject, content, footer }), text };
}
