import type { ComponentRow, IncidentRows } from '../../../db/import.ts';
import { Impact } from '../../domain/impact.ts';
import { incidentStates, isClosed, maintenanceStates, State } from '../../domain/incident.ts';
import { ComponentStatus } from '../../domain/status.ts';
import { htmlToMarkdown } from './html.ts';
import type { Document, FileComponent, FileIncident, FileUpdate } from './shape.ts';
import type { Source } from './source.ts';

/** Stands for a person in an imported update: the file names nobody. */
export const AUTHOR = 'Statuspage import';

export type Skip = { what: string; why: string };
export type Translation = {
  components: ComponentRow[];
  incidents: IncidentRows[];
  skipped: Skip[];
};

/** The files' content as rows of `pageId`; what has no place among them is named with the reason. */
export function translate(source: Source, pageId: string): Translation {
  const skipped: Skip[] = [];
  const skip = (what: string, why: string): null => {
    skipped.push({ what, why });
    return null;
  };
  const files = [
    source['components.json'],
    source['incidents.json'],
    source['scheduled-maintenances.json'],
    source['summary.json'],
  ].filter((file): file is Document => file !== undefined);
  const flat = newestOf(files.flatMap((file) => file.components));
  const groups = new Set(flat.filter((c) => c.group).map((c) => c.id));
  const incidents = newestOf(
    files.flatMap((file) => [...file.incidents, ...file.scheduled_maintenances]),
  );
  return {
    components: flat.flatMap((c) => componentRow(c, pageId, groups, skip) ?? []),
    incidents: incidents.flatMap((i) => incidentRows(i, pageId, skip) ?? []),
    skipped,
  };
}

type SkipOne = (what: string, why: string) => null;

/** The same thing may be in two files: the one that was touched last counts, then the first. */
function newestOf<T extends { id: string; updated_at?: number | undefined }>(items: T[]): T[] {
  const kept = new Map<string, T>();
  for (const item of items) {
    const other = kept.get(item.id);
    if (!other || (item.updated_at ?? 0) > (other.updated_at ?? 0)) kept.set(item.id, item);
  }
  return [...kept.values()];
}

function componentRow(
  given: FileComponent,
  pageId: string,
  groups: ReadonlySet<string>,
  skip: SkipOne,
): ComponentRow | null {
  const status = ComponentStatus.safeParse(given.group ? 'operational' : given.status);
  if (!status.success)
    return skip(`component “${given.name}”`, `its status “${given.status}” is unknown`);
  const inGroup = given.group_id !== null && !given.group && groups.has(given.group_id);
  return {
    id: given.id,
    pageId,
    groupId: inGroup ? given.group_id : null,
    group: given.group,
    name: given.name,
    description: given.description || null,
    status: status.data,
    position: given.position,
    showcase: given.showcase,
    onlyShowIfDegraded: given.only_show_if_degraded,
    startDate: given.start_date,
    createdAt: given.created_at,
    updatedAt: given.updated_at ?? given.created_at,
  };
}

function incidentRows(given: FileIncident, pageId: string, skip: SkipOne): IncidentRows | null {
  const what = `incident “${given.name}”`;
  const state = State.safeParse(given.status);
  const impact = Impact.safeParse(given.impact);
  if (!state.success) return skip(what, `its status “${given.status}” is unknown`);
  if (!impact.success) return skip(what, `its impact “${given.impact}” is unknown`);
  const kind = isMaintenance(given) ? 'maintenance' : 'incident';
  const fitting = [...(kind === 'incident' ? incidentStates : maintenanceStates), 'postmortem'];
  if (!fitting.includes(state.data)) return skip(what, `a ${kind} is never “${given.status}”`);
  if (kind === 'maintenance' && (given.scheduled_for === null || given.scheduled_until === null))
    return skip(what, 'it is a maintenance without a beginning or an end');
  const updates = oldestFirst(given.incident_updates).flatMap(
    (update, i) => updateRows(update, i + 1, given, pageId, skip) ?? [],
  );
  const last = updates.at(-1);
  if (!last) return skip(what, 'it has no updates to show');
  const codes = updates.flatMap((update) => update.changes.map((change) => change.componentId));
  return {
    row: {
      id: given.id,
      pageId,
      kind,
      name: given.name,
      state: state.data,
      impact: impact.data,
      impactOverride: null,
      startedAt: given.started_at ?? given.created_at,
      monitoringAt: given.monitoring_at,
      resolvedAt: isClosed(state.data) ? (given.resolved_at ?? last.row.displayAt) : null,
      nextUpdateBy: null,
      scheduledFor: given.scheduled_for,
      scheduledUntil: given.scheduled_until,
      createdAt: given.created_at,
      updatedAt: given.updated_at ?? given.created_at,
    },
    updates,
    componentIds: [...new Set([...given.components.map((c) => c.id), ...codes])],
  };
}

const isMaintenance = ({ scheduled_for, status }: FileIncident): boolean =>
  scheduled_for !== null || maintenanceStates.some((state) => state === status);

const shownAt = (update: FileUpdate): number => update.display_at ?? update.created_at;

/** Files are newest first; updates of the same instant keep that order. */
const oldestFirst = (updates: FileUpdate[]): FileUpdate[] =>
  newestOf(updates)
    .reverse()
    .sort((a, b) => shownAt(a) - shownAt(b));

function updateRows(
  given: FileUpdate,
  seq: number,
  incident: FileIncident,
  pageId: string,
  skip: SkipOne,
): IncidentRows['updates'][number] | null {
  const state = State.safeParse(given.status);
  if (!state.success)
    return skip(`an update of “${incident.name}”`, `its status “${given.status}” is unknown`);
  const changes = given.affected_components.flatMap(({ code, name, old_status, new_status }) => {
    const before = ComponentStatus.safeParse(old_status);
    const after = ComponentStatus.safeParse(new_status);
    if (!code || !before.success || !after.success) return [];
    return [
      { componentId: code, name: name ?? code, oldStatus: before.data, newStatus: after.data },
    ];
  });
  return {
    row: {
      id: given.id,
      pageId,
      incidentId: incident.id,
      seq,
      state: state.data,
      body: htmlToMarkdown(given.body ?? ''),
      deliverNotifications: given.deliver_notifications,
      author: AUTHOR,
      displayAt: shownAt(given),
      createdAt: given.created_at,
      updatedAt: given.updated_at ?? given.created_at,
    },
    changes: changes.map((change, position) => ({ updateId: given.id, position, ...change })),
  };
}
