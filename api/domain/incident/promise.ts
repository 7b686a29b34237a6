import { isClosed, type State } from './incident.ts';

/** The time by which the next update is due, while the incident is open. */
export type NextUpdate = { due: number; overdue: boolean };

export function promiseOf(
  incident: { state: State; nextUpdateBy: number | null },
  now: number,
): NextUpdate | null {
  if (isClosed(incident.state) || incident.nextUpdateBy === null) return null;
  return { due: incident.nextUpdateBy, overdue: now >= incident.nextUpdateBy };
}

/** How a promise ended: with the next update, in time or `lateBy` ms late; `open` until then. */
export type PromisesKept = { due: number; outcome: 'kept' | 'missed' | 'open'; lateBy: number };

/**
 * What became of the promise that each update made, by the update's id. The timeline is append-only,
 * so it is the record: the update that follows is what kept or missed the promise before it.
 */
export function promisesKept(
  updates: readonly {
    id: string;
    seq: number;
    state: State;
    createdAt: number;
    nextUpdateBy: number | null;
  }[],
  now: number,
): Map<string, PromisesKept> {
  const inOrder = updates.toSorted((a, b) => a.seq - b.seq);
  return new Map(
    inOrder.flatMap(({ id, state, nextUpdateBy: due }, i) => {
      if (due === null || isClosed(state)) return [];
      const next = inOrder[i + 1]?.createdAt;
      const lateBy = Math.max(0, (next ?? now) - due);
      const outcome = lateBy > 0 ? 'missed' : next === undefined ? 'open' : 'kept';
      return [[id, { due, outcome, lateBy }] as const];
    }),
  );
}
