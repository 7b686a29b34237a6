import type { Statement } from '../../../db/engine/write.ts';
import { listPolicies } from '../../../db/escalation/policy.ts';
import { upsertAlertRoute } from '../../../db/on-call/alert-route.ts';
import { upsertAlias } from '../../../db/on-call/alias.ts';
import { EscalationPolicy } from '../../domain/escalation/policy.ts';
import type { FileTarget, OnCallImport } from '../../domain/on-call/import-plan.ts';
import { can } from '../../domain/response/permissions.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';
import { createPolicy, savePolicy } from '../escalation/policy.ts';
import { assertOnCallFile, keyOfTarget, planOnCallFile } from './plan-import.ts';

/**
 * Stores the alerts of a text, what its targets mean, and for owners its policies. Nothing else
 * changes; safe to repeat.
 */
export async function importOnCallFile(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  source: string,
  chosen: Readonly<Record<string, string>> = {},
): Promise<OnCallImport> {
  const plan = await planOnCallFile(deps, pageId, source, chosen);
  assertOnCallFile(plan);
  const at = deps.clock();
  const statements: Statement[] = [
    ...plan.alerts
      .filter(({ becomes }) => becomes !== 'unchanged')
      .map(({ alert }, position) =>
        upsertAlertRoute(deps.db, { ...alert, id: deps.newId(), pageId, position, createdAt: at }),
      ),
    ...plan.policies
      .flatMap(({ targets }) => targets)
      .filter(({ match }) => match !== null)
      .map(({ type, id, note, match }) =>
        upsertAlias(deps.db, {
          pageId,
          kind: type,
          externalId: id,
          targetId: match?.id ?? '',
          note,
        }),
      ),
  ];
  if (statements.length > 0) await storeAlerts(deps, actor, pageId, statements);
  if (can(actor, 'settings.edit', { id: pageId })) await storePolicies(deps, actor, pageId, plan);
  return plan;
}

async function storeAlerts(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  statements: readonly Statement[],
): Promise<void> {
  const at = deps.clock();
  const change = {
    pageId,
    actor,
    at,
    subject: 'schedule',
    subjectId: pageId,
    action: 'import alerts',
  };
  await commitInternal(deps, change, statements);
}

/** Matches policies by name. One with an unknown target is left out. */
async function storePolicies(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  { policies, choices }: OnCallImport,
): Promise<void> {
  const stored = await listPolicies(deps.db, pageId);
  for (const { name, repeats, rules, targets } of policies) {
    if (targets.some(({ match }) => match === null)) continue;
    const matchOf = (target: FileTarget) =>
      targets.find((one) => keyOfTarget(one) === keyOfTarget(target))?.match ?? choices[0];
    const levels = rules.map(({ after, targets: some }) => ({
      after,
      targets: some.flatMap((target) => {
        const match = matchOf(target);
        return match ? [{ type: match.type, id: match.id }] : [];
      }),
    }));
    const { severities, components, repeatAfter, ...input } = EscalationPolicy.parse({
      ...{ name, levels, repeats },
    });
    const before = stored.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (before) await savePolicy(deps, actor, pageId, before.id, input);
    else await createPolicy(deps, actor, pageId, { ...input, severities, components, repeatAfter });
  }
}
