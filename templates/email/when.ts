import { defaultLocale, type Locale, languages } from '../../api/domain/text/locale.ts';
import { format, zoneName } from '../../api/domain/time/format.ts';
import { dayOf } from '../../api/domain/time/zone.ts';

const written = (ms: number, timeZone: string, withDay: boolean, locale: Locale): string => {
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const date = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  const tag = languages[locale].format;
  const time = format(timeZone, withDay ? { ...date, ...clock } : clock, tag).format(ms);
  return `${time} ${zoneName(ms, timeZone, locale)}`;
};

/** `14:50 UTC`, with the day if it differs from that of `from`. */
export const untilTime = (
  ms: number,
  zone: string,
  from: number,
  locale: Locale = defaultLocale,
): string => written(ms, zone, dayOf(ms, zone) !== dayOf(from, zone), locale);

/** `Nov 20, 2026, 14:50 UTC` */
export const dayAndTime = (ms: number, zone: string, locale: Locale = defaultLocale): string =>
  written(ms, zone, true, locale);
