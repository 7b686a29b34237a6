import { eq, inArray, sql } from 'drizzle-orm';
import { type EscalationPolicy, policyFor } from '../../api/domain/escalation/policy.ts';
import { policyOfRoute } from '../../api/domain/escalation/rule-route.ts';
import type { Db } from '../engine/client.ts';
import {
  alertGroup,
  alertRule,
  component,
  escalationPolicy,
  incidentComponent,
  incidentEscalation,
} from '../schema/index.ts';
import type { PolicyRow } from './policy.ts';

type EscalationQuery = { pageId: string; incidentId: string; severity: string | null };

export type RoutedPolicy = EscalationPolicy & { id: string };
type Escalation = { policy: PolicyRow | null; businessImpact: boolean };
export const NO_ESCALATION: Escalation = { policy: null, businessImpact: false };

/** Whom the rule of each group of alerts pages, and the severity that the rule gives. */
export async function alertPoliciesOf(
  db: Db,
  groups: readonly string[],
): Promise<ReadonlyMap<string, { policy: RoutedPolicy | null; severity: string | null }>> {
  if (groups.length === 0) return new Map();
  const rows = await db
    .select({ id: alertGroup.id, pageId: alertGroup.pageId, settings: alertRule.settings })
    .from(alertGroup)
    .innerJoin(alertRule, eq(alertRule.id, alertGroup.ruleId))
    .where(inArray(alertGroup.id, [...groups]));
  const pages = [...new Set(rows.map(({ pageId }) => pageId))];
  const policies = await db
    .select()
    .from(escalationPolicy)
    .where(inArray(escalationPolicy.pageId, pages));
  return new Map(
    rows.map(({ id, pageId, settings: { route, severity } }) => {
      const own = policies.filter((one) => one.pageId === pageId);
      return [id, { policy: route ? policyOfRoute(route, own) : null, severity }];
    }),
  );
}

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
