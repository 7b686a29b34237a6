import { z } from 'zod';
import type { GivenIncident } from '../port/port.ts';
import { changed, type KeyOf } from '../port/read.ts';

/** Seconds. */
const Instant = z.number().transform((at) => (Math.abs(at) < 8e9 ? at : 0));

export const KenerIncident = z.object({
  id: z.number(),
  title: z.string(),
  start_date_time: Instant,
  end_date_time: Instant.nullish(),
  state: z.string(),
  monitors: z.array(z.object({ monitor_tag: z.string(), impact: z.string().nullish() })),
});
export const KenerComment = z.object({
  id: z.number(),
  comment: z.string(),
  timestamp: Instant,
  state: z.string(),
});
export type KenerComment = z.infer<typeof KenerComment>;
export const KenerEvent = z.object({
  event_id: z.number(),
  event_start_date_time: Instant,
  event_end_date_time: Instant,
  event_status: z.string(),
  maintenance_title: z.string(),
  maintenance_description: z.string().nullish(),
  monitors: z.array(z.object({ monitor_tag: z.string() })),
});

const impacts: Record<string, string> = { DOWN: 'major_outage', DEGRADED: 'degraded_performance' };
export const statusOfImpact = (impact: string | null | undefined): string =>
  impacts[impact ?? ''] ?? 'operational';

const windowStates: Record<string, string> = {
  ...{ SCHEDULED: 'scheduled', READY: 'scheduled', ONGOING: 'in_progress', COMPLETED: 'completed' },
};

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();

export function kenerIncident(
  row: z.infer<typeof KenerIncident>,
  comments: KenerComment[],
  { id, nameOf }: { id: KeyOf; nameOf: ReadonlyMap<string, string> },
): GivenIncident {
  const status = row.state.toLowerCase();
  const began = iso(row.start_date_time);
  const commented = comments
    .toSorted((a, b) => a.timestamp - b.timestamp || a.id - b.id)
    .map((one) => ({
      ...{ id: id('comment', one.id), status: one.state.toLowerCase(), body: one.comment },
      created_at: iso(one.timestamp),
    }));
  const only = { id: id('incident', row.id, 'first'), status, body: row.title, created_at: began };
  const updates = commented.length > 0 ? commented : [only];
  const bad = row.monitors.filter((one) => statusOfImpact(one.impact) !== 'operational');
  const isEnded = status === 'resolved';
  const changes = (isBefore: boolean) =>
    bad.map(({ monitor_tag: tag, impact }) => {
      const monitor = { id: id('monitor', tag), name: nameOf.get(tag) ?? tag };
      const [from, to] = ['operational', statusOfImpact(impact)];
      return isBefore ? changed(monitor, from, to) : changed(monitor, to, from);
    });
  return {
    ...{ id: id('incident', row.id), name: row.title, status, created_at: began },
    impact: bad.some(({ impact }) => impact === 'DOWN') ? 'major' : 'minor',
    ...{ started_at: began, resolved_at: row.end_date_time ? iso(row.end_date_time) : null },
    incident_updates: updates.map((update, at) => ({
      ...update,
      affected_components: [
        ...(at === 0 ? changes(true) : []),
        ...(isEnded && at > 0 && at === updates.length - 1 ? changes(false) : []),
      ],
    })),
    components: row.monitors.map((one) => ({ id: id('monitor', one.monitor_tag) })),
  };
}

/** Null for a window that was called off. */
export function kenerWindow(row: z.infer<typeof KenerEvent>, id: KeyOf): GivenIncident | null {
  const status = windowStates[row.event_status];
  if (!status) return null;
  const created_at = status === 'completed' ? iso(row.event_start_date_time) : null;
  const { maintenance_title: name, maintenance_description: text } = row;
  return {
    ...{ id: id('event', row.event_id), name, status, impact: 'maintenance', created_at },
    ...{ scheduled_for: iso(row.event_start_date_time) },
    ...{ scheduled_until: iso(row.event_end_date_time) },
    incident_updates: [
      { id: id('event', row.event_id, 'text'), status, created_at, body: text || name },
    ],
    components: row.monitors.map((one) => ({ id: id('monitor', one.monitor_tag) })),
  };
}
