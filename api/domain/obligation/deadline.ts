import { type SeverityLevel, severityLevelOf, severityScaleOf } from '../response/severity.ts';
import { MINUTE } from '../time/time.ts';
import {
  type AddMinutes,
  addWorkingTime,
  aroundTheClock,
  nextBusinessDay,
  standardCalendar,
  type WorkingCalendar,
} from '../time/working-time.ts';

/** What deadlines of a page are counted by. */
export type CountingPage = {
  severityScale: SeverityLevel[] | null;
  workingHours: WorkingCalendar | null;
  timeZone: string;
};

/** Pages without a calendar of their own work from Monday to Friday, 9 to 17. */
export const workingCalendarOf = (
  page: Pick<CountingPage, 'workingHours' | 'timeZone'>,
): WorkingCalendar => page.workingHours ?? standardCalendar(page.timeZone);

/** How the deadlines of a severity are counted. */
export function countingOf(page: CountingPage | null, severity: string | null): AddMinutes {
  if (!page) return aroundTheClock;
  const level = severityLevelOf(severityScaleOf(page), severity);
  if (!level?.counts || level.counts === 'always') return aroundTheClock;
  const calendar = workingCalendarOf(page);
  return (from, minutes) => addWorkingTime(calendar, from, minutes * MINUTE);
}

/**
 * When an incident must be acknowledged, counted from `from`; null where its severity requires
 * no acknowledgment. `next_business_day`: by the end of that day.
 */
export function acknowledgeBy(
  page: CountingPage | null,
  severity: string | null,
  from: number,
): number | null {
  const level = severityLevelOf(severityScaleOf(page), severity);
  if (!level?.acknowledgeWithin) return null;
  const nextDay =
    page && level.counts === 'next_business_day'
      ? nextBusinessDay(workingCalendarOf(page), from)
      : null;
  return nextDay?.end ?? countingOf(page, severity)(from, level.acknowledgeWithin);
}
