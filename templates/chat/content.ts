import type { ComponentStatus } from '../../api/domain/component/status.ts';
import type { LinkBase } from '../../api/domain/text/link-base.ts';
import type { Locale } from '../../api/domain/text/locale.ts';
import { type Words, wordsIn } from '../../site/locales/words.ts';
import { inert } from '../email/frame.ts';
import { toneOf } from '../email/update.ts';
import type { Earlier, UpdateMail } from '../email/update-mail.ts';
import { headingOf, stateLabel } from '../email/update-subject.ts';
import { dayAndTime, untilTime } from '../email/when.ts';
import { eventText } from '../event.ts';
import { type ChatSyntax, markdownToChat } from './chat-text.ts';
import { withoutMentions } from './inert.ts';

/** How much of each part a message holds, in the unit of `size`, which counts as the service does. */
export type ChatLimits = {
  size: (text: string) => number;
  components: number;
  body: number;
  /** Of each earlier update. */
  earlier: number;
  mostEarlier: number;
};

/** The parts of a message. All but `heading` and `title` are in the syntax of the service. */
export type ChatContent = {
  tone: ComponentStatus;
  /** The color of the state where text is all there is. */
  dot: string;
  /** The state in words, as typed; so is the title. */
  heading: string;
  title: string;
  url: string;
  /** When maintenance is planned, and the affected components with their statuses. */
  facts: string;
  body: string;
  /** `time` and `state` are also in `heading`. */
  earlier: { heading: string; state: string; time: string; body: string }[];
  /** A link to the earlier updates that have no room. */
  rest: string | null;
  promise: string | null;
  posted: string;
  /** Words of the links. */
  view: string;
  manage: string;
};

const dots: Record<ComponentStatus, string> = {
  operational: '🟢',
  under_maintenance: '🔵',
  degraded_performance: '🟡',
  partial_outage: '🟠',
  major_outage: '🔴',
};

/** One update for a chat, with every part within its limit. */
export function chatContent(mail: UpdateMail, syntax: ChatSyntax, limits: ChatLimits): ChatContent {
  const words = wordsIn(mail.locale);
  const { say, parts } = words;
  const { incident, zone, at, locale } = mail;
  const tone = toneOf(mail);
  const { earlier = [] } = mail;
  const moment = (ms: number, from?: number) =>
    syntax.time(
      ms,
      from === undefined ? dayAndTime(ms, zone, locale) : untilTime(ms, zone, from, locale),
      from,
    );
  const posted = mail.correctedAt
    ? parts('mail.postedCorrected', { time: moment(at), corrected: moment(mail.correctedAt, at) })
    : parts('mail.posted', { time: moment(at) });
  return {
    ...{
      tone,
      dot: dots[tone],
      heading: headingOf(mail),
      title: withoutMentions(inert(incident.name)),
      url: incident.url,
    },
    facts: syntax.join(
      [windowIn(words, mail, moment), ...componentLines(words, mail, syntax, limits)].filter(
        Boolean,
      ),
    ),
    body: bodyOf(
      words,
      mail,
      { ...mail, locale: mail.bodyLocale },
      { syntax, limits, most: limits.body },
    ),
    earlier: earlier.slice(0, limits.mostEarlier).map((one) => ({
      heading: say('mail.earlierAt', { time: moment(one.at), state: stateLabel(words, one) }),
      state: say('mail.earlier', { state: stateLabel(words, one) }),
      time: moment(one.at),
      body: bodyOf(
        words,
        mail,
        { ...one, locale: one.locale },
        { syntax, limits, most: limits.earlier },
      ),
    })),
    rest:
      earlier.length > limits.mostEarlier
        ? syntax.link(incident.url, syntax.literal(say('mail.digestRest')))
        : null,
    promise:
      mail.nextUpdateBy === null
        ? null
        : parts('mail.promise', { time: moment(mail.nextUpdateBy, at) }).join(''),
    posted: posted.join(''),
    view: say(incident.kind === 'maintenance' ? 'mail.viewMaintenance' : 'front.viewIncident'),
    manage: say('mail.change'),
  };
}

function windowIn(
  { parts }: Words,
  { incident }: UpdateMail,
  moment: (ms: number, from?: number) => string,
): string {
  const { scheduledFor, scheduledUntil } = incident;
  if (scheduledFor === null || scheduledUntil === null) return '';
  const until = moment(scheduledUntil, scheduledFor);
  return parts('mail.window', { from: moment(scheduledFor), until }).join('');
}

/** As many as have room, and how many more there are. */
function componentLines(
  { say, colon }: Words,
  { components }: UpdateMail,
  { literal, bold, bullet }: ChatSyntax,
  limits: ChatLimits,
): string[] {
  const lines: string[] = [];
  let size = 0;
  for (const [index, { name, status }] of components.entries()) {
    const line = `${bullet}${literal(inert(name))}${literal(colon)}${bold(literal(say(`status.${status}`)))}`;
    size += limits.size(`${line}\n`);
    if (size > limits.components)
      return [...lines, `${bullet}${literal(say('list.more', { n: components.length - index }))}`];
    lines.push(line);
  }
  return lines;
}

const linksIn = ({ incident, prefix }: UpdateMail): LinkBase => ({
  url: new URL(incident.url).origin,
  ...(prefix === undefined ? {} : { prefix }),
  page: incident.url,
});

type Text = Pick<Earlier, 'event' | 'body' | 'at'> & { locale: Locale | undefined };
type Room = { syntax: ChatSyntax; limits: ChatLimits; most: number };

function bodyOf(
  words: Words,
  mail: UpdateMail,
  { event, body, at, locale }: Text,
  { syntax, limits, most }: Room,
): string {
  const { say, nameOf } = words;
  const sentence = event ? eventText(words, { event, displayAt: at }, mail.zone) : '';
  const source = inert([sentence, body].filter(Boolean).join('\n\n'));
  const written = locale ?? mail.written ?? words.locale;
  const original =
    body && written !== words.locale
      ? syntax.italic(syntax.literal(say('text.original', { language: nameOf(written) })))
      : '';
  const more = syntax.link(mail.incident.url, syntax.literal(say('chat.readAll')));
  const room = most - limits.size(syntax.join(['', more, '', original]));
  const limit = { fits: (text: string) => limits.size(text) <= room, most };
  const { text, isCut } = markdownToChat(source, linksIn(mail), syntax, limit);
  return syntax.join([text, isCut ? more : '', original].filter(Boolean));
}
