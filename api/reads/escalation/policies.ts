import { type Component, listComponents } from '../../../db/component/component.ts';
import type { Db } from '../../../db/engine/client.ts';
import { findPagerDuty } from '../../../db/escalation/pagerduty.ts';
import { listPolicies } from '../../../db/escalation/policy.ts';
import { listSchedules } from '../../../db/on-call/schedule.ts';
import { listMembers } from '../../../db/team/account.ts';
import type { EscalationTarget } from '../../domain/escalation/policy.ts';
import { responseRoleLabels } from '../../domain/room/response-role.ts';

/** What a form of a policy offers. */
export type PolicyOptions = {
  /** `role:owners`, `person:ID`, `schedule:ID` or `pagerduty`, and its name. */
  targets: readonly (readonly [string, string])[];
  components: Component[];
  /** Whether events can be sent. A policy can name PagerDuty before that and after. */
  hasPagerDuty: boolean;
};

export const roleNames = {
  commander: responseRoleLabels.commander,
  comms_lead: responseRoleLabels.comms_lead,
  tech_lead: responseRoleLabels.tech_lead,
  scribe: responseRoleLabels.scribe,
  owners: 'Owners',
} as const;

export const targetKey = (target: EscalationTarget): string =>
  target.type === 'pagerduty'
    ? target.type
    : target.type === 'role'
      ? `role:${target.role}`
      : `${target.type}:${target.id}`;

export async function readPolicyOptions(
  db: Db,
  pageId: string,
  now: number,
): Promise<PolicyOptions> {
  const [members, components, schedules, pagerDuty] = await Promise.all([
    listMembers(db, pageId),
    listComponents(db, pageId),
    listSchedules(db, pageId, now),
    findPagerDuty(db, pageId),
  ]);
  return {
    targets: [
      ...schedules.map(({ id, name }) => [`schedule:${id}`, `On call: ${name}`] as const),
      ...Object.entries(roleNames).map(([role, name]) => [`role:${role}`, name] as const),
      ...members.map(({ id, name }) => [`person:${id}`, name] as const),
      ...(pagerDuty ? [['pagerduty', 'PagerDuty'] as const] : []),
    ],
    components,
    hasPagerDuty: pagerDuty !== null,
  };
}

/** Every policy, and what its targets and components are called. */
export async function readPolicies(db: Db, pageId: string, now: number) {
  const [policies, options] = await Promise.all([
    listPolicies(db, pageId),
    readPolicyOptions(db, pageId, now),
  ]);
  return { policies, options };
}
export type PolicyList = Awaited<ReturnType<typeof readPolicies>>;
