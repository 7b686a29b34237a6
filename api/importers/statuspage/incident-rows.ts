import type { IncidentRows } from '../../../db/component/import.ts';
import { Impact } from '../../domain/component/impact.ts';
import {
  incidentStates,
  isClosed,
  maintenanceStates,
  State,
} from '../../domain/incident/incident.ts';
import type { FileIncident } from '../port/shape.ts';
import {
  isPast,
  isPlannable,
  isUsableId,
  label,
  longest,
  oneLine,
  type Remarks,
} from './limits.ts';
import { newestOf } from './newest.ts';
import { type RowContext, shownAt, updateRows } from './update-rows.ts';

/** An incident or maintenance with its updates; null when our own forms would reject it. */
export function incidentRows(
  given: FileIncident,
  place: RowContext,
  remarks: Remarks,
): IncidentRows | null {
  const what = label('incident', given.name, given.id);
  const state = State.safeParse(given.status);
  const impact = Impact.safeParse(given.impact);
  if (!state.success) return remarks.skip(what, `its status “${given.status}” is unknown`);
  if (!impact.success) return remarks.skip(what, `its impact “${given.impact}” is unknown`);
  const kind = isMaintenance(given) ? 'maintenance' : 'incident';
  const fitting = [...(kind === 'incident' ? incidentStates : maintenanceStates), 'postmortem'];
  if (!fitting.includes(state.data))
    return remarks.skip(
      what,
      `“${given.status}” isn’t a state of ${kind === 'incident' ? 'an incident' : 'a maintenance'}`,
    );
  if (kind === 'maintenance' && (given.scheduled_for === null || given.scheduled_until === null))
    return remarks.skip(what, 'it is a maintenance without a start or end');
  const error = errorOf(given, place.now);
  if (error) return remarks.skip(what, error);
  const updates = oldestFirst(given, what, remarks)
    .flatMap((update) => updateRows(update, given, { ...place, what }, remarks) ?? [])
    .map((update, i) => ({ ...update, row: { ...update.row, seq: i + 1 } }));
  const last = updates.at(-1);
  if (!last) return remarks.skip(what, 'it has no updates to show');
  const codes = updates.flatMap((update) => update.changes.map((change) => change.componentId));
  return {
    row: {
      id: given.id,
      pageId: place.pageId,
      kind,
      name: remarks.fit(oneLine(given.name), longest.title, what, 'title'),
      state: state.data,
      impact: impact.data,
      impactOverride: null,
      ...timesOf(given, {
        now: place.now,
        lastAt: last.row.displayAt,
        closed: isClosed(state.data),
      }),
      nextUpdateBy: null,
    },
    updates,
    componentIds: [...new Set([...given.components.map((c) => c.id), ...codes])],
  };
}

const isMaintenance = ({ scheduled_for, status }: FileIncident): boolean =>
  scheduled_for !== null || maintenanceStates.some((state) => state === status);

/** Why it cannot be stored. */
function errorOf(given: FileIncident, now: number): string | null {
  const { scheduled_for: from, scheduled_until: until } = given;
  if (!isUsableId(given.id)) return 'its ID can’t be used in a URL';
  if (!oneLine(given.name)) return 'it has no title';
  if (!isPast(given.created_at, now) && !isPast(given.started_at ?? Number.NaN, now))
    return 'its date isn’t between 1990 and today';
  if (from === null || until === null) return null;
  if (!isPlannable(from) || !isPlannable(until)) return 'its window isn’t between 1990 and 2100';
  return until > from ? null : 'its window ends before it starts';
}

function timesOf(
  given: FileIncident,
  { now, lastAt, closed }: { now: number; lastAt: number; closed: boolean },
) {
  const usable = (at: number | null | undefined) => (at && isPast(at, now) ? at : null);
  const startedAt = usable(given.started_at) ?? given.created_at;
  const createdAt = usable(given.created_at) ?? startedAt;
  return {
    startedAt,
    monitoringAt: usable(given.monitoring_at),
    resolvedAt: closed ? Math.max(startedAt, usable(given.resolved_at) ?? lastAt) : null,
    scheduledFor: given.scheduled_for,
    scheduledUntil: given.scheduled_until,
    createdAt,
    updatedAt: usable(given.updated_at) ?? createdAt,
  };
}

/** Files are newest first; updates at the same instant keep that order. */
function oldestFirst({ incident_updates }: FileIncident, what: string, remarks: Remarks) {
  const all = newestOf(incident_updates)
    .reverse()
    .sort((a, b) => shownAt(a) - shownAt(b));
  const { updates: most } = longest;
  if (all.length > most)
    remarks.change(what, `it has ${all.length} updates: the newest ${most} are imported`);
  return all.slice(-most);
}
