import type { Statement } from '../../../db/engine/write.ts';
import {
  acknowledgeByWork,
  changeDeadline,
  findAcknowledgement,
  removeDeadline,
} from '../../../db/obligation/acknowledge.ts';
import { syncPromises } from '../../../db/obligation/promise.ts';
import { completeRoles, requireRoles } from '../../../db/obligation/role.ts';
import { type IncidentKind, isClosed, type State } from '../../domain/incident/incident.ts';
import { acknowledgeMinutes, isRaised } from '../../domain/obligation/acknowledge.ts';
import { acknowledgeBy, type CountingPage, countingOf } from '../../domain/obligation/deadline.ts';
import type { Actor } from '../../domain/response/role.ts';
import {
  rolesRequiredBy,
  severityLevelOf,
  severityScaleOf,
} from '../../domain/response/severity.ts';
import type { Publisher } from '../commit.ts';

type ObligationDeps = Pick<Publisher, 'newId' | 'clock'>;
type ObligedIncident = {
  id: string;
  pageId: string;
  kind: IncidentKind;
  state: State;
  severity: string | null;
};

type Promised = { state: State; nextUpdateBy: number | null };

/** The promise of an update. A person who publishes one has acknowledged the incident. */
export const updateObligations = (
  actor: Actor,
  before: Promised & { id: string; kind: IncidentKind },
  { row, isUpdate }: { row: Promised & { updatedAt: number }; isUpdate: boolean },
): Statement[] => [
  ...(row.nextUpdateBy !== before.nextUpdateBy || isClosed(row.state) !== isClosed(before.state)
    ? syncPromises(row.updatedAt, { incidentId: before.id, by: actor.name })
    : []),
  ...(isUpdate && before.kind === 'incident' && actor.kind === 'user'
    ? [acknowledgeByWork(before.id, { at: row.updatedAt, by: actor.name, isUpdate })]
    : []),
];

/** Obligations of a changed severity. An acknowledged incident stays acknowledged. */
export async function severityObligations(
  deps: ObligationDeps & Pick<Publisher, 'db'>,
  page: CountingPage | null,
  incident: ObligedIncident,
  severity: string | null,
): Promise<Statement[]> {
  if (severity === incident.severity || incident.kind !== 'incident' || isClosed(incident.state))
    return [];
  const key = { id: deps.newId(), pageId: incident.pageId, incidentId: incident.id };
  const scale = severityScaleOf(page);
  const now = deps.clock();
  const within = acknowledgeMinutes(scale, severity);
  const dueAt = acknowledgeBy(page, severity, now);
  const raised = isRaised(scale, incident.severity, severity);
  const countedAt = await countedDeadline(deps.db, page, { id: incident.id, severity });
  return [
    ...(within === null || dueAt === null
      ? removeDeadline(incident.id)
      : changeDeadline(key, { within, isRaised: raised, now, dueAt, countedAt })),
    ...roleObligations(deps, page, { ...incident, severity }),
  ];
}

/** When the next level of an acknowledgment is due that is counted in business hours; null for others. */
async function countedDeadline(
  db: Publisher['db'],
  page: CountingPage | null,
  { id, severity }: { id: string; severity: string | null },
): Promise<number | null> {
  const level = severityLevelOf(severityScaleOf(page), severity);
  if (!level?.counts || level.counts === 'always') return null;
  const row = await findAcknowledgement(db, id);
  if (!row) return null;
  const from = row.round === 0 ? row.createdAt : row.round;
  const first = row.doneAt === null ? acknowledgeBy(page, severity, from) : from;
  const minutes = row.level * (level.acknowledgeWithin ?? 0);
  return first === null ? null : countingOf(page, severity)(first, minutes);
}

/**
 * Somebody must take the roles of the severity. Roles are counted when it is due: until then nobody
 * is notified.
 */
export function roleObligations(
  deps: ObligationDeps,
  page: CountingPage | null,
  { id: incidentId, pageId, kind, state, severity }: ObligedIncident,
): Statement[] {
  if (kind !== 'incident' || isClosed(state)) return [];
  const { roles, within } = rolesRequiredBy(severityScaleOf(page), severity);
  const now = deps.clock();
  return [
    roles.length === 0 || within === null
      ? completeRoles(incidentId, now)
      : requireRoles({
          ...{ id: deps.newId(), pageId, incidentId, within, from: now },
          dueAt: countingOf(page, severity)(now, within),
        }),
  ];
}
