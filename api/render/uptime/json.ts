import type { z } from 'zod';
import { wordsIn } from '../../../site/locales/words.ts';
import { inPieces, type Yield } from '../../core/pieces.ts';
import {
  type DurationTally,
  outageStatuses,
  uptimeOf,
  type Weights,
  worstOf,
} from '../../domain/component/uptime.ts';
import type { Day } from '../../domain/time/days.ts';
import { SECOND } from '../../domain/time/time.ts';
import { isoInZone } from '../../domain/time/zone.ts';
import type { Measured } from '../../snapshot/history/charts.ts';
import type { Snapshot, SnapshotComponent } from '../../snapshot/snapshot.ts';
import type { Uptime, UptimeDay } from '../../snapshot/snapshot-uptime.ts';
import { blocks } from '../components.ts';
import type * as schema from '../schema/public/uptime.ts';
import { pageDocument } from '../statuspage-v2.ts';
import { incidentUrl } from '../updates.ts';
import {
  daysOfUptime,
  knownOn,
  leavesOf,
  tallyOfWindow,
  uptimeRecordOf,
  windows,
} from './uptime.ts';
import { correctionNotes } from './words.ts';

type Figures = z.infer<typeof schema.Figures>;

/** The last 24 hours, 7, 30 and 90 days, and every day with an outage. */
export async function uptimeNow(
  s: Snapshot,
  measured: readonly Measured[] = [],
  rest: Yield = inPieces(),
): Promise<z.infer<typeof schema.UptimeNow>> {
  const days = daysOfUptime(s, s.uptime);
  return {
    ...headOf(s, s.uptime),
    measured: measured.map(({ componentId, ...one }) => ({ ...one, component_id: componentId })),
    components: await eachInOrder(s, rest, (component) => {
      const ids = leavesOf(s, component);
      const figures = windows.map((window) => [
        window,
        figuresOf(tallyOfWindow(s.uptime, days, ids, window), s.uptime.weights),
      ]);
      return {
        ...nameOf(s, s.uptime, component),
        windows: Object.fromEntries(figures),
        days: dailyUptime(s, s.uptime, days, ids),
      };
    }),
  };
}

/** A month or a year. */
export async function uptimeIn(
  s: Snapshot,
  period: string,
  uptime: Uptime,
  rest: Yield = inPieces(),
): Promise<z.infer<typeof schema.UptimeIn>> {
  const days = daysOfUptime(s, uptime);
  return {
    period,
    ...headOf(s, uptime),
    components: await eachInOrder(s, rest, (component) => {
      const ids = leavesOf(s, component);
      const { total } = uptimeRecordOf(uptime, days, ids);
      return {
        ...nameOf(s, uptime, component),
        ...figuresOf(total, uptime.weights),
        days: dailyUptime(s, uptime, days, ids),
      };
    }),
  };
}

/** In page order: a group, then its members. */
const inOrder = (s: Snapshot): SnapshotComponent[] =>
  blocks(s, true).flatMap(({ group, members }) => [...(group ? [group] : []), ...members]);

async function eachInOrder<T>(s: Snapshot, rest: Yield, of: (one: SnapshotComponent) => T) {
  const all: T[] = [];
  for (const component of inOrder(s)) {
    await rest();
    all.push(of(component));
  }
  return all;
}

const headOf = (s: Snapshot, uptime: Uptime) => ({
  page: pageDocument(s),
  first_day: uptime.first,
  days: uptime.count,
  until: isoInZone(uptime.until, s.page.timeZone),
  weights: { ...uptime.weights, under_maintenance: null },
});

function nameOf(s: Snapshot, uptime: Uptime, component: SnapshotComponent) {
  const starts = leavesOf(s, component).flatMap((id) => uptime.byComponent[id]?.since ?? []);
  return {
    id: component.id,
    name: component.name,
    group: component.group,
    group_id: component.groupId,
    since: starts.length > 0 ? isoInZone(Math.min(...starts), s.page.timeZone) : null,
  };
}

function dailyUptime(s: Snapshot, uptime: Uptime, days: readonly Day[], ids: string[]) {
  return uptimeRecordOf(uptime, days, ids).eventful.flatMap((eventfulDay) => {
    const day = days[eventfulDay.at];
    if (!day) return [];
    const tally = { ...eventfulDay, known: knownOn(uptime, day, ids) };
    return [
      {
        day: day.day,
        status: worstOf(eventfulDay),
        ...figuresOf(tally, uptime.weights),
        incidents: incidentsOf(s, uptime, eventfulDay),
        corrections: correctionNotes(wordsIn(), eventfulDay),
      },
    ];
  });
}

const incidentsOf = (s: Snapshot, uptime: Uptime, { incidents = [] }: UptimeDay) =>
  incidents.map((id) => ({
    id,
    name: uptime.incidents[id] ?? '',
    url: incidentUrl(s.page.url, id),
  }));

/** Percent as on the page: rounded down to two decimals. */
export const percentOf = (tally: DurationTally, weights: Weights): number | null => {
  const hundredths = uptimeOf(tally, weights);
  return hundredths === null ? null : hundredths / 100;
};

const figuresOf = (tally: DurationTally, weights: Weights): Figures => ({
  uptime: percentOf(tally, weights),
  seconds: {
    known: inSeconds(tally.known),
    ...(Object.fromEntries(
      outageStatuses.map((status) => [status, inSeconds(tally[status] ?? 0)]),
    ) as Omit<Figures['seconds'], 'known'>), // every trouble is included
  },
});

export const inSeconds = (ms: number): number => Math.round(ms / SECOND);
