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
