import { isClosed, type State } from './incident.ts';

/** When the next update is due, while the incident is open. */
export type NextUpdate = { due: number; overdue: boolean };

export function promiseOf(
  incident: { state: State; nextUpdateBy: number | null },
  now: number,
): NextUpdate | null {
  if (isClosed(incident.state) || incident.nextUpdateBy === null) return null;
  return { due: incident.nextUpdateBy, overdue: now >= incident.nextUpdateBy };
}

/** Whether a promise was kept: `lateBy` in ms; `open` until the next update. */
/** An update and when it says the next one comes; instants in UTC ms. */
export type PromisingUpdate = {
  id: string;
  seq: number;
  state: State;
  createdAt: number;
  nextUpdateBy: number | null;
};

export type PromiseOutcome = {
  due: number;
  outcome: 'kept' | 'missed' | 'open';
  overdueBy: number;
};

/**
 * The outcome of each update's promise, by update id. The timeline is append-only, so the next
 * update decides.
 */
export function promiseOutcomes(
  updates: readonly PromisingUpdate[],
  now: number,
): Map<string, PromiseOutcome> {
  const inOrder = updates.toSorted((a, b) => a.seq - b.seq);
  return new Map(
    inOrder.flatMap(({ id, state, nextUpdateBy: due }, i) => {
      if (due === null || isClosed(state)) return [];
      const next = inOrder[i + 1]?.createdAt;
      const overdueBy = Math.max(0, (next ?? now) - due);
      const outcome = overdueBy > 0 ? 'missed' : next === undefined ? 'open' : 'kept';
      return [[id, { due, outcome, overdueBy }] as const];
    }),
  );
}
