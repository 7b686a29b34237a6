import type { PlannedWindow, UpdateEvent } from '../api/domain/maintenance/notice.ts';
import type { Words } from '../site/locales/words.ts';

/** An update as it is stored: what the product says of it, and what its author wrote. */
export type Said = { event?: UpdateEvent | null; body: string; displayAt: number };

/** `28 Nov, 02:00 – 04:00 UTC`, and after it in the zone in which it was chosen, where that differs. */
export function windowsIn(
  { window }: Pick<Words, 'window'>,
  { from, until, zone: chosen }: PlannedWindow,
  zone: string,
  now: number,
): { own: string; chosen: string | null } {
  const own = window(from, until, zone, now);
  const other = chosen === null ? own : window(from, until, chosen, now);
  return { own, chosen: other === own ? null : other };
}

/**
 * Markdown, in one language; empty where the update has only its author's words. A place that draws
 * no Markdown gives no sign for bold.
 */
export function eventText(
  words: Words,
  { event, displayAt: now }: Omit<Said, 'body'>,
  zone: string,
  bold = '**',
): string {
  if (!event) return '';
  const { say, dated } = words;
  const wordsOf = (planned: PlannedWindow): string => {
    const { own, chosen } = windowsIn(words, planned, zone, now);
    return chosen ? `${own} (${chosen})` : own;
  };
  switch (event.what) {
    case 'reminder':
      return say('event.reminder', { time: dated(event.window.from, zone, now) });
    case 'cancelled':
      return say('event.cancelled', { window: wordsOf(event.window) });
    case 'rescheduled': {
      const was = say('event.was', { window: wordsOf(event.was) });
      const is = say('event.now', { window: `${bold}${wordsOf(event.window)}${bold}` });
      return `${say('event.rescheduled')}\n\n${was}  \n${is}`;
    }
    default:
      return say(`event.${event.what}`);
  }
}

/** All that an update says, for a place that has room for one text. */
export const wholeText = (words: Words, update: Said, zone: string, bold?: string): string =>
  [eventText(words, update, zone, bold), update.body].filter(Boolean).join('\n\n');
