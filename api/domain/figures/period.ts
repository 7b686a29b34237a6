import { monthOf, nextMonth } from '../time/format.ts';
import { DAY } from '../time/time.ts';
import { weekdayOf } from '../time/week.ts';
import { addDays, dayOf, startOfDay } from '../time/zone.ts';
import type { TimeSpan } from './failures.ts';

/** Lengths that the filter offers; a month such as `2026-10` works too. */
export const periods = ['30d', '90d', '365d', 'all'] as const;
export const DEFAULT_PERIOD = '90d';
export const FIGURES_PERIOD = /^(?:30d|90d|365d|all|[0-9]{4}-(?:0[1-9]|1[0-2]))$/;

/** What a period covers, up to now. A month is one of the page's zone. */
export function spanOf(period: string, zone: string, now: number): TimeSpan {
  const days = /^(\d+)d$/.exec(period)?.[1];
  if (days) return { from: now - Number(days) * DAY, to: now + 1 };
  if (!/^\d{4}-\d\d$/.test(period)) return { from: 0, to: now + 1 };
  const from = startOfDay(`${period}-01`, zone);
  return {
    from,
    to: Math.max(from, Math.min(now + 1, startOfDay(`${nextMonth(period)}-01`, zone))),
  };
}

/** Leaves out the time before the first record of the page, which would count as time without incidents. */
export const knownSpan = (span: TimeSpan, knownSince: number): TimeSpan => ({
  from: Math.min(span.to, Math.max(span.from, knownSince)),
  to: span.to,
});

export type PeriodCount = TimeSpan & { day: string; count: number };

const WEEK = 7 * DAY;
/** More bars than these are months. */
const MAX_WEEKS = 54;

/** Incidents by the week (from Monday) or month of the zone in which they started. */
export function bucketsOf(
  startTimes: readonly number[],
  span: TimeSpan,
  zone: string,
): { unit: 'week' | 'month'; buckets: PeriodCount[] } {
  const unit = span.to - span.from > MAX_WEEKS * WEEK ? 'month' : 'week';
  const first = dayOf(span.from, zone);
  const monday = addDays(first, 1 - weekdayOf(first));
  const beginning = unit === 'month' ? `${monthOf(span.from, zone)}-01` : monday;
  const following = (day: string) =>
    unit === 'month' ? `${nextMonth(day.slice(0, -3))}-01` : addDays(day, 7);
  const buckets: PeriodCount[] = [];
  for (let day = beginning; ; day = following(day)) {
    const [from, to] = [startOfDay(day, zone), startOfDay(following(day), zone)];
    if (from >= span.to && buckets.length > 0) break;
    buckets.push({
      ...{ day, from, to },
      count: startTimes.filter(
        (at) => at >= Math.max(from, span.from) && at < Math.min(to, span.to),
      ).length,
    });
  }
  return { unit, buckets };
}

/** Per seven days; a shorter span counts as one week. */
export const perWeek = (count: number, span: TimeSpan): number =>
  count / Math.max(1, (span.to - span.from) / WEEK);
