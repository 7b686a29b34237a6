import { dayOf } from '../../domain/time/zone.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

/** Years since the first record, newest first, each with its months. */
export function periodsOf(snapshot: Snapshot): { year: string; months: string[] }[] {
  const { timeZone } = snapshot.page;
  const last = dayOf(snapshot.builtAt, timeZone).slice(0, 7);
  const first = dayOf(firstRecord(snapshot), timeZone).slice(0, 7);
  const years = Array.from(
    { length: Number(last.slice(0, 4)) - Number(first.slice(0, 4)) + 1 },
    (_, back) => `${Number(last.slice(0, 4)) - back}`,
  );
  return years.map((year) => ({
    year,
    months: Array.from({ length: 12 }, (_, i) => `${year}-${`${i + 1}`.padStart(2, '0')}`)
      .filter((month) => first <= month && month <= last)
      .toReversed(),
  }));
}

const firstRecord = ({ uptime, builtAt }: Snapshot): number =>
  Math.min(builtAt, ...Object.values(uptime.byComponent).map((component) => component.since));

/** True when the period has begun, and a record exists by its end. */
export function isKnownPeriod(snapshot: Snapshot, period: string): boolean {
  const { timeZone } = snapshot.page;
  const within = (at: number) => dayOf(at, timeZone).slice(0, period.length);
  return within(firstRecord(snapshot)) <= period && period <= within(snapshot.builtAt);
}
