import { joinRoleNames, type ResponseRole } from '../room/response-role.ts';
import { itemKindOf } from './item-kinds.ts';
import type { ObligationKind, ObligationState } from './obligation.ts';

/** Why people were notified by a step. */
export function reasonOf(step: {
  kind: ObligationKind;
  level: number;
  round: number;
  acknowledgedAt: number | null;
  /** Whether somebody requested more people. */
  isEscalated: boolean;
}): string {
  const item = itemKindOf(step.kind);
  if (item) return item.reason;
  if (step.kind === 'update_promised')
    return step.level < 0 ? 'An update is due soon.' : 'An update is due.';
  if (step.kind === 'role_missing') return 'A required role is not assigned.';
  const { acknowledgedAt, round } = step;
  if (step.isEscalated) return 'The incident was escalated.';
  return acknowledgedAt !== null && acknowledgedAt < round
    ? 'Nobody has written anything, and the acknowledgment lapsed.'
    : 'Nobody has acknowledged the incident.';
}

/** What is to be done, such as “Assign a commander”. */
export function taskOf(one: {
  kind: ObligationKind;
  state: ObligationState;
  lapsedAt: number | null;
  escalatedBy: string | null;
  roles: readonly ResponseRole[];
}): string {
  const item = itemKindOf(one.kind);
  if (item) return item.task;
  if (one.kind === 'update_promised') return 'Publish an update';
  if (one.kind === 'role_missing') return `Assign ${joinRoleNames(one.roles)}`;
  if (one.escalatedBy !== null) return `Acknowledge: ${one.escalatedBy} escalated it`;
  if (one.lapsedAt !== null) return 'Acknowledge again: nobody has written anything';
  return one.state === 'missed' ? 'Acknowledge: everyone was notified' : 'Acknowledge';
}

/** Path of the screen where it is done. */
export function placeOf(one: {
  kind: ObligationKind;
  subjectId: string;
  incidentId: string | null;
}): string {
  const item = itemKindOf(one.kind);
  if (item) return item.path(one);
  const places: Partial<Record<ObligationKind, string>> = {
    acknowledge: '#acknowledge',
    update_promised: '?new',
    role_missing: '#roles',
  };
  return `/admin/incidents/${one.incidentId}${places[one.kind] ?? ''}`;
}
