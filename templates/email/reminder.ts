import { html } from 'hono/html';
import { durationInWords } from '../words.ts';
import { frame, headerLine, inert } from './frame.ts';
import { untilTime } from './when.ts';

/** Reminds a member of the team that a promised update is due soon, or overdue. Instants in UTC ms. */
export async function reminderMail(mail: {
  pageName: string;
  zone: string;
  incident: { name: string; link: string };
  due: number;
  now: number;
}): Promise<{ subject: string; html: string; text: string }> {
  const name = inert(mail.incident.name);
  const minutes = Math.round(Math.abs(mail.due - mail.now) / 60_000);
  const by = untilTime(mail.due, mail.zone, mail.now);
  const overdue = mail.now >= mail.due;
  const subject = headerLine(
    overdue ? `Update overdue since ${by}: ${name}` : `Update due by ${by}: ${name}`,
  );
  const state = overdue
    ? minutes === 0
      ? 'It is due now.'
      : `That was ${durationInWords(minutes)} ago, and the page says so.`
    : `That is in ${durationInWords(minutes)}.`;
  const advice = 'Nothing new is news too: say what you are doing, and when you will write again.';
  const content = html`<h1>${name}</h1>
<p>Everyone was promised an update by <strong>${by}</strong>. ${state}</p>
<p>${advice}</p>
<p><a class="button" href="${mail.incident.link}">Write the update</a></p>`;
  const footer = html`<p>Sent to you as one of the team of ${inert(mail.pageName)} status. An owner of the page chooses who is reminded when.</p>`;
  const text = `Everyone was promised an update by ${by} on “${name}”. ${state}

${advice}

Write the update:
${mail.incident.link}

--${' '}
Sent to you as one of the team of ${inert(mail.pageName)} status.
`;
  return { subject, html: await frame({ title: subject, content, footer }), text };
}
