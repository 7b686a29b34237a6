import { Problem } from '../../core/problem.ts';
import { type IncidentKind, type State, statesOf } from '../../domain/incident/incident.ts';

export function assertState(kind: IncidentKind, state: State): void {
  if (!statesOf(kind).includes(state) && state !== 'postmortem')
    throw new Problem(
      'invalid',
      `${kind === 'incident' ? 'An incident' : 'A maintenance'} is never “${state}”.`,
      {
        state: `Choose one of ${statesOf(kind).join(', ')}.`,
      },
    );
}

export function assertWindow(kind: IncidentKind, from: number | null, until: number | null): void {
  if (kind === 'incident') return;
  if (until === null || from === null)
    throw new Problem('invalid', 'Say when the maintenance begins and ends.', {
      scheduledUntil: 'Say when the maintenance ends.',
    });
  if (until <= from)
    throw new Problem('invalid', 'The maintenance ends before it begins.', {
      scheduledUntil: 'Choose an end after the beginning.',
    });
}
