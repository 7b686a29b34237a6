import type { AffectingIncident } from '../../db/component/named.ts';
import type { UptimeRows } from '../../db/component/uptime.ts';
import { impacts } from '../domain/component/impact.ts';
import { tallyOf } from '../domain/component/uptime.ts';
import type { Day } from '../domain/time/days.ts';
import type { UptimeDay } from './snapshot-uptime.ts';

/** Days from the one at `begun` on. */
export function eventfulDays(
  days: readonly Day[],
  begun: number,
  until: number,
  tracked: { since: number; intervals: UptimeRows['intervals'] },
  about: readonly AffectingIncident[],
): UptimeDay[] {
  const intervalsOn = byDay(tracked.intervals, days, begun);
  const incidentsOn = byDay(about, days, begun);
  const eventful = [...new Set([...intervalsOn.keys(), ...incidentsOn.keys()])];
  return eventful
    .sort((a, b) => a - b)
    .flatMap((at) => {
      const day = days[at];
      const [from, to] = [Math.max(day?.from ?? 0, tracked.since), Math.min(day?.to ?? 0, until)];
      if (to <= from) return [];
      const within = (one: Span) => one.fromAt < to && (one.toAt ?? to) > from;
      const intervals = (intervalsOn.get(at) ?? []).filter(within);
      const { known: _, ...trouble } = tallyOf({ since: tracked.since, intervals }, from, to);
      const incidents = (incidentsOn.get(at) ?? []).filter(within).sort(worstFirst);
      const notes = intervals.flatMap(({ note }) => note ?? []);
      const data = {
        at,
        ...trouble,
        ...(incidents.length > 0 ? { incidents: incidents.map(({ id }) => id) } : {}),
        ...(notes.length > 0 ? { notes: [...new Set(notes)] } : {}),
        ...(intervals.some(isRetimed) ? { retimed: true } : {}),
      };
      return Object.keys(data).length > 1 ? [data] : [];
    });
}

/** Corrected with its update, without a reason of its own. */
const isRetimed = (s: UptimeRows['intervals'][number]): boolean =>
  s.correctedAt !== null && s.note === null;

const worstFirst = (a: AffectingIncident, b: AffectingIncident): number =>
  impacts.indexOf(b.impact) - impacts.indexOf(a.impact);

/** Intervals per day. A busy component has thousands of them. */
function byDay<T extends Span>(
  spans: readonly T[],
  days: readonly Day[],
  begun: number,
): Map<number, T[]> {
  const found = new Map<number, T[]>();
  const from = days[begun]?.from ?? 0;
  for (const one of spans) {
    const end = one.toAt ?? Number.POSITIVE_INFINITY;
    if (end <= from) continue;
    let at = Math.max(begun, lastBegunBy(days, one.fromAt));
    for (let day = days[at]; day && day.from < end; day = days[++at]) {
      const same = found.get(at);
      if (same) same.push(one);
      else found.set(at, [one]);
    }
  }
  return found;
}

/** Index of the last day that has begun, or −1. */
function lastBegunBy(days: readonly Day[], at: number): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle]?.from ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

type Span = { fromAt: number; toAt: number | null };
