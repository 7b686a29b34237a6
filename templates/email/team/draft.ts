import { headerLine, inert, type MailPage, type WrittenMail } from '../frame.ts';
import { dayAndTime } from '../when.ts';
import { teamMail } from './team-mail.ts';

type About = { page: MailPage; title: string; link: string };

/** To everybody who may approve the draft. */
export const approvalRequestMail = (input: About & { by: string }): Promise<WrittenMail> =>
  draftMail(input, {
    subject: `Approval requested: ${input.title}`,
    paragraphs: [
      `${input.by} requested your approval for an update on “${input.title}”.`,
      'Review the changes and the preview, then publish it or request changes.',
    ],
    act: 'Review update',
  });

/** To the people who wrote the text. */
export const sentBackMail = (input: About & { by: string; why: string }): Promise<WrittenMail> =>
  draftMail(input, {
    subject: `Changes requested: ${input.title}`,
    paragraphs: [`${input.by} requested changes to your update on “${input.title}”:`, input.why],
    act: 'Edit draft',
  });

/** To the author and the owners: a scheduled draft was not published. `at` in UTC ms. */
export const heldBackMail = (
  input: About & { at: number; zone: string; why: string },
): Promise<WrittenMail> =>
  draftMail(input, {
    subject: `Not published: ${input.title}`,
    paragraphs: [
      `The update on “${input.title}” scheduled for ${dayAndTime(input.at, input.zone)} was not published:`,
      input.why,
      'It’s a draft again. No one was notified.',
    ],
    act: 'View draft',
  });

const draftMail = (
  { page, link }: About,
  mail: { subject: string; paragraphs: string[]; act: string },
): Promise<WrittenMail> =>
  teamMail({
    ...{ page, link, button: mail.act, title: headerLine(mail.subject) },
    paragraphs: mail.paragraphs.map(inert),
  });
