import { type AffectingIncident, MOST_NAMED } from '../../../db/component/named.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import type { ChangedRows } from '../../../db/public/change.ts';
import type { PublicRows } from '../../../db/public/current.ts';
import { isEnded, type Patched, rowsWith } from './incident-rows.ts';

/**
 * Pure: the rows that a full read would give after a write about incident `id`, from the previous
 * rows and the changed ones. Null when that is uncertain, such as after another write.
 */
export function incrementalSnapshot(
  known: PublicRows,
  id: string,
  changed: ChangedRows,
  since: number,
): Patched | null {
  const before = known.incidents.find((incident) => incident.id === id);
  const after = changed.incidents[0];
  if (changed.page.id !== known.page.id) return null;
  if (changed.page.version !== known.page.version + 1) return null;
  if (!after || !(before ? hasSamePlace(before, after) : isNew(after))) return null;
  const about = new Set(after.componentIds);
  if (!onlyTheseChanged(known.components, changed.components, about)) return null;
  if (needsUnknownName(known.uptime.named, id, changed.uptime.named)) return null;
  return rowsWith(known, { before: before ?? null, after, changed, since });
}

/** The lists are ordered by these fields: an incident that moves down may admit one that was not read. */
const hasSamePlace = (before: IncidentRecord, after: IncidentRecord): boolean =>
  before.kind === after.kind &&
  before.startedAt === after.startedAt &&
  before.updatedAt <= after.updatedAt;

const isNew = (incident: IncidentRecord): boolean => incident.revision === 1;

function onlyTheseChanged(
  before: PublicRows['components'],
  after: PublicRows['components'],
  about: ReadonlySet<string>,
): boolean {
  if (before.length !== after.length) return false;
  const of = new Map(before.map((component) => [component.id, component]));
  return after.every(({ id, revision, updatedAt, status }) => {
    const was = of.get(id);
    if (!was || about.has(id)) return was !== undefined;
    return was.revision === revision && was.updatedAt === updatedAt && was.status === status;
  });
}

/** True when another incident would have to be named that was not read. */
function needsUnknownName(
  known: AffectingIncident[],
  id: string,
  changed: AffectingIncident[],
): boolean {
  const was = known.find((one) => one.id === id)?.toAt ?? null;
  const is = changed[0]?.toAt ?? null;
  const wereOver = new Set(known.filter(isEnded).map((one) => one.id)).size;
  return wereOver >= MOST_NAMED && was !== null && (is === null || is < was);
}
