import { listAlertRoutes, type StoredAlertRoute } from '../../../db/on-call/alert-route.ts';
import { listAliases, type OnCallAlias } from '../../../db/on-call/alias.ts';
import { listSchedules } from '../../../db/on-call/schedule.ts';
import { listMembers } from '../../../db/team/account.ts';
import { readOnCallFile } from '../../../templates/on-call/read.ts';
import { Problem } from '../../core/problem.ts';
import { type AlertRoute, routeKey, severityKeyOf } from '../../domain/on-call/alert-route.ts';
import type { FileTarget, OnCallImport, TargetMatch } from '../../domain/on-call/import-plan.ts';
import type { DraftChange } from '../draft/commit-internal.ts';

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
  const choices: TargetMatch[] = [
    ...schedules.map(({ id, name }) => ({ type: 'schedule' as const, id, name })),
    ...members.map(({ id, name }) => ({ type: 'person' as const, id, name })),
  ];
  const emails = new Map(members.map(({ id, email }) => [email.toLowerCase(), id]));
  const matchOf = (target: FileTarget) =>
    matchTarget(target, { aliases, choices, emails, chosen: chosen[keyOfTarget(target)] });
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
        targets.map((target) => ({ ...target, match: matchOf(target) })),
      ),
    })),
    ...{ choices, faults },
  };
}

export const keyOfTarget = ({ type, id }: Pick<FileTarget, 'type' | 'id'>): string =>
  `${type}:${id}`;

type Known = {
  aliases: readonly OnCallAlias[];
  choices: readonly TargetMatch[];
  emails: ReadonlyMap<string, string>;
  chosen: string | undefined;
};

/** By what was chosen now or at an earlier import, by ID, by email address, then by name. */
function matchTarget(target: FileTarget, { aliases, choices, emails, chosen }: Known) {
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
