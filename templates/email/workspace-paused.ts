import { html } from 'hono/html';
import { wordsIn } from '../../site/locales/words.ts';
import { frame, inert, type MailPage, senderNameOf, type WrittenMail } from './frame.ts';

/** To the owners: a chat workspace refuses our token, and what to do. */
export async function workspacePausedMail(of: {
  workspace: string;
  reason: string;
  page: MailPage;
  consoleUrl: string;
}): Promise<WrittenMail> {
  const workspace = inert(of.workspace);
  const subject = `Updates to Slack are paused: ${workspace}`;
  const what = `Updates are no longer posted to the Slack workspace ${workspace}. ${of.reason}`;
  const next =
    'Nobody was unsubscribed. Connect the workspace again with a new token, and updates that wait are posted.';
  const content = html`<h1>${subject}</h1>
<p>${what}</p>
<p>${next}</p>
<p><a class="button" href="${of.consoleUrl}">Open chat settings</a></p>`;
  const footer = html`<p>You’re receiving this because you’re an owner of this page.</p>`;
  const text = `${what}

${next}

Open chat settings: ${of.consoleUrl}

--${' '}
You’re receiving this because you’re an owner of this page.
`;
  return {
    senderName: senderNameOf(wordsIn(), of.page.name),
    subject,
    html: await frame({ page: of.page, title: subject, content, footer }),
    text,
  };
}
