import { type Interval, intervalsAfter } from '../../../db/component/interval.ts';
import type { Publisher } from '../commit.ts';

/** When an outage is reported late: its start, and the intervals recorded since. */
export type Backdating = { since: number; stored: ReadonlyMap<string, Interval[]> };

/** Undefined where it begins now, or no component takes a status. */
export async function findBackdating(
  deps: Pick<Publisher, 'db'>,
  since: number,
  now: number,
  componentIds: string[],
): Promise<Backdating | undefined> {
  if (since >= now || componentIds.length === 0) return undefined;
  const rows = await intervalsAfter(deps.db, componentIds, since);
  return { since, stored: Map.groupBy(rows, (row) => row.componentId) };
}
