import { listPolicies } from '../../../db/escalation/policy.ts';
import { listAlertRoutes } from '../../../db/on-call/alert-route.ts';
import { listAliases, type OnCallAlias } from '../../../db/on-call/alias.ts';
import { writeAlertRoutes, writePolicies } from '../../../templates/on-call/write.ts';
import type { FilePolicy, FileTarget } from '../../domain/on-call/import-plan.ts';
import type { DraftChange } from '../draft/commit-internal.ts';

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
