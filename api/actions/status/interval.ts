import type { Component } from '../../../db/component/component.ts';
import { type Interval, rewriteIntervals } from '../../../db/component/interval.ts';
import type { Statement } from '../../../db/engine/write.ts';
import { backdated } from '../../domain/component/interval.ts';
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
export function backdatedIntervals(
  deps: Rewriting,
  component: Pick<Component, 'id' | 'pageId' | 'revision'>,
  stored: readonly Interval[],
  change: { intervalId: string; status: ComponentStatus; since: number; at: number } & Pick<
    Interval,
    'updateId' | 'cause'
  >,
): Statement[] {
  const running: Interval = {
    id: change.intervalId,
    pageId: component.pageId,
    componentId: component.id,
    status: change.status,
    fromAt: change.at,
    toAt: null,
    updateId: change.updateId,
    cause: change.cause,
    correctedAt: null,
    note: null,
  };
  const wanted = backdated(stored, running, change.since);
  return rewrittenIntervals(deps, component, stored, wanted);
}
