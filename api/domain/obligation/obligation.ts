/** Deadlines of people. `item-kinds.ts` has the rules of those that are not about an incident itself. */
export const obligationKinds = [
  'acknowledge',
  'update_promised',
  'role_missing',
  'timer',
  'review',
  'action_item',
  'temporary_fix',
  'shift_handover',
  'alert',
] as const;
export type ObligationKind = (typeof obligationKinds)[number];

/** `missed`: every level was notified, and nobody did it. */
export type ObligationState = 'open' | 'done' | 'missed';

/** What an obligation is about: the table of its `subjectId`. */
export const obligationSubjects = [
  'incident',
  'timer',
  'review',
  'action_item',
  'temporary_fix',
  'shift',
  'alert_group',
] as const;
export type ObligationSubject = (typeof obligationSubjects)[number];
