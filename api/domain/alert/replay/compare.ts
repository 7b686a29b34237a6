import { HOUR } from '../../time/time.ts';

/** An incident of the page. `announcedAt`: its first public word. */
export type PastIncident = {
  id: string;
  name: string;
  startedAt: number;
  announcedAt: number | null;
  resolvedAt: number | null;
  componentIds: readonly string[];
};

/** The incident that a draft would have been about. `earlier` in ms; negative where it came later. */
export type Matched = { id: string; name: string; earlier: number | null };

/** An incident that no draft would have been about. */
export type Missed = { id: string; name: string; at: number; hadAlerts: boolean };

/** An alert may come this long before the incident is said to have started, in ms. */
const AHEAD = HOUR;

type Draft = { at: number; componentIds: readonly string[] };

/**
 * The incident that each draft would have been about: one that was open then, or within the next
 * hour, and has one of its components. Of several, the one whose first public word is nearest.
 */
export function compareDrafts(
  drafts: readonly Draft[],
  incidents: readonly PastIncident[],
): { matches: (Matched | null)[]; earlier: number | null } {
  const first = new Map<string, number>();
  const matches = drafts.map((draft): Matched | null => {
    const [nearest] = incidents
      .filter((one) => isOpenAt(one, draft.at) && sharesComponent(one, draft))
      .sort((a, b) => distance(a, draft.at) - distance(b, draft.at));
    if (!nearest) return null;
    const { id, name, announcedAt } = nearest;
    const earlier = announcedAt === null ? null : announcedAt - draft.at;
    if (earlier !== null) first.set(id, Math.max(first.get(id) ?? earlier, earlier));
    return { id, name, earlier };
  });
  return { matches, earlier: median([...first.values()]) };
}

/** Incidents of the time from the first to the last arrival that no draft would have been about. */
export const missedIncidents = (
  incidents: readonly PastIncident[],
  matches: readonly (Matched | null)[],
  arrivals: readonly number[],
): Missed[] => {
  const matched = new Set(matches.map((one) => one?.id));
  const [from = 0, to = 0] = [arrivals[0], arrivals.at(-1)];
  return incidents
    .filter((one) => !matched.has(one.id) && startOf(one) >= from && startOf(one) <= to)
    .map((one) => ({
      ...{ id: one.id, name: one.name, at: startOf(one) },
      hadAlerts: arrivals.some((at) => isOpenAt(one, at)),
    }))
    .sort((a, b) => a.at - b.at);
};

const startOf = ({ startedAt, announcedAt }: PastIncident): number =>
  Math.min(startedAt, announcedAt ?? startedAt);

const isOpenAt = (incident: PastIncident, at: number): boolean =>
  at >= startOf(incident) - AHEAD && at <= (incident.resolvedAt ?? Number.POSITIVE_INFINITY);

/** A draft without components may be about any incident. */
const sharesComponent = ({ componentIds }: PastIncident, draft: Draft): boolean =>
  draft.componentIds.length === 0 || draft.componentIds.some((id) => componentIds.includes(id));

const distance = ({ announcedAt, startedAt }: PastIncident, at: number): number =>
  Math.abs((announcedAt ?? startedAt) - at);

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
