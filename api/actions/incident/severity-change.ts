import type { Statement } from '../../../db/engine/write.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import type { Page } from '../../../db/page/page.ts';
import { Problem } from '../../core/problem.ts';
import { leavesApproval } from '../../domain/draft/approval.ts';
import type { State } from '../../domain/incident/incident.ts';
import { can } from '../../domain/response/permissions.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Publisher } from '../commit.ts';
import { severityObligations } from '../obligation/changed.ts';

export type SeverityColumns = Pick<IncidentRecord, 'severity' | 'pastSeverities'>;

type Wanted = {
  severity: string | null;
  /** Why an owner lowers it to one that needs no approval. */
  reason: string | null | undefined;
  /** The state after the same write. */
  state: State;
};

/**
 * What another severity changes: columns, what it asks of people, and for the audit log the reason
 * where it removes the need for approval. Throws where only an owner may do that.
 */
export async function severityChange(
  deps: Pick<Publisher, 'db' | 'newId' | 'clock'>,
  actor: Actor,
  { page, incident }: { page: Page | null; incident: IncidentRecord },
  { severity, reason, state }: Wanted,
): Promise<{ row: SeverityColumns; approved: object; statements: Statement[] }> {
  const isReleased = page !== null && leavesApproval(page, incident, severity);
  if (isReleased) assertMayRelease(actor, page, incident.severity, reason);
  const { severity: had } = incident;
  const previous = had === severity || had === null ? [] : [had];
  return {
    row: {
      severity,
      pastSeverities: isReleased ? [] : [...new Set([...incident.pastSeverities, ...previous])],
    },
    approved: isReleased ? { approval: { alone: reason } } : {},
    statements: await severityObligations(deps, page, { ...incident, state }, severity),
  };
}

function assertMayRelease(
  actor: Actor,
  page: { id: string },
  severity: string | null,
  reason: string | null | undefined,
): void {
  const sentence = `Not saved. Updates at ${severity ?? 'this severity'} require approval. Only an owner can lower the severity, with a reason.`;
  if (!can(actor, 'severity.lower', page))
    throw new Problem('invalid', sentence, {
      severity: 'Only an owner can lower this severity.',
    });
  if (!reason)
    throw new Problem('invalid', sentence, {
      approvalOverride: 'Give a reason for removing the approval requirement.',
    });
}
