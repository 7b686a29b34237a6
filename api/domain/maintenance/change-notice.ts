import type { IncidentKind, State } from '../incident/incident.ts';
import type { PlannedWindow, UpdateEvent } from './notice.ts';

type Plan = {
  kind: IncidentKind;
  state: State;
  scheduledFor: number | null;
  scheduledUntil: number | null;
  zone: string | null;
};

/** The event of a changed or cancelled window; null for other changes. */
export function noticeOf(
  before: Plan,
  after: Plan,
  now: number,
): Exclude<UpdateEvent, { what: Plan['state'] }> | null {
  const isMoved =
    after.scheduledFor !== before.scheduledFor || after.scheduledUntil !== before.scheduledUntil;
  const isOff =
    before.state === 'scheduled' &&
    after.state === 'completed' &&
    now < (before.scheduledFor ?? now);
  const isRescheduled = isMoved && after.state === before.state && before.state !== 'completed';
  if (before.kind !== 'maintenance' || !(isOff || isRescheduled)) return null;
  return isOff
    ? { what: 'cancelled', window: windowOf(before, now) }
    : { what: 'rescheduled', was: windowOf(before, now), window: windowOf(after, now) };
}

/** Every maintenance has a window. */
export const windowOf = (
  { scheduledFor, scheduledUntil, zone }: Omit<Plan, 'kind' | 'state'>,
  now: number,
): PlannedWindow => ({ from: scheduledFor ?? now, until: scheduledUntil ?? now, zone });
