import type { State } from '../../../../api/domain/incident/incident.ts';

const keys = {
  scheduled: 'line.scheduled',
  in_progress: 'line.in_progress',
  verifying: 'line.verifying',
  completed: 'line.completed',
} as const;

/** The state of a maintenance in a list with incidents. */
export const maintenanceStateKey = (state: State) =>
  state in keys ? keys[state as keyof typeof keys] : (`state.${state}` as const); // checked before
