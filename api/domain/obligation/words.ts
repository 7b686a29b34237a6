import { type ResponseRole, rolesInWords } from '../room/response-role.ts';
import type { ObligationKind, ObligationState } from './obligation.ts';

/** Why people were notified by a step. */
export function reasonOf(step: {
  kind: ObligationKind;
  level: number;
  round: number;
  acknowledgedAt: number | null;
}): string {
  if (step.kind === 'update_promised')
    return step.level < 0 ? 'An update is due soon.' : 'An update is due.';
  if (step.kind === 'role_missing') return 'A required role is not assigned.';
  const { acknowledgedAt, round } = step;
  return acknowledgedAt !== null && acknowledgedAt < round
    ? 'Nobody has written anything, and the acknowledgment lapsed.'
    : 'Nobody has acknowledged the incident.';
}

/** What is to be done, such as “Assign a commander”. */
export function taskOf(one: {
  kind: ObligationKind;
  state: ObligationState;
  lapsedAt: number | null;
  roles: readonly ResponseRole[];
}): string {
  if (one.kind === 'update_promised') return 'Publish an update';
  if (one.kind === 'role_missing') return `Assign ${rolesInWords(one.roles)}`;
  if (one.lapsedAt !== null) return 'Acknowledge again: nobody has written anything';
  return one.state === 'missed' ? 'Acknowledge: everyone was notified' : 'Acknowledge';
}
