/** Deadlines of people. A kind without a rule in `steps.ts` notifies nobody yet. */
export const obligationKinds = [
  'acknowledge',
  'update_promised',
  'role_missing',
  'review',
  'action_item',
  'shift_handover',
  'temporary_fix',
] as const;
export type ObligationKind = (typeof obligationKinds)[number];

/** `missed`: every level was notified, and nobody did it. */
export type ObligationState = 'open' | 'done' | 'missed';

/** What an obligation is about: the table of its `subjectId`. */
export type ObligationSubject = 'incident' | 'action_item' | 'shift' | 'temporary_fix';
