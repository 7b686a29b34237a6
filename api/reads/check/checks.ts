import { type HealthCheck, listChecks } from '../../../db/check/check.ts';
import {
  type CheckDay,
  listCheckDays,
  listResults,
  type StoredResult,
} from '../../../db/check/result.ts';
import { listComponents } from '../../../db/component/component.ts';
import type { Db } from '../../../db/engine/client.ts';
import { notFound } from '../../core/problem.ts';
import type { CheckTarget } from '../../domain/check/input.ts';
import { checkRunsOn } from '../../domain/check/kind.ts';
import { DAY } from '../../domain/time/time.ts';

type Shown = Omit<HealthCheck, 'tokenHash' | keyof CheckTarget> & CheckTarget;
/** A check as screens show it. */
export type CheckSummary = Shown & {
  /** False where this runtime can’t run its kind. */
  runsHere: boolean;
  component: string | null;
};

export type CheckList = { checks: CheckSummary[]; runtime: 'node' | 'edge' };
export type CheckOptions = {
  components: { id: string; name: string }[];
  runtime: 'node' | 'edge';
};
export type ShownCheck = { check: CheckSummary; results: StoredResult[]; days: CheckDay[] };

const SHOWN_RESULTS = 20;

export async function readChecks(
  db: Db,
  pageId: string,
  runtime: CheckList['runtime'],
): Promise<CheckList> {
  const [checks, components] = await Promise.all([
    listChecks(db, pageId),
    listComponents(db, pageId),
  ]);
  const names = new Map(components.map(({ id, name }) => [id, name]));
  const summary = ({ tokenHash: _, ...check }: HealthCheck): CheckSummary => ({
    ...(check as Shown), // kind and settings still belong together
    runsHere: checkRunsOn(check.kind, runtime),
    component: check.componentId === null ? null : (names.get(check.componentId) ?? null),
  });
  return { checks: checks.map(summary), runtime };
}

export async function readCheck(
  db: Db,
  pageId: string,
  { id, now, runtime }: { id: string; now: number; runtime: CheckList['runtime'] },
): Promise<ShownCheck> {
  const { checks } = await readChecks(db, pageId, runtime);
  const check = checks.find((one) => one.id === id);
  if (!check) throw notFound('check');
  const [results, days] = await Promise.all([
    listResults(db, id, { most: SHOWN_RESULTS }),
    listCheckDays(db, id, now - 30 * DAY),
  ]);
  return { check, results, days };
}

export async function readCheckOptions(
  db: Db,
  pageId: string,
  runtime: CheckList['runtime'],
): Promise<CheckOptions> {
  const components = (await listComponents(db, pageId)).filter(({ group }) => !group);
  return { components: components.map(({ id, name }) => ({ id, name })), runtime };
}
