import type { Component } from '../../../db/component/component.ts';
import { type Interval, rewriteIntervals } from '../../../db/component/interval.ts';
import type { Statement } from '../../../db/engine/write.ts';
import { overlayWorse } from '../../domain/component/interval.ts';
import type { ComponentStatus } from '../../domain/component/status.ts';
import type { Publisher } from '../commit.ts';

type Rewriting = Pick<Publisher, 'db' | 'newId'>;

/**
 * Rows for these intervals. Each keeps the id of the stored interval it came from; of a divided
 * interval, the first part does.
 */
export function rewrittenIntervals(
  deps: Rewriting,
  component: Pick<Component, 'id' | 'revision'>,
  stored: readonly Interval[],
  wanted: readonly Interval[],
): Statement[] {
  const taken = new Set<string>();
  const rows = wanted.map((row) => {
    const id = taken.has(row.id) ? deps.newId() : row.id;
    taken.add(id);
    return { ...row, id };
  });
  return rewriteIntervals(deps.db, component, stored, rows);
}

/** At least this bad from `since` on, and exactly this from `at` on. */
export function reportedLate(
  deps: Rewriting,
  component: Pick<Component, 'id' | 'pageId' | 'revision'>,
  stored: readonly Interval[],
  told: { status: ComponentStatus; since: number; at: number; updateId: string },
): Statement[] {
  const { status, since, at, updateId } = told;
  const now: Interval = {
    id: deps.newId(),
    pageId: component.pageId,
    componentId: component.id,
    status,
    fromAt: at,
    toAt: null,
    updateId,
    correctedAt: null,
    note: null,
  };
  const untilNow = stored
    .filter((row) => row.fromAt < at)
    .map((row) => ({ ...row, toAt: row.toAt ?? at }));
  const past = overlayWorse(untilNow, { ...now, id: deps.newId(), fromAt: since, toAt: at });
  const last = past.at(-1);
  const runsOn = last?.toAt === at && last.status === status;
  const wanted = runsOn ? [...past.slice(0, -1), { ...last, toAt: null }] : [...past, now];
  return rewrittenIntervals(deps, component, stored, wanted);
}
