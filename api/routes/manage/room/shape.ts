import type { TimelineEntry } from '../../../domain/room/timeline.ts';

const time = (ms: number): string => new Date(ms).toISOString();

/** An entry of the team's timeline. Each function lists its keys, as in `../shape.ts`. */
export const entryShape = (entry: TimelineEntry, incidentId: string) => ({
  id: entry.id,
  incident_id: incidentId,
  kind: entry.kind,
  text: entry.text,
  author: entry.author,
  at: time(entry.at),
  original_at: time(entry.originalAt),
  created_at: time(entry.createdAt),
  pinned: entry.pinned,
  hidden: entry.hidden,
  automatic: entry.automatic,
});
