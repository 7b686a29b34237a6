import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { endLike, MAX_OCCURRENCES, MAX_SERIES_DURATION } from './recurrence.ts';

const MAX_RULE_LENGTH = 300;
/** Periods to search: a rule without windows is rejected quickly. */
const MAX_PERIODS = 1000;
const known = new Set([
  'FREQ',
  'INTERVAL',
  'COUNT',
  'UNTIL',
  'BYDAY',
  'BYMONTH',
  'BYMONTHDAY',
  'BYYEARDAY',
  'BYWEEKNO',
  'BYSETPOS',
  'BYHOUR',
  'BYMINUTE',
  'WKST',
]);
/** Integers that RFC 5545 allows; with `signed`, also counted from the end. */
const ranges: Record<string, { from: number; to: number; signed?: true }> = {
  INTERVAL: { from: 1, to: 1000 },
  BYMONTH: { from: 1, to: 12 },
  BYMONTHDAY: { from: 1, to: 31, signed: true },
  BYYEARDAY: { from: 1, to: 366, signed: true },
  BYWEEKNO: { from: 1, to: 53, signed: true },
  BYSETPOS: { from: 1, to: 366, signed: true },
  BYHOUR: { from: 0, to: 23 },
  BYMINUTE: { from: 0, to: 59 },
};
const weekday = /^(MO|TU|WE|TH|FR|SA|SU)$/;
/** Parts that RFC 5545 (3.3.10) forbids with these frequencies. */
const misplaced: Record<string, string[]> = {
  BYWEEKNO: ['DAILY', 'WEEKLY', 'MONTHLY'],
  BYYEARDAY: ['DAILY', 'WEEKLY', 'MONTHLY'],
  BYMONTHDAY: ['WEEKLY'],
};
const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];

/** A finite rule in its stored form with all its starts, or what is wrong. */
export type Read = { rule: string; starts: number[] } | { wrong: string };

/** Reads an RRULE as typed (RFC 5545), for windows of which the first begins at `first`. */
export function readRule(typed: string, first: number, lasts: number, zone: string): Read {
  const text = typed
    .trim()
    .replace(/^RRULE:/i, '')
    .toUpperCase();
  if (text.length > MAX_RULE_LENGTH)
    return { wrong: `A rule can have at most ${MAX_RULE_LENGTH} characters.` };
  const parts = new Map<string, string>();
  for (const part of text.split(';').filter(Boolean)) {
    const [name = '', value = ''] = part.split('=').map((side) => side.trim());
    if (!known.has(name))
      return {
        wrong: `“${part.slice(0, 40)}” isn’t valid in a rule. Example: FREQ=WEEKLY;COUNT=8.`,
      };
    if (parts.has(name)) return { wrong: `${name} is used twice.` };
    parts.set(name, value);
  }
  if (!frequencies.includes(parts.get('FREQ') ?? ''))
    return { wrong: `FREQ must be one of ${frequencies.join(', ')}.` };
  if (!parts.has('COUNT') && !parts.has('UNTIL'))
    return {
      wrong: 'The rule has no end. Add COUNT or UNTIL, such as COUNT=8.',
    };
  const until = parts.get('UNTIL');
  if (until !== undefined) {
    const end = instantOf(until, zone);
    if (end === null)
      return { wrong: 'UNTIL must be a date such as 20270228 or a time such as 20270228T020000Z.' };
    parts.set('UNTIL', end);
  }
  const count = parts.get('COUNT');
  if (count !== undefined && !/^[1-9]\d{0,8}$/.test(count))
    return { wrong: 'COUNT must be a whole number, such as COUNT=8.' };
  if (Number(count) >= MAX_OCCURRENCES) return { wrong: TOO_MANY };
  const outside = [...parts].map(([name, value]) => errorInPart(name, value, parts)).find(Boolean);
  if (outside) return { wrong: outside };
  const rule = [...parts].map(([name, value]) => `${name}=${value}`).join(';');
  const starts = startsUnder(rule, first, zone);
  if (typeof starts === 'string') return { wrong: starts };
  const wrong = errorOf(starts, first, lasts, zone);
  return wrong === null ? { rule, starts } : { wrong };
}

function errorInPart(
  name: string,
  value: string,
  parts: ReadonlyMap<string, string>,
): string | null {
  const frequency = parts.get('FREQ') ?? '';
  if (misplaced[name]?.includes(frequency)) return `${name} can’t be used with FREQ=${frequency}.`;
  if (name === 'BYSETPOS' && ![...parts.keys()].some((one) => /^BY(?!SETPOS)/.test(one)))
    return 'BYSETPOS needs another BY… part, such as BYDAY.';
  if (name === 'WKST' && !weekday.test(value)) return 'WKST must be a weekday, such as MO.';
  if (name === 'BYDAY') return errorInDays(value, frequency, parts.has('BYWEEKNO'));
  const range = ranges[name];
  if (!range) return null;
  const { from, to, signed } = range;
  const isWithin = (one: string) =>
    (signed ? /^[+-]?\d{1,4}$/ : /^\d{1,4}$/).test(one) &&
    Math.abs(Number(one)) >= from &&
    Math.abs(Number(one)) <= to;
  const numbers = name === 'INTERVAL' ? [value] : value.split(',');
  if (numbers.every(isWithin)) return null;
  return `${name} takes numbers from ${from} to ${to}${signed ? `, or from -${to} to -${from}` : ''}.`;
}

function errorInDays(value: string, frequency: string, hasWeeks: boolean): string | null {
  for (const day of value.split(',')) {
    const [, nth = '', name = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(day) ?? [];
    if (!weekday.test(name)) return 'BYDAY takes weekdays, such as MO,WE or 1MO.';
    if (nth === '') continue;
    const most = frequency === 'MONTHLY' ? 5 : 53;
    if (!['MONTHLY', 'YEARLY'].includes(frequency) || hasWeeks)
      return 'BYDAY takes a number only with FREQ=MONTHLY or FREQ=YEARLY, and not with BYWEEKNO.';
    if (Number(nth) === 0 || Math.abs(Number(nth)) > most)
      return `The number before a weekday is from 1 to ${most}, or from -${most} to -1.`;
  }
  return null;
}

const TOO_MANY = `That’s ${MAX_OCCURRENCES} windows or more. Choose an earlier end.`;

/** All starts, or one more than allowed; a sentence for an invalid rule. */
function startsUnder(rule: string, first: number, zone: string): number[] | string {
  const dtstart = Temporal.Instant.fromEpochMilliseconds(first).toZonedDateTimeISO(zone);
  try {
    const rrule = new RRuleTemporal({
      rruleString: `RRULE:${rule}`,
      dtstart,
      tzid: zone,
      strict: true,
      maxIterations: MAX_PERIODS,
      maxCandidateEvaluations: 50_000,
    });
    const found: number[] = [];
    rrule.all((at) => {
      found.push(at.epochMilliseconds);
      return found.length < MAX_OCCURRENCES && at.epochMilliseconds - first <= MAX_SERIES_DURATION;
    });
    return found;
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    return /exceeded/.test(why)
      ? 'The rule matches no dates. Check its BY… parts.'
      : `This rule can’t be used: ${why}.`;
  }
}

function errorOf(starts: number[], first: number, lasts: number, zone: string): string | null {
  const [earliest, second] = starts;
  if (earliest === undefined) return 'The rule matches no dates. Check its end.';
  if (earliest !== first)
    return `The window above doesn’t match the rule: the first match starts ${dayIn(earliest, zone)}. Choose that date or another rule.`;
  if (second === undefined)
    return 'The rule matches only once. Choose a later end or clear the rule.';
  if ((starts.at(-1) ?? 0) - first > MAX_SERIES_DURATION)
    return 'Schedule at most a year ahead. Choose an earlier end.';
  if (starts.length >= MAX_OCCURRENCES) return TOO_MANY;
  return meetsItself(starts, { from: first, until: first + lasts }, zone)
    ? 'The next window starts before this one ends. Repeat it less often.'
    : null;
}

/** True when windows with these starts, as long by local time as `window`, overlap. */
export const meetsItself = (
  starts: readonly number[],
  window: { from: number; until: number },
  zone: string,
): boolean => starts.some((at, i) => i > 0 && at < endLike(window, starts[i - 1] ?? 0, zone));

const dayIn = (ms: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(ms)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .replace('T', ', ');

/** A date includes the whole day; a time without Z is local: `20270228T225959Z`. */
function instantOf(until: string, zone: string): string | null {
  try {
    const day = Temporal.PlainDate.from(until.slice(0, 8));
    const time = until.slice(8);
    const at = /^T\d{6}Z$/.test(time)
      ? Temporal.Instant.from(until)
      : (time === '' || /^T\d{6}$/.test(time)) &&
        (time ? Temporal.PlainDateTime.from(until) : day.toPlainDateTime('23:59:59'))
          .toZonedDateTime(zone)
          .toInstant();
    return at ? at.toString({ smallestUnit: 'second' }).replace(/[-:]/g, '') : null;
  } catch {
    return null;
  }
}
