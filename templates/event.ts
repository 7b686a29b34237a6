import type {
  PlannedWindow,
  SeriesCoverage,
  UpdateEvent,
} from '../api/domain/maintenance/notice.ts';
import type { Words } from '../site/locales/words.ts';

/** The texts of a stored update: the product's sentence and the author's text. */
export type UpdateTexts = { event?: UpdateEvent | null; body: string; displayAt: number };

/** `Nov 28, 02:00 – 04:00 UTC`, then the same in the zone of the plan, if that differs. */
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
 * The product's sentence as Markdown in one language; empty if there is none. Pass no sign for bold
 * where Markdown is not rendered.
 */
export function eventText(
  words: Words,
  { event, displayAt: now }: Omit<UpdateTexts, 'body'>,
  zone: string,
  bold = '**',
): string {
  if (!event) return '';
  const { say, dated } = words;
  const series = 'others' in event || 'later' in event ? seriesText(words, event, zone, now) : '';
  const wordsOf = (planned: PlannedWindow): string => {
    const { own, chosen } = windowsIn(words, planned, zone, now);
    return chosen ? `${own} (${chosen})` : own;
  };
  switch (event.what) {
    case 'reminder':
      return say('event.reminder', { time: dated(event.window.from, zone, now) });
    case 'cancelled':
      return joined(say('event.cancelled', { window: wordsOf(event.window) }), series);
    case 'series':
      return series;
    case 'rescheduled': {
      const was = say('event.was', { window: wordsOf(event.was) });
      const is = say('event.now', { window: `${bold}${wordsOf(event.window)}${bold}` });
      return joined(say('event.rescheduled'), `${was}  \n${is}`, series);
    }
    default:
      return say(`event.${event.what}`);
  }
}

const joined = (...parts: string[]): string => parts.filter(Boolean).join('\n\n');

/** The other windows that one mail covers. */
function seriesText(
  words: Words,
  { others = [], later }: SeriesCoverage,
  zone: string,
  now: number,
): string {
  const { say } = words;
  const of = (window: PlannedWindow) => windowsIn(words, window, zone, now).own;
  const lines = others.map(({ was, window }) =>
    was
      ? `- ${say('event.was', { window: of(was) })} · ${say('event.now', { window: of(window) })}`
      : `- ${of(window)}`,
  );
  return joined(
    lines.length > 0 ? `${say('event.others')}\n\n${lines.join('\n')}` : '',
    later ? say('event.later') : '',
  );
}

/** The whole update, where there is room for one text. */
export const wholeText = (words: Words, update: UpdateTexts, zone: string, bold?: string): string =>
  [eventText(words, update, zone, bold), update.body].filter(Boolean).join('\n\n');
