import { eq, inArray, sql } from 'drizzle-orm';
import { policyFor } from '../../api/domain/escalation/policy.ts';
import type { Db } from '../engine/client.ts';
import {
  component,
  escalationPolicy,
  incidentComponent,
  incidentEscalation,
} from '../schema/index.ts';
import type { PolicyRow } from './policy.ts';

type EscalationQuery = { pageId: string; incidentId: string; severity: string | null };

type Escalation = { policy: PolicyRow | null; businessImpact: boolean };
export const NO_ESCALATION: Escalation = { policy: null, businessImpact: false };

/** The escalation policy of each incident, and whether it says that business is affected. */
export async function escalationsOf(
  db: Db,
  requested: readonly EscalationQuery[],
): Promise<ReadonlyMap<string | null, Escalation>> {
  if (requested.length === 0) return new Map();
  const pages = [...new Set(requested.map(({ pageId }) => pageId))];
  const incidents = [...new Set(requested.map(({ incidentId }) => incidentId))];
  const [policies, components, flags] = await db.batch([
    db
      .select()
      .from(escalationPolicy)
      .where(inArray(escalationPolicy.pageId, pages))
      .orderBy(escalationPolicy.createdAt, escalationPolicy.id),
    db
      .select({
        incidentId: incidentComponent.incidentId,
        id: incidentComponent.componentId,
        groupId: sql<string | null>`${component.groupId}`,
      })
      .from(incidentComponent)
      .leftJoin(component, eq(component.id, incidentComponent.componentId))
      .where(inArray(incidentComponent.incidentId, incidents)),
    db.select().from(incidentEscalation).where(inArray(incidentEscalation.incidentId, incidents)),
  ]);
  return new Map(
    requested.map(({ incidentId, pageId, severity }) => {
      const own = components
        .filter((one) => one.incidentId === incidentId)
        .flatMap(({ id, groupId }) => (groupId ? [id, groupId] : [id]));
      const candidates = policies.filter((one) => one.pageId === pageId);
      return [
        incidentId,
        {
          policy: policyFor(candidates, { severity, components: own }),
          businessImpact: flags.some((one) => one.incidentId === incidentId && one.businessImpact),
        },
      ];
    }),
  );
}
