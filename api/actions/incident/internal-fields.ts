import { z } from 'zod';
import type { Statement } from '../../../db/engine/write.ts';
import { findIncident, updateIncident } from '../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { findPage } from '../../../db/page/page.ts';
import { listMembers } from '../../../db/team/account.ts';
import { notFound, Problem, refused } from '../../core/problem.ts';
import { leavesApproval } from '../../domain/draft/approval.ts';
import { can } from '../../domain/response/permissions.ts';
import type { Actor } from '../../domain/response/role.ts';
import { severityLevelOf, severityScaleOf } from '../../domain/response/severity.ts';
import { assertFresh, commit, type Publisher } from '../commit.ts';
import { obligationsOfRoles, obligationsOfSeverity } from '../obligation/changed.ts';
import { Override } from './input.ts';
import { roleStatements } from './role-history.ts';

/** Fields that only the team sees. Ids are those of members. */
export const InternalFields = z.object({
  severity: z.string().nullable(),
  leadId: z.string().nullable(),
  commanderId: z.string().nullable(),
  /** Why an owner lowers the severity to one that needs no approval. */
  approvalOverride: Override.optional(),
  expectedRevision: z.number().int().optional(),
});
export type InternalFields = z.infer<typeof InternalFields>;

/** Sets the severity and the people who are reminded of its promises. */
export async function setInternalFields(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  { expectedRevision, approvalOverride, ...wanted }: InternalFields,
): Promise<void> {
  const incident = await findIncident(deps.db, pageId, id);
  if (!incident) throw notFound('incident');
  assertFresh(incident.revision, expectedRevision);
  const { severity, leadId, commanderId } = incident;
  const before = { severity, leadId, commanderId };
  await assertInternalFields(deps, pageId, wanted, before);
  const page = await findPage(deps.db, pageId);
  const isReleased = page !== null && leavesApproval(page, incident, wanted.severity);
  if (isReleased) assertMayRelease(actor, page, incident.severity, approvalOverride);
  const had = severity === wanted.severity || severity === null ? [] : [severity];
  const pastSeverities = isReleased ? [] : [...new Set([...incident.pastSeverities, ...had])];
  const after = { ...wanted, pastSeverities };
  const scale = severityScaleOf(page);
  const isVacated = (commanderId && !wanted.commanderId) || (leadId && !wanted.leadId);
  const reason = isReleased ? { approval: { alone: approvalOverride } } : {};
  const change = { pageId, actor, at: deps.clock(), action: 'edit', subject: 'incident' };
  await commit(deps, { ...change, subjectId: id, before, after: { ...wanted, ...reason } }, [
    updateIncident(deps.db, id, incident.revision, after),
    ...(await roleChanges(deps, actor, incident, wanted)),
    ...obligationsOfSeverity(deps, scale, incident, wanted.severity),
    ...(isVacated ? obligationsOfRoles(deps, scale, { ...incident, ...wanted }) : []),
  ]);
}

/** The history of the two roles that the form assigns. */
async function roleChanges(
  deps: Publisher,
  actor: Actor,
  incident: IncidentRecord,
  { commanderId, leadId }: Pick<InternalFields, 'commanderId' | 'leadId'>,
): Promise<Statement[]> {
  const wanted = {
    ...(commanderId === incident.commanderId
      ? {}
      : { commander: commanderId ? [commanderId] : [] }),
    ...(leadId === incident.leadId ? {} : { comms_lead: leadId ? [leadId] : [] }),
  };
  if (Object.keys(wanted).length === 0) return [];
  const members = await listMembers(deps.db, incident.pageId);
  return roleStatements(deps, incident, wanted, { by: actor.name, members });
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

/** A severity that the scale no longer has, or a person who has left, may stay if it was set before. */
export async function assertInternalFields(
  deps: Pick<Publisher, 'db'>,
  pageId: string,
  wanted: Partial<InternalFields>,
  before: Partial<InternalFields> = {},
): Promise<void> {
  const isNew = (key: 'severity' | 'leadId' | 'commanderId') =>
    Boolean(wanted[key]) && wanted[key] !== before[key];
  const errors: Record<string, string> = {};
  if (isNew('severity')) {
    const scale = severityScaleOf(await findPage(deps.db, pageId));
    if (!severityLevelOf(scale, wanted.severity ?? null))
      errors.severity = 'Choose a severity from the list.';
  }
  const people = (['leadId', 'commanderId'] as const).filter(isNew);
  const ids = people.length > 0 ? (await listMembers(deps.db, pageId)).map(({ id }) => id) : [];
  for (const key of people)
    if (!ids.includes(wanted[key] ?? '')) errors[key] = 'Choose a team member.';
  if (Object.keys(errors).length > 0) throw refused(errors);
}
