import { html } from 'hono/html';
import { formatMinutes } from '../../words.ts';
import { inert, type MailPage, type WrittenMail } from '../frame.ts';
import { framedMail } from '../framed.ts';
import { untilTime } from '../when.ts';

/** Reminds a member of the team that a promised update is due soon, or overdue. Instants in UTC ms. */
export function reminderMail(mail: {
  page: MailPage;
  zone: string;
  incident: { name: string; link: string };
  due: number;
  now: number;
}): Promise<WrittenMail> {
  const name = inert(mail.incident.name);
  const minutes = Math.round(Math.abs(mail.due - mail.now) / 60_000);
  const by = untilTime(mail.due, mail.zone, mail.now);
  const overdue = mail.now >= mail.due;
  const subject = overdue ? `Update overdue since ${by}: ${name}` : `Update due by ${by}: ${name}`;
  const state = overdue
    ? minutes === 0
      ? 'It is due now.'
      : `That was ${formatMinutes(minutes)} ago, and the page shows it as overdue.`
    : `That is in ${formatMinutes(minutes)}.`;
  const advice =
    'Even without news, post an update: what you’re doing and when you’ll report next.';
  const content = html`<h1>${name}</h1>
<p>An update on “${name}” is due by <strong>${by}</strong>. ${state}</p>
<p>${advice}</p>
<p><a class="button" href="${mail.incident.link}">Post update</a></p>`;
  const footer = html`<p>You’re receiving this because you’re on the ${inert(mail.page.name)} status team. Owners set the reminders.</p>`;
  const text = `An update on “${name}” is due by ${by}. ${state}

${advice}

Post update:
${mail.incident.link}

--${' '}
You’re receiving this because you’re on the ${inert(mail.page.name)} status team.
`;
  return framedMail({ page: mail.page, subject, content, footer, text });
}
