import type { State } from '../../../../api/domain/incident/incident.ts';

const keys = {
  scheduled: 'past.scheduled',
  in_progress: 'past.in_progress',
  verifying: 'past.verifying',
  completed: 'past.completed',
} as const;

/** How a maintenance stands, in a list that holds incidents too. */
export const pastMaintenance = (state: State) =>
  state in keys ? keys[state as keyof typeof keys] : (`state.${state}` as const); // just asked
