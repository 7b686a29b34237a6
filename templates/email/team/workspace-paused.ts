import { inert, type MailPage, type WrittenMail } from '../frame.ts';
import { TO_OWNERS, teamMail } from './team-mail.ts';

/** To the owners: a chat workspace refuses our token, and what to do. */
export function workspacePausedMail(of: {
  workspace: string;
  reason: string;
  page: MailPage;
  consoleUrl: string;
}): Promise<WrittenMail> {
  const workspace = inert(of.workspace);
  return teamMail({
    page: of.page,
    title: `Updates to Slack are paused: ${workspace}`,
    paragraphs: [
      `Updates are no longer posted to the Slack workspace ${workspace}. ${of.reason}`,
      'Nobody was unsubscribed. Connect the workspace again with a new token, and updates that wait are posted.',
    ],
    button: 'Open chat settings',
    link: of.consoleUrl,
    reason: TO_OWNERS,
  });
}
