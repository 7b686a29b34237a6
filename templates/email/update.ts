import { html, raw } from 'hono/html';
import { type ComponentStatus, componentStatuses } from '../../api/domain/component/status.ts';
import type { ZonedTimes } from '../../api/domain/delivery/zoned-time.ts';
import { isClosed } from '../../api/domain/incident/incident.ts';
import type { LinkBase } from '../../api/domain/text/link-base.ts';
import type { Locale } from '../../api/domain/text/locale.ts';
import { type Words, wordsIn } from '../../site/locales/words.ts';
import { eventText } from '../event.ts';
import { markdownToHtml, markdownToPlainText } from '../markdown/markdown.ts';
import { frame, inert, MANAGE_LINK, type Markup, UNSUBSCRIBE_LINK } from './frame.ts';
import type { Earlier, UpdateMail } from './update-mail.ts';
import { headingOf, stateLabel, subjectOf } from './update-subject.ts';
import { markedTimes, withoutMarks, wordsWithMarks } from './zoned-times.ts';

/** When it was written and corrected. */
function postedIn({ say }: Words, { at, correctedAt, zone, locale }: UpdateMail): string {
  const { full, until } = markedTimes(zone, locale);
  const time = full(at);
  if (!correctedAt) return say('mail.posted', { time });
  const corrected = until(correctedAt, at);
  return say('mail.postedCorrected', { time, corrected });
}

export async function updateMail(
  mail: UpdateMail,
): Promise<{ subject: string; html: string; text: string; times: ZonedTimes }> {
  const subject = subjectOf(mail);
  const words = wordsWithMarks(wordsIn(mail.locale), mail.zone);
  const page = withoutMarks(await asHtml(words, mail, subject));
  const plain = withoutMarks(asText(words, mail));
  const times = { html: page.times, text: plain.times };
  return { subject, html: page.text, text: plain.text, times };
}

/** Green once it is over, blue for maintenance, else as bad as the worst of its components. */
export function toneOf({ state, notice, incident, components }: UpdateMail): ComponentStatus {
  if (isClosed(state) && !notice) return 'operational';
  if (incident.kind === 'maintenance') return 'under_maintenance';
  const worst = components.map(({ status }) => componentStatuses.indexOf(status));
  return componentStatuses[Math.max(...worst, 2)] ?? 'degraded_performance';
}

const actIn = ({ say }: Words, { incident }: UpdateMail): string =>
  say(incident.kind === 'maintenance' ? 'mail.viewMaintenance' : 'front.viewIncident');

const promiseIn = ({ say }: Words, mail: UpdateMail): string | null =>
  mail.nextUpdateBy === null
    ? null
    : say('mail.promise', {
        time: markedTimes(mail.zone, mail.locale).until(mail.nextUpdateBy, mail.at),
      });

function windowIn({ say }: Words, { incident, zone, locale }: UpdateMail): string | null {
  if (incident.scheduledFor === null || incident.scheduledUntil === null) return null;
  const times = markedTimes(zone, locale);
  const from = times.full(incident.scheduledFor);
  const until = times.until(incident.scheduledUntil, incident.scheduledFor);
  return say('mail.window', { from, until });
}

/** Marks a text without a translation into the mail’s language. */
function originalIn(words: Words, { bodyLocale, written = words.locale }: UpdateMail) {
  const locale = bodyLocale ?? written;
  return locale === words.locale
    ? null
    : words.say('text.original', { language: words.nameOf(locale) });
}

/** The product's sentence of an update in the mail's language; empty if there is none. */
const eventIn = (
  words: Words,
  mail: UpdateMail,
  { event, at }: Earlier | UpdateMail,
  bold?: string,
): string => (event ? eventText(words, { event, displayAt: at }, mail.zone, bold) : '');

const linksIn = ({ incident, prefix }: UpdateMail): LinkBase => ({
  url: new URL(incident.url).origin,
  prefix,
  page: incident.url,
});

const earlierIn = (mail: UpdateMail) => mail.earlier ?? [];

function asText(words: Words, mail: UpdateMail): string {
  const { say, colon } = words;
  const { full } = markedTimes(mail.zone, mail.locale);
  const links = linksIn(mail);
  const plain = (source: string) => markdownToPlainText(source.toWellFormed(), links);
  const parts = [
    `${headingOf(mail)}${colon}${inert(mail.incident.name)}`,
    mail.digest ? say('mail.digest') : null,
    windowIn(words, mail),
    mail.components
      .map((c) => `- ${inert(c.name)}${colon}${say(`status.${c.status}`)}`)
      .join('\n') || null,
    plain(eventIn(words, mail, mail, '')) || null,
    plain(inert(mail.body)) || null,
    originalIn(words, mail),
    promiseIn(words, mail),
    ...earlierIn(mail).map((one) => {
      const earlier = { time: full(one.at), state: stateLabel(words, one) };
      const lines = [
        say('mail.earlierAt', earlier),
        plain(eventIn(words, mail, one, '')),
        plain(inert(one.body)),
      ];
      return lines.filter(Boolean).join('\n\n');
    }),
    mail.digest?.isCut ? say('mail.digestRest') : null,
    `${postedIn(words, mail)}\n${actIn(words, mail)}${colon}${mail.incident.url}`,
  ];
  const text = parts.filter((part) => part !== null).join('\n\n');
  return `${text}

--${' '}
${say('mail.why', { page: inert(mail.page.name) })}
${say('mail.change')}${colon}${MANAGE_LINK}
${say('mail.leave')}${colon}${UNSUBSCRIBE_LINK}
`;
}

async function asHtml(words: Words, mail: UpdateMail, title: string): Promise<string> {
  const { say, parts, colon } = words;
  const window = windowIn(words, mail);
  const promise = promiseIn(words, mail);
  const written = mail.written ?? words.locale;
  const mark = (locale = written) =>
    locale === words.locale ? '' : ` lang="${locale}" dir="auto"`;
  const own = mark();
  const beforeTag = colon.replace('：', ': '); // see frame.ts
  const links = linksIn(mail);
  const prose = (text: string, locale?: Locale) => {
    if (!text) return '';
    const drawn = markdownToHtml(text.toWellFormed(), links);
    return raw(mark(locale) ? `<div${mark(locale)}>${drawn}</div>` : drawn);
  };
  const original = originalIn(words, mail);
  const tone = toneOf(mail);
  const { full } = markedTimes(mail.zone, mail.locale);
  const page = html`<a href="${mail.page.url}">${say('page.name', { page: inert(mail.page.name) })}</a>`;
  const content = html`<p class="state ${tone}">${headingOf(mail)}</p>
<h1${raw(mark(mail.incident.locale))}>${inert(mail.incident.name)}</h1>
${mail.digest && html`<p class="dim">${say('mail.digest')}</p>`}
${window && html`<p>${window}</p>`}
${
  mail.components.length > 0 &&
  html`<ul class="components">${mail.components.map(
    (c) =>
      html`<li>${own ? html`<bdi${raw(own)}>${inert(c.name)}</bdi>` : inert(c.name)}${beforeTag}<strong class="${c.status}">${say(`status.${c.status}`)}</strong></li>`,
  )}</ul>`
}
${prose(eventIn(words, mail, mail), words.locale)}
${prose(inert(mail.body), mail.bodyLocale)}
${original && html`<p class="dim">${original}</p>`}
${promise && html`<p class="promise">${promise}</p>`}
${earlierIn(mail).map(
  (one) => html`<h2>${say('mail.earlier', { state: stateLabel(words, one) })}</h2>
<p class="dim">${full(one.at)}</p>
${prose(eventIn(words, mail, one), words.locale)}
${prose(inert(one.body), one.locale)}`,
)}
${mail.digest?.isCut && html`<p>${say('mail.digestRest')}</p>`}
<p><a class="button" href="${mail.incident.url}">${actIn(words, mail)}</a></p>
<p class="dim">${parts('mail.postedOn', { posted: postedIn(words, mail), page }) as Markup[]}</p>`;
  const footer = html`<p>${say('mail.why', { page: inert(mail.page.name) })}<br>
<a href="${MANAGE_LINK}">${say('mail.change')}</a> · <a href="${UNSUBSCRIBE_LINK}">${say('mail.leave')}</a></p>`;
  const statuses = [...new Set([tone, ...mail.components.map(({ status }) => status)])];
  return frame({ words, page: mail.page, title, content, footer, statuses });
}
