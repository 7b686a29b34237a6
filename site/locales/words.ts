import { defaultLocale, type Locale, languages } from '../../api/domain/text/locale.ts';
import { formatDuration, formatInterval } from '../../api/domain/time/duration.ts';
import * as moment from '../../api/domain/time/format.ts';
import { type English, type Key, messages } from './index.ts';
import { type Placeholders, piecesOf } from './message.ts';

type Place = string | number;
type Given<K extends Key, Value> = [Placeholders<English[K]>] extends [never]
  ? []
  : [places: Record<Placeholders<English[K]>, Value>];

/** Everything that the product says in one language. */
export type Words = ReturnType<typeof make>;

const made = new Map<Locale, Words>();
const colons: Partial<Record<Locale, string>> = { fr: '\u00a0: ', ja: '：' };

export function wordsIn(locale: Locale = defaultLocale): Words {
  const known = made.get(locale) ?? make(locale);
  made.set(locale, known);
  return known;
}

function make(locale: Locale) {
  const { dir, format } = languages[locale];
  const numbers = new Intl.NumberFormat(format);
  const rules = new Intl.PluralRules(format);
  const lists = new Intl.ListFormat(format, { style: 'long', type: 'conjunction' });
  const comma = dir === 'rtl' ? '، ' : ', ';

  /** A name in Latin letters must not turn the Arabic around it, nor be turned by it. */
  const put = (value: Place): string => {
    if (typeof value === 'number') return numbers.format(value);
    return dir === 'rtl' ? `\u2068${value}\u2069` : value;
  };
  const piecesIn = (key: Key, places: Record<string, unknown>): string[] => {
    const message = messages[locale][key];
    if (typeof message === 'string') return piecesOf(message);
    return piecesOf(message[rules.select(Number(places.n))] ?? message.other);
  };

  const say = <K extends Key>(key: K, ...[places]: Given<K, Place>): string =>
    piecesIn(key, places ?? {})
      .map((piece, i) =>
        i % 2 === 0 ? piece : put((places as Record<string, Place>)[piece] ?? ''),
      )
      .join('');

  return {
    locale,
    dir,
    say,
    /** As `say`, for a page: what is put into the places may be parts of it. */
    parts: <K extends Key>(key: K, ...[places]: Given<K, unknown>): unknown[] =>
      piecesIn(key, places ?? {}).map((piece, i) =>
        i % 2 === 0 ? piece : (places as Record<string, unknown>)[piece],
      ),
    number: (n: number) => numbers.format(n),
    /** Rounded to at most so many decimals. */
    decimal: (n: number, most: number) =>
      new Intl.NumberFormat(format, { maximumFractionDigits: most }).format(n),
    /** A number of percent, such as 99.98: `99.98%`, `99,98 %`. Rounded to at most so many decimals. */
    inPercent: (n: number, most: number) =>
      new Intl.NumberFormat(format, { style: 'percent', maximumFractionDigits: most }).format(
        n / 100,
      ),
    /** What a language is called in this one. */
    nameOf: (language: Locale) =>
      new Intl.DisplayNames(format, { type: 'language' }).of(language) ?? language,
    percent: (hundredths: number, digits = 0) => percentIn(locale, hundredths, digits),
    /** `A`, `A and B`, `A, B and C`, `A, B and 3 more`. */
    list: (names: readonly string[], most = 3): string => {
      const shown = names.length > most ? names.slice(0, most - 1) : names;
      const rest = names.length - shown.length;
      const all = shown.map(put);
      return lists.format(rest > 0 ? [...all, say('list.more', { n: rest })] : all);
    },
    /** Between a name and what is said of it. */
    colon: colons[locale] ?? ': ',
    /** Whole sentences, one after the other. */
    sentences: (all: readonly string[]) => all.join(locale === 'ja' ? '' : ' '),
    /** One after the other: `A, B`. */
    series: (parts: readonly string[]) => parts.join(locale === 'ja' ? '、' : comma),
    moment: (at: number, zone: string, now: number) => moment.formatMoment(at, zone, now, locale),
    dated: (at: number, zone: string, now: number) => moment.formatDated(at, zone, now, locale),
    window: (from: number, until: number, zone: string, now: number) =>
      moment.formatWindow(from, until, zone, now, locale),
    zone: (at: number, zone: string) => moment.zoneName(at, zone, locale),
    day: (day: string) => moment.formatDay(day, locale),
    weekDay: (day: string) => moment.formatWeekday(day, locale),
    shortDay: (day: string, today: string) => moment.formatShortDay(day, today, locale),
    month: (month: string) => moment.formatMonth(month, locale),
    monthName: (month: string) => moment.monthName(month, locale),
    period: (period: string) => moment.formatPeriod(period, locale),
    duration: (ms: number) => formatDuration(ms, locale),
    interval: (minutes: number) => formatInterval(minutes, locale),
    /** In the middle of a sentence. German nouns keep their capitals. */
    within: (words: string): string =>
      locale === 'de' ? words : `${words.charAt(0).toLowerCase()}${words.slice(1)}`,
  };
}

/** `100 %`, `99.90 %`, as each language writes it. */
function percentIn(locale: Locale, hundredths: number, most: number): string {
  const digits = hundredths === 10_000 ? 0 : most;
  const number = (hundredths / 100).toFixed(digits);
  if (locale === 'en') return `${number}%`;
  return new Intl.NumberFormat(languages[locale].format, {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(hundredths / 10_000);
}
