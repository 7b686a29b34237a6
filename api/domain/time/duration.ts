import { defaultLocale, type Locale, languages } from '../text/locale.ts';
import { DAY, HOUR, MINUTE } from './time.ts';

type Unit = 'day' | 'hour' | 'minute';

/** `41 min`, `3 h 5 min`, `2 days 4 h`: at most two units, never “0 min”. */
export function formatDuration(ms: number, locale: Locale = defaultLocale): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE));
  if (minutes < 60) return amountOf(minutes, 'minute', locale);
  if (minutes * MINUTE < DAY) return join(minutes, 60, 'hour', 'minute', locale);
  return join(Math.round(ms / HOUR), 24, 'day', 'hour', locale);
}

/** The time from a start, which may be none at all. */
export const timeAfter = (at: number, start: number): string =>
  at <= start ? '0 min' : formatDuration(at - start);

const join = (amount: number, size: number, large: Unit, small: Unit, locale: Locale): string => {
  const [whole, rest] = [Math.floor(amount / size), amount % size];
  const amounts = [amountOf(whole, large, locale)];
  if (rest) amounts.push(amountOf(rest, small, locale));
  return amounts.join(between(locale));
};

/** Joins two amounts: in Arabic by “and”, which is part of the second word. */
export const between = (locale: Locale): string => (locale === 'ar' ? ' و' : ' ');

/** English has shorter words than `Intl`; Arabic abbreviations are not generally understood. */
function amountOf(amount: number, unit: Unit, locale: Locale): string {
  if (locale === 'en')
    return `${amount} ${{ minute: 'min', hour: 'h', day: amount === 1 ? 'day' : 'days' }[unit]}`;
  const unitDisplay = locale === 'ar' || unit === 'day' ? 'long' : 'short';
  const { format } = languages[locale];
  return new Intl.NumberFormat(format, { style: 'unit', unit, unitDisplay }).format(amount);
}

/** `4 hours`, `90 minutes`: one unit in full, for the time between two updates. */
export function formatInterval(minutes: number, locale: Locale = defaultLocale): string {
  const [size, unit] =
    minutes % 1440 === 0 ? [1440, 'day'] : minutes % 60 === 0 ? [60, 'hour'] : [1, 'minute'];
  const { format } = languages[locale];
  const style = { style: 'unit', unit, unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(format, style).format(minutes / size);
}
