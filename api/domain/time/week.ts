import { type Locale, languages } from '../text/locale.ts';
import { format } from './format.ts';

/** ISO numbers of the days on which weeks begin where it is not Monday. */
const firstDays: Partial<Record<Locale, number>> = { ar: 6, en: 7, ja: 7, 'pt-BR': 7 };
/** A Sunday, from which days of the week are counted. */
const SUNDAY = Date.UTC(2026, 10, 1);
const DAY = 86_400_000;

/** 1 for Monday to 7 for Sunday, for `2026-11-28`. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;

/** The days of a week in the order of the language, with their names. Arabic’s short ones are long. */
export const weekOf = (locale: Locale): { weekday: number; short: string; long: string }[] =>
  Array.from({ length: 7 }, (_, n) => {
    const weekday = (((firstDays[locale] ?? 1) + n - 1) % 7) + 1;
    const named = (weekdayLength: 'narrow' | 'short' | 'long') =>
      format('UTC', { weekday: weekdayLength }, languages[locale].format).format(
        SUNDAY + weekday * DAY,
      );
    return { weekday, short: named(locale === 'ar' ? 'narrow' : 'short'), long: named('long') };
  });
