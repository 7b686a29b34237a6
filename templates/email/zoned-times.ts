import { html } from 'hono/html';
import type { TimeForm, ZonedTime } from '../../api/domain/delivery/zoned-time.ts';
import type { Locale } from '../../api/domain/text/locale.ts';
import { formatDated, formatWindow } from '../../api/domain/time/format.ts';
import type { Words } from '../../site/locales/words.ts';
import { dayAndTime, untilTime } from './when.ts';

/** Around a time while a mail is drawn. `inert` removes them from what people typed. */
const [OPEN, MIDDLE, CLOSE] = ['\uE002', '\uE003', '\uE004'];
const MARKED = new RegExp(`${OPEN}(\\w+):([-\\d,]+)${MIDDLE}([^${CLOSE}]*)${CLOSE}`, 'g');

const writers: Record<TimeForm, (instants: number[], zone: string, locale?: Locale) => string> = {
  full: ([ms = 0], zone, locale) => dayAndTime(ms, zone, locale),
  until: ([ms = 0, from = 0], zone, locale) => untilTime(ms, zone, from, locale),
  dated: ([ms = 0, now = 0], zone, locale) => formatDated(ms, zone, now, locale),
  window: ([from = 0, until = 0, now = 0], zone, locale) =>
    formatWindow(from, until, zone, now, locale),
};

/** `written` is the time in the page’s zone. */
export const markedTime = (form: TimeForm, instants: number[], written: string): string =>
  `${OPEN}${form}:${instants}${MIDDLE}${written}${CLOSE}`;

const marked = (form: TimeForm, instants: number[], zone: string, locale?: Locale): string =>
  markedTime(form, instants, writers[form](instants, zone, locale));

/** The times of a mail in the page’s zone, marked for `withoutMarks`. */
export const markedTimes = (zone: string, locale?: Locale) => ({
  full: (ms: number) => marked('full', [ms], zone, locale),
  until: (ms: number, from: number) => marked('until', [ms, from], zone, locale),
});

/** The same in the product’s sentences; a window in the zone of its plan stays as it is. */
export const wordsWithMarks = (words: Words, zone: string): Words => ({
  ...words,
  dated: (at, of, now) =>
    of === zone ? marked('dated', [at, now], zone, words.locale) : words.dated(at, of, now),
  window: (from, until, of, now) =>
    of === zone
      ? marked('window', [from, until, now], zone, words.locale)
      : words.window(from, until, of, now),
});

/** The finished text, and where its times are. */
export function withoutMarks(text: string): { text: string; times: ZonedTime[] } {
  const times: ZonedTime[] = [];
  let removed = 0;
  const plain = text.replaceAll(MARKED, (whole, form, instants, time, at) => {
    times.push({
      ...{ at: at - removed, length: time.length, form },
      instants: instants.split(',').map(Number),
    });
    removed += whole.length - time.length;
    return time;
  });
  return { text: plain, times };
}

/** Rewrites the times for somebody in another zone: in theirs, and in UTC. */
export function inZone(
  text: string,
  times: readonly ZonedTime[],
  of: { zone: string; locale: Locale; isHtml: boolean },
): string {
  let rewritten = '';
  let from = 0;
  for (const { at, length, form, instants } of times) {
    const own = writers[form](instants, of.zone, of.locale);
    const utc = writers[form](instants, 'Etc/UTC', of.locale);
    const both = own === utc ? own : `${own} (${utc})`;
    rewritten += text.slice(from, at) + (of.isHtml ? String(html`${both}`) : both);
    from = at + length;
  }
  return rewritten + text.slice(from);
}
