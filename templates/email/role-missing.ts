import { html } from 'hono/html';
import { type ResponseRole, rolesInWords } from '../../api/domain/room/response-role.ts';
import { wordsIn } from '../../site/locales/words.ts';
import { durationInWords } from '../words.ts';
import {
  frame,
  headerLine,
  inert,
  type MailPage,
  senderNameOf,
  type WrittenMail,
} from './frame.ts';
import { untilTime } from './when.ts';

/** Tells a member of the team that nobody has a role that the severity requires. Instants in UTC ms. */
export async function roleMissingMail(mail: {
  page: MailPage;
  zone: string;
  incident: { name: string; severity: string | null; link: string };
  openedAt: number;
  roles: readonly ResponseRole[];
  now: number;
}): Promise<WrittenMail> {
  const name = inert(mail.incident.name);
  const minutes = Math.max(1, Math.round((mail.now - mail.openedAt) / 60_000));
  const since = untilTime(mail.openedAt, mail.zone, mail.now);
  const needed = rolesInWords(mail.roles);
  const title = `${mail.incident.severity} needs ${needed}: ${name}`;
  const state = `“${name}” was opened ${durationInWords(minutes)} ago, at ${since}, and nobody has taken these roles yet: ${needed}.`;
  const advice =
    'Take the role yourself, or assign somebody. Updates can be published all the same.';
  const content = html`<h1>${title}</h1>
<p>${state}</p>
<p>${advice}</p>
<p><a class="button" href="${mail.incident.link}">Assign roles</a></p>`;
  const reason = `You’re receiving this because you’re on the ${inert(mail.page.name)} status team.`;
  const text = `${state}

${advice}

Assign roles:
${mail.incident.link}

--${' '}
${reason}
`;
  return {
    senderName: senderNameOf(wordsIn(), mail.page.name),
    subject: headerLine(title),
    html: await frame({ page: mail.page, title, content, footer: html`<p>${reason}</p>` }),
    text,
  };
}
