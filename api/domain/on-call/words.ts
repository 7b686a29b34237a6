import { formatClock, formatWeekday } from '../time/format.ts';
import { dayOf } from '../time/zone.ts';
import type { Restriction, Rotation, RotationUnit, Schedule } from './schedule.ts';
import { nameIn } from './schedule.ts';
import type { Shift } from './shifts.ts';

/** `Sat, Nov 28, 02:00–08:00`, or with both days. */
export function formatRange(from: number, until: number, zone: string): string {
  const start = `${formatWeekday(dayOf(from, zone))}, ${formatClock(from, zone)}`;
  if (dayOf(from, zone) === dayOf(until, zone)) return `${start}–${formatClock(until, zone)}`;
  return `${start} – ${formatWeekday(dayOf(until, zone))}, ${formatClock(until, zone)}`;
}

/** `Nobody is on call Sat, Nov 28, 02:00–08:00`, and why where somebody has left. */
export function describeGap(
  gap: Pick<Shift, 'from' | 'until' | 'absent'>,
  schedule: Schedule,
): string {
  const left = gap.absent.map((id) => nameIn(schedule, id));
  const why =
    left.length > 0
      ? `: ${left.join(' and ')} ${left.length > 1 ? 'aren’t' : 'isn’t'} on the team`
      : '';
  return `Nobody is on call ${formatRange(gap.from, gap.until, schedule.zone)}${why}`;
}

const unitLabels: Record<RotationUnit, [one: string, many: string]> = {
  hour: ['hour', 'hours'],
  day: ['day', 'days'],
  week: ['week', 'weeks'],
  month: ['month', 'months'],
};

/** `every 2 weeks`. */
export const describeTurnLength = ({ unit, every }: Pick<Rotation, 'unit' | 'every'>): string =>
  every === 1 ? `every ${unitLabels[unit][0]}` : `every ${every} ${unitLabels[unit][1]}`;

/** From Monday on. */
export const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MINUTES_A_DAY = 1440;

/** `18:00` for 1080. */
export const formatMinuteOfDay = (minute: number): string => {
  const ofDay = minute % MINUTES_A_DAY;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(ofDay / 60))}:${two(ofDay % 60)}`;
};

/** `Mon–Fri 09:00–17:00`; ends on another day with how many days later. */
export function describeRestriction({ days, start, minutes }: Restriction): string {
  const isRow = days.every((day, i) => i === 0 || day === (days[i - 1] ?? 0) + 1);
  const [first, last] = [days[0] ?? 1, days.at(-1) ?? 1];
  const words =
    days.length === 7
      ? 'Every day'
      : isRow && days.length > 2
        ? `${dayNames[first - 1]}–${dayNames[last - 1]}`
        : days.map((day) => dayNames[day - 1]).join(', ');
  const later = Math.floor((start + minutes - 1) / MINUTES_A_DAY);
  const end = formatMinuteOfDay(start + minutes);
  const suffix = later === 0 ? '' : later === 1 ? ' the next day' : `, ${later} days later`;
  return `${words} ${formatMinuteOfDay(start)}–${end}${suffix}`;
}
