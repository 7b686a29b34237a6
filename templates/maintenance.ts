import { instantInWords, windowInWords } from './words.ts';

/** What the product itself says of a maintenance. Zones: the page's, and the one it was chosen in. */
export type Window = { from: number; until: number };

/** `02:00 to 04:00 UTC on 28 November (03:00 to 05:00 CET on 28 November)` */
export function windowInZones(
  window: Window,
  zone: string,
  chosen: string | null,
  now: number,
): string {
  const own = windowInWords(window.from, window.until, zone, now);
  const other = windowInWords(window.from, window.until, chosen ?? zone, now);
  return own === other ? own : `${own} (${other})`;
}

export const reminderText = (from: number, zone: string, now: number): string =>
  `This maintenance begins at ${instantInWords(from, zone, now)}.`;

export const rescheduledText = (before: string, after: string, why: string): string =>
  [
    'This maintenance takes place at another time.',
    `Was: ${before}  \nNow: **${after}**`,
    ...(why ? [why] : []),
  ].join('\n\n');

export const cancelledText = (window: string, why: string): string =>
  [`This maintenance, planned for ${window}, does not take place.`, ...(why ? [why] : [])].join(
    '\n\n',
  );
