import { html } from 'hono/html';
import { wordsIn } from '../../site/locales/words.ts';
import { frame, type MailPage, senderNameOf, type WrittenMail } from './frame.ts';
import { dayAndTime } from './when.ts';

/** To the owners: mail is stopped, why, and what to do. `since` in UTC ms. */
export async function channelMail(of: {
  trouble: string;
  since: number;
  zone: string;
  page: MailPage;
  consoleUrl: string;
}): Promise<WrittenMail> {
  const subject = 'Email delivery is paused';
  const since = dayAndTime(of.since, of.zone);
  const what = `Emails have not been sent since ${since}: ${of.trouble}.`;
  const next =
    'Nothing is lost, and the page isn’t affected. Waiting emails are sent automatically once the provider accepts them again, unless the console asks you to resume sending.';
  const content = html`<h1>${subject}</h1>
<p>${what}</p>
<p>${next}</p>
<p><a class="button" href="${of.consoleUrl}">View email queue</a></p>`;
  const footer = html`<p>You’re receiving this because you’re an owner of this page.</p>`;
  const text = `${what}

${next}

View email queue: ${of.consoleUrl}

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
