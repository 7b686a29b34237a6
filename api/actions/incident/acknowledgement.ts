import type { Statement } from '../../../db/engine/write.ts';
import { findPage } from '../../../db/page/page.ts';
import { insertObligation } from '../../../db/room/obligation.ts';
import { type IncidentKind, isClosed, type State } from '../../domain/incident/incident.ts';
import type { Actor } from '../../domain/response/role.ts';
import { severityScaleOf } from '../../domain/response/severity.ts';
import { acknowledgeMinutes } from '../../domain/room/acknowledge.ts';
import { MINUTE } from '../../domain/time/time.ts';
import type { Publisher } from '../commit.ts';

/**
 * What a new incident asks of people: one that a person opens is known to a person already; one
 * that a script opens must be acknowledged by the deadline of its severity.
 */
export async function acknowledgement(
  deps: Publisher,
  actor: Actor,
  of: {
    id: string;
    pageId: string;
    kind: IncidentKind;
    state: State;
    severity: string | null;
    createdAt: number;
  },
): Promise<Statement[]> {
  const { id: incidentId, pageId, kind, state, severity, createdAt: now } = of;
  if (kind !== 'incident' || isClosed(state)) return [];
  const row = {
    id: deps.newId(),
    pageId,
    incidentId,
    kind: 'acknowledge',
    createdAt: now,
  } as const;
  if (actor.kind === 'user')
    return [
      insertObligation(deps.db, {
        ...row,
        ...{ state: 'done', within: 0, dueAt: now, doneAt: now, doneBy: actor.name },
      }),
    ];
  // Without a severity there is no deadline, and no query for the scale.
  if (actor.kind !== 'token' || severity === null) return [];
  const within = acknowledgeMinutes(severityScaleOf(await findPage(deps.db, pageId)), severity);
  if (within === null) return [];
  return [
    insertObligation(deps.db, { ...row, state: 'open', within, dueAt: now + within * MINUTE }),
  ];
}
