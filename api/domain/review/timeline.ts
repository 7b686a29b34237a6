import { HOUR } from '../time/time.ts';
import { addDays, dayOf, localInput, parseLocal } from '../time/zone.ts';

export type TimelineLine = { at: number; text: string };

const dated =
  /^(?:[-*•]\s*)?(?:(\d{4}-\d\d-\d\d)[ T]+)?(\d{1,2}):(\d\d)(?::\d\d)?(?:\s*UTC)?\s*(?:[-–—:|]\s*)?(\S.*)$/;

/** Without a date, the first such time that is not long before the incident began. */
const SLACK = 6 * HOUR;

type Reading = {
  lines: TimelineLine[] /** Entries that stood before an earlier one. */;
  outOfOrder: number;
};

/**
 * Reads one entry a line, such as “2026-11-29 14:05 Alert fired”. A line without a time continues
 * the entry above it. Entries are sorted; those of one minute keep their order.
 */
export function parseTimeline(
  text: string,
  { zone, startedAt }: { zone: string; startedAt: number },
): Reading {
  const lines: TimelineLine[] = [];
  for (const typed of text.split('\n')) {
    const line = typed.trim();
    const match = dated.exec(line);
    const at = match && instantOf(match, { zone, startedAt });
    const last = lines.at(-1);
    if (match && at !== null) lines.push({ at, text: match[4] ?? '' });
    else if (line && last) last.text += ` ${line}`;
    else if (line) lines.push({ at: startedAt, text: line });
  }
  const outOfOrder = lines.filter((line, i) =>
    lines.slice(0, i).some(({ at }) => at > line.at),
  ).length;
  return { lines: lines.toSorted((a, b) => a.at - b.at), outOfOrder };
}

function instantOf(
  [, date, hour = '', minute]: RegExpExecArray,
  { zone, startedAt }: { zone: string; startedAt: number },
): number | null {
  const clock = `${hour.padStart(2, '0')}:${minute}`;
  if (date) return parseLocal(`${date}T${clock}`, zone);
  const day = dayOf(startedAt, zone);
  const onDay = parseLocal(`${day}T${clock}`, zone);
  return onDay === null || onDay >= startedAt - SLACK
    ? onDay
    : parseLocal(`${addDays(day, 1)}T${clock}`, zone);
}

/** One entry a line, as the field shows them. */
export const writeTimeline = (lines: readonly TimelineLine[], zone: string): string =>
  lines
    .map(({ at, text }) => `${localInput(at, zone).replace('T', ' ')} ${text.replace(/\s+/g, ' ')}`)
    .join('\n');

/** Message after a save that sorted entries; empty where none had to be sorted. */
export const sortedNotice = (outOfOrder: number): string => {
  if (outOfOrder === 0) return '';
  return outOfOrder === 1
    ? 'One entry of the timeline was out of order. The timeline is sorted now.'
    : `${outOfOrder} entries of the timeline were out of order. The timeline is sorted now.`;
};
