/**
 * What changed a status: a person by an update or on the component itself, a script, the planned
 * time of a maintenance, or monitoring. A machine must not undo what a person set.
 */
export const statusCauses = [
  'update',
  'person',
  'api',
  'schedule',
  'alert',
  'check',
  'upstream',
] as const;
export type StatusCause = (typeof statusCauses)[number];

/** The cause of a change that this actor makes, with an update or without. */
export function statusCauseOf(
  { kind }: { kind: 'user' | 'token' | 'system' },
  updateId: string | null,
): StatusCause {
  if (kind === 'token') return 'api';
  if (kind === 'system') return 'schedule';
  return updateId === null ? 'person' : 'update';
}
