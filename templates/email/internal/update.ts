import { html } from 'hono/html';
import { internalFieldWords } from '../../../api/domain/room/internal-cadence.ts';
import type { InternalAudience } from '../../../api/domain/room/internal-update.ts';
import { wordsIn } from '../../../site/locales/words.ts';
import { durationInWords } from '../../words.ts';
import {
  frame,
  headerLine,
  inert,
  type MailPage,
  senderNameOf,
  type WrittenMail,
} from '../frame.ts';
import { untilTime } from '../when.ts';
import { inertLines } from './inert-lines.ts';

type Update = {
  audience: InternalAudience;
  currentState: string;
  whatWeKnow: string;
  whatWeAreDoing: string;
  impact: string;
  nextUpdateBy: number | null;
  updatesEvery: number | null;
  author: string;
  createdAt: number;
};

/**
 * An internal update. Of a restricted incident it says only that there is one: stored mail
 * is read by more people than the incident names.
 */
export async function internalUpdateMail(of: {
  page: MailPage;
  zone: string;
  incident: { name: string; severity: string | null; audience: string };
  update: Update;
  link: string;
  /** Where responders talk; null without one. */
  bridge: string | null;
  unsubscribe: string;
}): Promise<WrittenMail> {
  const { page, zone, update, link, unsubscribe } = of;
  const isRestricted = of.incident.audience === 'restricted';
  const title = isRestricted ? 'Restricted incident' : inert(of.incident.name);
  const severity = of.incident.severity && !isRestricted ? `${of.incident.severity}: ` : '';
  const subject = headerLine(`[Internal] ${severity}${title}`);
  const fields = isRestricted ? [] : fieldsOf(update);
  const next = nextWords(update, zone);
  const hidden = 'There is a new internal update. Sign in to read it.';
  const reason = `You’re receiving this because you subscribed to updates for ${update.audience} on the internal status page of ${inert(page.name)}. Please don’t forward it.`;
  const bridge = isRestricted || update.audience !== 'responders' ? null : of.bridge;
  const content = html`<h1>${title}</h1>
${isRestricted ? html`<p>${hidden}</p>` : fields.map(([label, text]) => html`<p><strong>${label}</strong><br>${inertLines(text)}</p>`)}
<p>${next}</p>
${bridge === null ? '' : html`<p><strong>Bridge</strong><br><a href="${bridge}">${bridge}</a></p>`}
<p><a class="button" href="${link}">Open internal page</a></p>
${isRestricted ? '' : html`<p class="dim">${inert(update.author)}</p>`}`;
  const text = isRestricted
    ? hidden
    : fields.map(([label, field]) => `${label}:\n${inert(field)}`).join('\n\n');
  return {
    senderName: senderNameOf(wordsIn(), page.name),
    subject,
    html: await frame({
      page,
      title: subject,
      content,
      footer: html`<p>${reason}</p><p><a href="${unsubscribe}">Unsubscribe</a></p>`,
    }),
    text: `${title}\n\n${text}\n\n${next}\n\n${bridge === null ? '' : `Bridge:\n${bridge}\n\n`}Open internal page:\n${link}\n\n-- \n${reason}\n\nUnsubscribe:\n${unsubscribe}\n`,
  };
}

function fieldsOf(update: Update): [string, string][] {
  const words = internalFieldWords[update.audience];
  const all: [string, string][] = [
    [words.currentState, update.currentState],
    [words.whatWeKnow, update.whatWeKnow],
    [words.whatWeAreDoing, update.whatWeAreDoing],
    ['Impact', update.impact],
  ];
  return all.filter(([, text]) => text !== '');
}

/** When the next one comes, and a new interval where this one announces it. */
function nextWords({ nextUpdateBy, updatesEvery, createdAt }: Update, zone: string): string {
  const cadenceNotice =
    updatesEvery === null ? '' : ` Updates every ${durationInWords(updatesEvery)} from now on.`;
  return nextUpdateBy === null
    ? `Next update when the status changes.${cadenceNotice}`
    : `Next update by ${untilTime(nextUpdateBy, zone, createdAt)}, or when the status changes.${cadenceNotice}`;
}
