import { html } from 'hono/html';
import type { InternalAudience } from '../../../api/domain/room/internal-update.ts';
import type { Locale } from '../../../api/domain/text/locale.ts';
import { internalFieldKeys } from '../../../site/locales/internal-fields.ts';
import { type Words, wordsIn } from '../../../site/locales/words.ts';
import { inert, type MailPage, type WrittenMail } from '../frame.ts';
import { untilTime } from '../when.ts';
import { inertLines } from './inert-lines.ts';
import { internalMail } from './internal-mail.ts';

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
export async function internalUpdateMail(input: {
  page: MailPage;
  locale: Locale;
  zone: string;
  incident: { name: string; severity: string | null; audience: string };
  update: Update;
  link: string;
  /** Where responders talk; null without one. */
  bridge: string | null;
  unsubscribe: string;
}): Promise<WrittenMail> {
  const { page, zone, update, link, unsubscribe } = input;
  const words = wordsIn(input.locale);
  const { say } = words;
  const isRestricted = input.incident.audience === 'restricted';
  const title = isRestricted ? say('internal.hiddenTitle') : inert(input.incident.name);
  const severity = input.incident.severity && !isRestricted ? `${input.incident.severity}: ` : '';
  const subject = `${severity}${title}`;
  const fields = isRestricted ? [] : fieldsOf(words, update);
  const next = describeNext(words, update, zone);
  const hidden = say('internal.hidden');
  const why = update.audience === 'executives' ? 'whyExecutives' : 'whyResponders';
  const reason = say(`internal.${why}`, { page: inert(page.name) });
  const bridge = isRestricted || update.audience !== 'responders' ? null : input.bridge;
  const content = html`<h1>${title}</h1>
${isRestricted ? html`<p>${hidden}</p>` : fields.map(([label, typed]) => html`<p><strong>${label}</strong><br>${inertLines(typed)}</p>`)}
<p>${next}</p>
${bridge === null ? '' : html`<p><strong>${say('internal.bridge')}</strong><br><a href="${bridge}">${bridge}</a></p>`}
<p><a class="button" href="${link}">${say('internal.open')}</a></p>
${isRestricted ? '' : html`<p class="dim">${inert(update.author)}</p>`}`;
  const colon = words.colon.trimEnd();
  const body = isRestricted
    ? hidden
    : fields.map(([label, field]) => `${label}${colon}\n${inert(field)}`).join('\n\n');
  const where = bridge === null ? '' : `\n\n${say('internal.bridge')}${colon}\n${bridge}`;
  const text = `${title}\n\n${body}\n\n${next}${where}`;
  return internalMail(words, page, { subject, content, text, link, reason, unsubscribe });
}

function fieldsOf({ say }: Words, update: Update): [string, string][] {
  const keys = internalFieldKeys[update.audience];
  const all: [string, string][] = [
    [say(keys.currentState), update.currentState],
    [say(keys.whatWeKnow), update.whatWeKnow],
    [say(keys.whatWeAreDoing), update.whatWeAreDoing],
    [say('internal.impact'), update.impact],
  ];
  return all.filter(([, typed]) => typed !== '');
}

/** When the next one comes, and a new pace where this one announces it. */
function describeNext(
  words: Words,
  { nextUpdateBy, updatesEvery, createdAt }: Update,
  zone: string,
): string {
  const { say, sentences, interval, locale } = words;
  const next =
    nextUpdateBy === null
      ? say('internal.promiseOnChange')
      : say('internal.promise', { time: untilTime(nextUpdateBy, zone, createdAt, locale) });
  if (updatesEvery === null) return next;
  return sentences([next, say('internal.pace', { duration: interval(updatesEvery) })]);
}
