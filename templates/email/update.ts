import { html, raw } from 'hono/html';
import type { State } from '../../api/domain/incident.ts';
import { labelOf, type Notice } from '../../api/domain/maintenance/notice.ts';
import { type ComponentStatus, statusWords } from '../../api/domain/status.ts';
import { markdownToHtml } from '../markdown.ts';
import { frame, headerLine, inert, MANAGE_LINK, UNSUBSCRIBE_LINK } from './frame.ts';
import { dayAndTime, untilTime } from './when.ts';

/** One published update, as subscribers are told of it. Instants in UTC ms. */
export type UpdateMail = {
  pageName: string;
  pageUrl: string;
  zone: string;
  incident: {
    name: string;
    url: string;
    scheduledFor: number | null;
    scheduledUntil: number | null;
  };
  state: State;
  notice?: Notice | null;
  body: string;
  at: number;
  /** Set where this mail tells of a correction. */
  correctedAt?: number | null;
  nextUpdateBy: number | null;
  components: { name: string; status: ComponentStatus }[];
  /** Updates that not everybody was told of before this one, newest first. */
  earlier?: { state: State; notice?: Notice | null; body: string; at: number }[];
};

const LONGEST_SUBJECT = 180;

/** `[Investigating] Card payments: Payments fail` */
export function subjectOf(
  mail: Pick<UpdateMail, 'state' | 'notice' | 'components' | 'incident' | 'correctedAt'>,
): string {
  const [first, second, ...more] = mail.components.map((component) => component.name);
  const about =
    second === undefined
      ? first
      : more.length === 0
        ? `${first} and ${second}`
        : `${first} and ${more.length + 1} more`;
  const line = headerLine(
    `[${headingOf(mail)}] ${about === undefined ? '' : `${about}: `}${mail.incident.name}`,
  );
  const signs = [...line];
  return signs.length <= LONGEST_SUBJECT
    ? line
    : `${signs.slice(0, LONGEST_SUBJECT - 1).join('')}…`;
}

const headingOf = (mail: Pick<UpdateMail, 'state' | 'notice' | 'correctedAt'>): string =>
  `${labelOf(mail)}${mail.correctedAt ? ', corrected' : ''}`;

/** When it was written, and put right. */
const postedIn = ({ at, correctedAt, zone }: UpdateMail): string =>
  `Posted ${dayAndTime(at, zone)}${correctedAt ? `, corrected ${untilTime(correctedAt, zone, at)}` : ''}`;

export async function updateMail(
  mail: UpdateMail,
): Promise<{ subject: string; html: string; text: string }> {
  const subject = subjectOf(mail);
  return { subject, html: await asHtml(mail, subject), text: asText(mail) };
}

const promiseIn = (mail: UpdateMail): string | null =>
  mail.nextUpdateBy === null
    ? null
    : `Next update by ${untilTime(mail.nextUpdateBy, mail.zone, mail.at)}.`;

function windowIn({ incident, zone }: UpdateMail): string | null {
  if (incident.scheduledFor === null || incident.scheduledUntil === null) return null;
  const until = untilTime(incident.scheduledUntil, zone, incident.scheduledFor);
  return `Planned from ${dayAndTime(incident.scheduledFor, zone)} to ${until}.`;
}

const earlierIn = (mail: UpdateMail) => mail.earlier ?? [];

function asText(mail: UpdateMail): string {
  const parts = [
    `${headingOf(mail)}: ${mail.incident.name}`,
    windowIn(mail),
    mail.components.map((c) => `- ${c.name}: ${statusWords[c.status]}`).join('\n') || null,
    mail.body,
    promiseIn(mail),
    ...earlierIn(mail).map(
      (one) => `Earlier, ${dayAndTime(one.at, mail.zone)} – ${labelOf(one)}:\n\n${one.body}`,
    ),
    `${postedIn(mail)}. The whole story: ${mail.incident.url}`,
  ];
  const text = parts.filter((part) => part !== null).join('\n\n');
  return `${inert(text)}

--${' '}
You get this because you subscribed to ${inert(mail.pageName)} status updates.
Change what you get: ${MANAGE_LINK}
Unsubscribe: ${UNSUBSCRIBE_LINK}
`;
}

async function asHtml(mail: UpdateMail, title: string): Promise<string> {
  const window = windowIn(mail);
  const promise = promiseIn(mail);
  const content = html`<p class="state">${headingOf(mail)}</p>
<h1>${inert(mail.incident.name)}</h1>
${window && html`<p>${window}</p>`}
${
  mail.components.length > 0 &&
  html`<ul class="components">${mail.components.map(
    (c) => html`<li>${inert(c.name)}: <strong>${statusWords[c.status]}</strong></li>`,
  )}</ul>`
}
${raw(markdownToHtml(inert(mail.body)))}
${promise && html`<p class="promise">${promise}</p>`}
${earlierIn(mail).map(
  (one) => html`<h2>Earlier: ${labelOf(one)}</h2>
<p class="dim">${dayAndTime(one.at, mail.zone)}</p>
${raw(markdownToHtml(inert(one.body)))}`,
)}
<p><a class="button" href="${mail.incident.url}">See the whole story</a></p>
<p class="dim">${postedIn(mail)} on <a href="${mail.pageUrl}">${inert(mail.pageName)} status</a>.</p>`;
  const footer = html`<p>You get this because you subscribed to ${inert(mail.pageName)} status updates.<br>
<a href="${MANAGE_LINK}">Change what you get</a> · <a href="${UNSUBSCRIBE_LINK}">Unsubscribe</a></p>`;
  return frame({ title, content, footer });
}
