import type { Statement } from '../../../db/engine/write.ts';
import { listPolicies } from '../../../db/escalation/policy.ts';
import {
  listAlertRoutes,
  type StoredAlertRoute,
  upsertAlertRoute,
} from '../../../db/on-call/alert-route.ts';
import { listAliases, type OnCallAlias, upsertAlias } from '../../../db/on-call/alias.ts';
import { listSchedules } from '../../../db/on-call/schedule.ts';
import { listMembers } from '../../../db/team/account.ts';
import { readOnCallFile } from '../../../templates/on-call/read.ts';
import { writeAlertRoutes, writePolicies } from '../../../templates/on-call/write.ts';
import { Problem } from '../../core/problem.ts';
import { EscalationPolicy } from '../../domain/escalation/policy.ts';
import { type AlertRoute, routeKey, severityKeyOf } from '../../domain/on-call/alert-route.ts';
import type {
  FilePolicy,
  FileTarget,
  MeantTarget,
  OnCallImport,
} from '../../domain/on-call/import-plan.ts';
import { can } from '../../domain/response/permissions.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';
import { createPolicy, savePolicy } from '../escalation/policy.ts';

/** What importing a text would do. `chosen`: what targets mean, by `user:ID` or `schedule:ID`. */
export async function planOnCallFile(
  { db, clock }: Pick<DraftChange, 'db' | 'clock'>,
  pageId: string,
  source: string,
  chosen: Readonly<Record<string, string>> = {},
): Promise<OnCallImport> {
  const { policies, alerts, faults } = readOnCallFile(source);
  const [stored, aliases, schedules, members] = await Promise.all([
    listAlertRoutes(db, pageId),
    listAliases(db, pageId),
    listSchedules(db, pageId, clock()),
    listMembers(db, pageId),
  ]);
  const choices: MeantTarget[] = [
    ...schedules.map(({ id, name }) => ({ type: 'schedule' as const, id, name })),
    ...members.map(({ id, name }) => ({ type: 'person' as const, id, name })),
  ];
  const emails = new Map(members.map(({ id, email }) => [email.toLowerCase(), id]));
  const meantBy = (target: FileTarget) =>
    meaningOf(target, { aliases, choices, emails, chosen: chosen[keyOfTarget(target)] });
  return {
    alerts: alerts.map((alert) => ({
      alert,
      becomes: becomesOf(alert, stored),
      notes: [
        ...(severityKeyOf(alert.severity) ? [] : [`“${alert.severity}” isn’t a severity`]),
        ...(schedules.some(({ name }) => routeKey(name) === routeKey(alert.route))
          ? []
          : [`No schedule is called “${alert.route}”`]),
      ],
    })),
    policies: policies.map((policy) => ({
      ...policy,
      targets: policy.rules.flatMap(({ targets }) =>
        targets.map((target) => ({ ...target, meant: meantBy(target) })),
      ),
    })),
    ...{ choices, faults },
  };
}

export const keyOfTarget = ({ type, id }: Pick<FileTarget, 'type' | 'id'>): string =>
  `${type}:${id}`;

type Known = {
  aliases: readonly OnCallAlias[];
  choices: readonly MeantTarget[];
  emails: ReadonlyMap<string, string>;
  chosen: string | undefined;
};

/** By what was chosen now or at an earlier import, by ID, by email address, then by name. */
function meaningOf(target: FileTarget, { aliases, choices, emails, chosen }: Known) {
  const alias = aliases.find((one) => one.kind === target.type && one.externalId === target.id);
  const ids = [chosen, alias?.targetId, target.id, emails.get(target.id.toLowerCase())];
  for (const id of ids) {
    const found = id && choices.find((one) => one.id === id);
    if (found) return found;
  }
  const kind = target.type === 'user' ? 'person' : 'schedule';
  return (
    choices.find((one) => one.type === kind && routeKey(one.name) === routeKey(target.id)) ?? null
  );
}

function becomesOf(alert: AlertRoute, stored: readonly StoredAlertRoute[]) {
  const before = stored.find(({ name }) => name === alert.name);
  if (!before) return 'added';
  const isSame =
    before.condition === alert.condition &&
    before.severity === alert.severity &&
    before.route === alert.route;
  return isSame ? 'unchanged' : 'changed';
}

/** Throws one sentence per line where the text cannot be imported. */
export function assertOnCallFile({ faults }: OnCallImport): void {
  if (faults.length > 0) throw new Problem('invalid', faults[0] ?? '', { text: faults.join('\n') });
}

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
      .filter(({ meant }) => meant !== null)
      .map(({ type, id, note, meant }) =>
        upsertAlias(deps.db, {
          pageId,
          kind: type,
          externalId: id,
          targetId: meant?.id ?? '',
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

/** A policy is known by its name. One with a target that nobody has explained is left out. */
async function storePolicies(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  { policies, choices }: OnCallImport,
): Promise<void> {
  const stored = await listPolicies(deps.db, pageId);
  for (const { name, repeats, rules, targets } of policies) {
    if (targets.some(({ meant }) => meant === null)) continue;
    const meantBy = (target: FileTarget) =>
      targets.find((one) => keyOfTarget(one) === keyOfTarget(target))?.meant ?? choices[0];
    const levels = rules.map(({ after, targets: some }) => ({
      after,
      targets: some.flatMap((target) => {
        const meant = meantBy(target);
        return meant ? [{ type: meant.type, id: meant.id }] : [];
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

/** Policies whose levels have minutes and people or schedules, by the IDs that they came with. */
async function policiesToExport(db: DraftChange['db'], pageId: string): Promise<FilePolicy[]> {
  const [stored, aliases] = await Promise.all([listPolicies(db, pageId), listAliases(db, pageId)]);
  return stored.map(({ name, repeats, levels }) => ({
    ...{ name, repeats },
    rules: levels.flatMap(({ after, targets }) =>
      after === null
        ? []
        : [
            {
              after,
              targets: targets.flatMap((one) => ('id' in one ? [targetOf(one, aliases)] : [])),
            },
          ],
    ),
  }));
}

function targetOf(
  { type, id }: { type: 'person' | 'schedule'; id: string },
  aliases: readonly OnCallAlias[],
): FileTarget {
  const alias = aliases.find((one) => one.targetId === id);
  if (alias) return { type: alias.kind, id: alias.externalId, note: alias.note };
  return { type: type === 'person' ? 'user' : 'schedule', id, note: '' };
}

/** The policies and alerts of a page, in the shape that is imported. */
export async function exportOnCallFile(
  { db }: Pick<DraftChange, 'db'>,
  pageId: string,
): Promise<string> {
  const [policies, alerts] = await Promise.all([
    policiesToExport(db, pageId),
    listAlertRoutes(db, pageId),
  ]);
  const parts = [
    ...(policies.length > 0 ? [writePolicies(policies)] : []),
    ...(alerts.length > 0 ? [writeAlertRoutes(alerts)] : []),
  ];
  return parts.join('---\n');
}
