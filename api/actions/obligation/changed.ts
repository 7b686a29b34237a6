import type { Statement } from '../../../db/engine/write.ts';
import {
  acknowledgedByWork,
  changedDeadline,
  withoutDeadline,
} from '../../../db/obligation/acknowledge.ts';
import { settlePromises } from '../../../db/obligation/promise.ts';
import { requireRoles, rolesComplete } from '../../../db/obligation/role.ts';
import { type IncidentKind, isClosed, type State } from '../../domain/incident/incident.ts';
import { acknowledgeMinutes, isRaised } from '../../domain/obligation/acknowledge.ts';
import type { Actor } from '../../domain/response/role.ts';
import { rolesRequiredBy, type SeverityScale } from '../../domain/response/severity.ts';
import type { Publisher } from '../commit.ts';

type Changing = Pick<Publisher, 'newId' | 'clock'>;
type Of = {
  id: string;
  pageId: string;
  kind: IncidentKind;
  state: State;
  severity: string | null;
};

type Promised = { state: State; nextUpdateBy: number | null };

/** The promise of an update. A person who publishes one has acknowledged the incident. */
export const obligationsOfUpdate = (
  actor: Actor,
  before: Promised & { id: string; kind: IncidentKind },
  { row, isUpdate }: { row: Promised & { updatedAt: number }; isUpdate: boolean },
): Statement[] => [
  ...(row.nextUpdateBy !== before.nextUpdateBy || isClosed(row.state) !== isClosed(before.state)
    ? settlePromises(row.updatedAt, { incidentId: before.id, by: actor.name })
    : []),
  ...(isUpdate && before.kind === 'incident' && actor.kind === 'user'
    ? [acknowledgedByWork(before.id, { at: row.updatedAt, by: actor.name, isUpdate })]
    : []),
];

/** What a changed severity asks of people. An incident that somebody acknowledged stays so. */
export function obligationsOfSeverity(
  deps: Changing,
  scale: SeverityScale,
  incident: Of,
  severity: string | null,
): Statement[] {
  if (severity === incident.severity || incident.kind !== 'incident' || isClosed(incident.state))
    return [];
  const of = { id: deps.newId(), pageId: incident.pageId, incidentId: incident.id };
  const within = acknowledgeMinutes(scale, severity);
  const raised = isRaised(scale, incident.severity, severity);
  return [
    ...(within === null
      ? withoutDeadline(incident.id)
      : changedDeadline(of, { within, isRaised: raised, now: deps.clock() })),
    ...obligationsOfRoles(deps, scale, { ...incident, severity }),
  ];
}

/**
 * Somebody must take the roles of the severity. Whether all are taken is looked at when it is due:
 * until then nobody is notified.
 */
export function obligationsOfRoles(
  deps: Changing,
  scale: SeverityScale,
  { id: incidentId, pageId, kind, state, severity }: Of,
): Statement[] {
  if (kind !== 'incident' || isClosed(state)) return [];
  const { roles, within } = rolesRequiredBy(scale, severity);
  const now = deps.clock();
  return [
    roles.length === 0 || within === null
      ? rolesComplete(incidentId, now)
      : requireRoles({ id: deps.newId(), pageId, incidentId, within, from: now }),
  ];
}
