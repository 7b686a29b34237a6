import { Problem } from '../../core/problem.ts';
import { type IncidentKind, type State, statesOf } from '../../domain/incident/incident.ts';

export function assertState(kind: IncidentKind, state: State): void {
  if (!statesOf(kind).includes(state) && state !== 'postmortem')
    throw new Problem(
      'invalid',
      `“${state}” isn’t a state of ${kind === 'incident' ? 'an incident' : 'a maintenance'}.`,
      {
        state: `Choose one of ${statesOf(kind).join(', ')}.`,
      },
    );
}

export function assertPlannedWindow(
  kind: IncidentKind,
  from: number | null,
  until: number | null,
): void {
  if (kind === 'incident') return;
  if (until === null || from === null)
    throw new Problem('invalid', 'Enter when the maintenance starts and ends.', {
      scheduledUntil: 'Enter when the maintenance ends.',
    });
  if (until <= from)
    throw new Problem('invalid', 'The maintenance ends before it starts.', {
      scheduledUntil: 'End must be after start.',
    });
}
