import type { MailPage, WrittenMail } from '../frame.ts';
import { dayAndTime } from '../when.ts';
import { TO_OWNERS, teamMail } from './team-mail.ts';

/** To the owners: mail is stopped, why, and what to do. `since` in UTC ms. */
export const channelMail = (of: {
  trouble: string;
  since: number;
  zone: string;
  page: MailPage;
  consoleUrl: string;
}): Promise<WrittenMail> =>
  teamMail({
    page: of.page,
    title: 'Email delivery is paused',
    paragraphs: [
      `Emails have not been sent since ${dayAndTime(of.since, of.zone)}: ${of.trouble}.`,
      'Nothing is lost, and the page isn’t affected. Waiting emails are sent automatically once the provider accepts them again, unless the console asks you to resume sending.',
    ],
    button: 'View email queue',
    link: of.consoleUrl,
    reason: TO_OWNERS,
  });
