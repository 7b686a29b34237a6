import { intervalsAfter } from '../../../db/component/interval.ts';
import type { Statement } from '../../../db/engine/write.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { findPage } from '../../../db/page/page.ts';
import { Problem } from '../../core/problem.ts';
import { overwriteRange } from '../../domain/component/interval.ts';
import { movedTransition } from '../../domain/component/status-transition.ts';
import { type Times, timesMoved } from '../../domain/incident/incident.ts';
import { formatMoment } from '../../domain/time/format.ts';
import type { Publisher } from '../commit.ts';
import { componentsById } from '../incident/checks/possible.ts';
import { rewrittenIntervals } from '../status/interval.ts';

type Update = IncidentRecord['updates'][number];

/**
 * Moves an update in time, with the status transitions it reported and the start or end of its
 * incident. Times set by other updates or by later corrections stay.
 */
export async function retimed(
  deps: Publisher,
  incident: IncidentRecord,
  { id: updateId, displayAt: from, changes, state }: Update,
  to: number,
): Promise<{ statements: Statement[]; times: Partial<Times>; overwritten: unknown[] }> {
  const now = deps.clock();
  const times = timesMoved(incident, { state, from, to });
  const { kind, startedAt, resolvedAt } = { ...incident, ...times };
  if (kind === 'incident' && startedAt > (resolvedAt ?? to))
    throw refused('The start must be before the end. Choose another time.');
  const transitions = changes.filter(({ oldStatus, newStatus }) => oldStatus !== newStatus);
  if (transitions.length === 0) {
    if (to > now) throw refused('Choose a time in the past.');
    return { statements: [], times, overwritten: [] };
  }
  const ids = transitions.map(({ componentId }) => componentId);
  const known = await componentsById(deps, incident.pageId, ids);
  const rows = await intervalsAfter(deps.db, ids, Math.min(from, to) - 1);
  const stored = Map.groupBy(rows, (row) => row.componentId);
  const moves = transitions.flatMap(({ componentId }) => {
    const component = known.get(componentId);
    const intervals = stored.get(componentId) ?? [];
    const moved = movedTransition(intervals, { updateId, from, to });
    return component && moved ? [{ component, intervals, ...moved }] : [];
  });
  for (const { component, after, before } of moves)
    if (to <= after || to >= (before ?? now + 1))
      throw await outOfPlace(deps, component, after, before ?? now);
  return {
    times,
    overwritten: moves.map(({ over }) => over),
    statements: moves.flatMap(({ component, intervals, over }) => {
      const row = { ...over, id: deps.newId(), correctedAt: now, note: null };
      return rewrittenIntervals(deps, component, intervals, overwriteRange(intervals, row));
    }),
  };
}

async function outOfPlace(
  deps: Publisher,
  { name, pageId }: { name: string; pageId: string },
  after: number,
  before: number,
): Promise<Problem> {
  const zone = (await findPage(deps.db, pageId))?.timeZone ?? 'Etc/UTC';
  const [first, last] = [after, before].map((at) => formatMoment(at, zone, deps.clock()));
  return refused(
    `The status history of ${name} allows a time between ${first} and ${last}. Edit that component’s status history first.`,
  );
}

const refused = (why: string): Problem =>
  new Problem('invalid', 'Not saved. This time doesn’t fit the status history.', {
    displayAt: why,
  });
