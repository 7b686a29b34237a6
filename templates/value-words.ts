import { type Locale, languages } from '../api/domain/text/locale.ts';
import { joinNames } from '../api/domain/text/sentence.ts';
import { between } from '../api/domain/time/duration.ts';
import { DAY, HOUR, MINUTE } from '../api/domain/time/time.ts';
import { dayOf } from '../api/domain/time/zone.ts';
import { formatDate, formatInstant, formatMinutes, numberInWords } from './words.ts';

/** How answers other than text read in a sentence of each language. */
type ValueWords = {
  instant: (at: number, zone: string, now: number) => string;
  date: (date: string, zone: string, now: number) => string;
  duration: (minutes: number) => string;
  list: (names: readonly string[]) => string;
  number: (value: unknown) => string;
};

const english: ValueWords = {
  instant: formatInstant,
  date: formatDate,
  duration: formatMinutes,
  list: (names) => joinNames(names, Number.POSITIVE_INFINITY),
  number: numberInWords,
};

const units = [
  ['day', DAY / MINUTE],
  ['hour', HOUR / MINUTE],
  ['minute', 1],
] as const;

export function valueWords(locale: Locale): ValueWords {
  if (locale === 'en') return english;
  const { format } = languages[locale];
  const inYear = (day: string, zone: string, now: number) =>
    day.slice(0, 4) === dayOf(now, zone).slice(0, 4) ? {} : ({ year: 'numeric' } as const);
  const long = { day: 'numeric', month: 'long' } as const;
  const clock = {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  } as const;
  return {
    instant: (at, timeZone, now) => {
      const day = dayOf(at, timeZone);
      const date = day === dayOf(now, timeZone) ? {} : { ...long, ...inYear(day, timeZone, now) };
      return new Intl.DateTimeFormat(format, { timeZone, ...date, ...clock }).format(at);
    },
    date: (date, zone, now) =>
      new Intl.DateTimeFormat(format, {
        timeZone: 'UTC',
        ...long,
        ...inYear(date, zone, now),
      }).format(Date.parse(date)),
    duration: (minutes) => {
      let rest = minutes;
      const parts = units.flatMap(([unit, size]) => {
        const n = Math.floor(rest / size);
        rest -= n * size;
        const style = { style: 'unit', unit, unitDisplay: 'long' } as const;
        return n > 0 ? [new Intl.NumberFormat(format, style).format(n)] : [];
      });
      return parts.join(between(locale));
    },
    list: (names) => new Intl.ListFormat(format, { type: 'conjunction' }).format(names),
    number: (value) =>
      typeof value === 'number' ? new Intl.NumberFormat(format).format(value) : String(value ?? ''),
  };
}
