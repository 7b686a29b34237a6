import { z } from 'zod';
import type { Statement } from '../../../db/engine/write.ts';
import { findIncident, updateIncident } from '../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { findPage } from '../../../db/page/page.ts';
import { listMembers } from '../../../db/team/account.ts';
import { notFound, refused } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { severityLevelOf, severityScaleOf } from '../../domain/response/severity.ts';
import { assertFresh, commit, type Publisher } from '../commit.ts';
import { roleObligations } from '../obligation/changed.ts';
import { Override } from './input.ts';
import { roleStatements } from './role-history.ts';
import { severityChange } from './severity-change.ts';

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
  const graded = await severityChange(
    deps,
    actor,
    { page, incident },
    { severity: wanted.severity, reason: approvalOverride, state: incident.state },
  );
  const isVacated = (commanderId && !wanted.commanderId) || (leadId && !wanted.leadId);
  const change = { pageId, actor, at: deps.clock(), action: 'edit', subject: 'incident' };
  const after = { ...wanted, ...graded.approved };
  await commit(deps, { ...change, subjectId: id, before, after }, [
    updateIncident(deps.db, id, incident.revision, { ...wanted, ...graded.row }),
    ...(await roleChanges(deps, actor, incident, wanted)),
    ...graded.statements,
    ...(isVacated ? roleObligations(deps, page, { ...incident, ...wanted }) : []),
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
