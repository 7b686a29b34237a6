import { headerLine, inert, type MailPage, type WrittenMail } from '../frame.ts';
import { dayAndTime } from '../when.ts';
import { teamMail } from './team-mail.ts';

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

const draftMail = (
  { page, link }: About,
  mail: { subject: string; paragraphs: string[]; act: string },
): Promise<WrittenMail> =>
  teamMail({
    ...{ page, link, button: mail.act, title: headerLine(mail.subject) },
    paragraphs: mail.paragraphs.map(inert),
  });
