import type { Statement } from '../../../db/engine/write.ts';
import { markAcknowledged, requestAcknowledgement } from '../../../db/obligation/acknowledge.ts';
import { syncPromises } from '../../../db/obligation/promise.ts';
import { requireRoles } from '../../../db/obligation/role.ts';
import { findPage } from '../../../db/page/page.ts';
import { type IncidentKind, isClosed, type State } from '../../domain/incident/incident.ts';
import { acknowledgeMinutes } from '../../domain/obligation/acknowledge.ts';
import { acknowledgeBy, countingOf } from '../../domain/obligation/deadline.ts';
import type { Actor } from '../../domain/response/role.ts';
import { rolesRequiredBy, severityScaleOf } from '../../domain/response/severity.ts';
import type { Publisher } from '../commit.ts';

type Opened = {
  id: string;
  pageId: string;
  kind: IncidentKind;
  state: State;
  severity: string | null;
  nextUpdateBy: number | null;
  createdAt: number;
};

/**
 * Obligations of a new incident: the promised update, the roles of its severity, and an
 * acknowledgment. A person who opens one has acknowledged it; a script has not.
 */
export async function openingObligations(
  deps: Pick<Publisher, 'db' | 'newId'>,
  actor: Actor,
  { id: incidentId, pageId, kind, state, severity, nextUpdateBy, createdAt: now }: Opened,
): Promise<Statement[]> {
  if (isClosed(state)) return [];
  const promise = nextUpdateBy === null ? [] : syncPromises(now, { incidentId, by: actor.name });
  if (kind !== 'incident') return promise;
  const key = { pageId, incidentId };
  const acknowledged =
    actor.kind === 'user'
      ? markAcknowledged({
          ...{ ...key, id: deps.newId(), doneAt: now },
          ...{ doneBy: actor.name, personId: null }, // nobody was notified
        })
      : [];
  // Without a severity there is no deadline, and no query for the scale.
  if (severity === null) return [...promise, ...acknowledged];
  const page = await findPage(deps.db, pageId);
  const scale = severityScaleOf(page);
  const within = actor.kind === 'token' ? acknowledgeMinutes(scale, severity) : null;
  const dueAt = acknowledgeBy(page, severity, now);
  const required = rolesRequiredBy(scale, severity);
  return [
    ...promise,
    ...acknowledged,
    ...(within === null || dueAt === null
      ? []
      : [requestAcknowledgement({ ...key, id: deps.newId(), within, createdAt: now, dueAt })]),
    ...(required.within === null || required.roles.length === 0
      ? []
      : [
          requireRoles({
            ...{ ...key, id: deps.newId(), within: required.within, from: now },
            dueAt: countingOf(page, severity)(now, required.within),
          }),
        ]),
  ];
}
