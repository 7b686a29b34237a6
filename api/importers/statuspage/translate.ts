import type { ComponentRow, IncidentRows } from '../../../db/component/import.ts';
import type { Document, FileIncident, Source } from '../port/shape.ts';
import { componentRow } from './component-row.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import { incidentRows } from './incident-rows.ts';
import { isPast, longest, type Remark, Remarks } from './limits.ts';
import { newestOf } from './newest.ts';
import { AUTHOR, shownAt } from './update-rows.ts';

export { AUTHOR } from './update-rows.ts';

export type Translation = {
  components: ComponentRow[];
  incidents: IncidentRows[];
  skipped: Remark[];
  /** Stored differently, such as shortened. */
  changed: Remark[];
} & Coverage;

/** The files' content as rows of `pageId`; items without a place are reported with the reason. */
export function translate(
  source: Source,
  pageId: string,
  { now = Date.now(), author = AUTHOR }: { now?: number; author?: string } = {},
): Translation {
  const remarks = new Remarks();
  const files = [
    source['components.json'],
    source['incidents.json'],
    source['scheduled-maintenances.json'],
    source['summary.json'],
  ].filter((file): file is Document => file !== undefined);
  const flat = newestOf(files.flatMap((file) => file.components));
  const incidents = newestOf(
    files.flatMap((file) => [...file.incidents, ...file.scheduled_maintenances]),
  );
  const mentions = firstMentions(incidents, now);
  const components = most(flat, longest.components, 'components', remarks).flatMap(
    (one) => componentRow(one, { pageId, now, firstMentions: mentions.get(one.id) }, remarks) ?? [],
  );
  const groups = new Set(components.filter((row) => row.group).map((row) => row.id));
  const groupOf = new Map(flat.map((one) => [one.id, one.group_id]));
  const place = { pageId, now, author, updateIds: new Set<string>() };
  return {
    components: components.map((row) => {
      const groupId = row.group ? null : groupOf.get(row.id);
      return { ...row, groupId: groupId && groups.has(groupId) ? groupId : null };
    }),
    incidents: most(incidents, longest.incidents, 'incidents', remarks).flatMap(
      (one) => incidentRows(one, place, remarks) ?? [],
    ),
    ...remarks,
    ...coverageOf(source, now),
  };
}

function most<T>(items: T[], count: number, what: string, remarks: Remarks): T[] {
  if (items.length > count)
    remarks.skip(`${items.length - count} ${what}`, `at most ${count} are imported`);
  return items.slice(0, count);
}

/** When each component was first mentioned. */
function firstMentions(incidents: FileIncident[], now: number): Map<string, number> {
  const firstSeen = new Map<string, number>();
  for (const update of incidents.flatMap((one) => one.incident_updates)) {
    const at = shownAt(update);
    for (const { code } of update.affected_components)
      if (code && isPast(at, now)) firstSeen.set(code, Math.min(at, firstSeen.get(code) ?? at));
  }
  return firstSeen;
}
