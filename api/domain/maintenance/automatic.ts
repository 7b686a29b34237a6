import { maintenanceStates, type State } from '../incident/incident.ts';
import { MINUTE } from '../time/time.ts';

/** The longest reminder in minutes: four weeks. */
export const MAX_LEAD = 40_320;

/** A maintenance as the scheduler sees it. The switches have the names of the write API. */
export type Plan = {
  state: State;
  scheduledFor: number | null;
  scheduledUntil: number | null;
  automation: Readonly<Record<string, boolean>> | null;
  remindBefore: readonly number[];
  remindAfter: number | null;
  verifyBefore: number | null;
};

export type Transition = {
  state: 'in_progress' | 'verifying' | 'completed';
  /** When it was due, however late it runs. */
  at: number;
  notify: boolean;
  /** True when components change with it: into maintenance, or out of it. */
  moves: boolean;
};

/** Transitions that are due and have not happened, oldest first, however many ticks were missed. */
export function transitionsDue(plan: Plan, now: number): Transition[] {
  const { scheduledFor: from, scheduledUntil: until, automation } = plan;
  if (from === null || until === null || plan.state === 'completed') return [];
  const isSet = (flag: string) => automation?.[flag] === true;
  const unlessOff = (flag: string) => automation?.[flag] !== false;
  const isStillToCome = (state: State) =>
    maintenanceStates.indexOf(state as never) > maintenanceStates.indexOf(plan.state as never);
  const starts = isSet('scheduled_auto_in_progress') && isStillToCome('in_progress') && now >= from;
  const begun = starts || plan.state !== 'scheduled';
  const checkAt = Math.max(from, until - (plan.verifyBefore ?? 0) * MINUTE);
  const due: Transition[] = [];
  if (starts)
    due.push({
      state: 'in_progress',
      at: from,
      notify: unlessOff('auto_transition_deliver_notifications_at_start'),
      moves: unlessOff('auto_transition_to_maintenance_state'),
    });
  if (plan.verifyBefore && begun && isStillToCome('verifying') && now >= checkAt)
    due.push({
      state: 'verifying',
      at: checkAt,
      notify: unlessOff('auto_transition_deliver_notifications_at_verifying'),
      moves: false,
    });
  if (isSet('scheduled_auto_completed') && now >= until)
    due.push({
      state: 'completed',
      at: until,
      notify: unlessOff('auto_transition_deliver_notifications_at_end'),
      moves: unlessOff('auto_transition_to_operational_state'),
    });
  return due;
}

/** True when a reminder is due. Of several missed ones, one is sent; after the start, none. */
export function isReminderDue(plan: Plan, now: number): boolean {
  const { scheduledFor: from, remindAfter } = plan;
  if (plan.state !== 'scheduled' || from === null || remindAfter === null || now >= from)
    return false;
  return plan.remindBefore.some((minutes) => {
    const at = from - minutes * MINUTE;
    return at > remindAfter && at <= now;
  });
}

/**
 * From when reminders count after a plan was changed. A reminder that was already due by the new
 * plan is skipped; one that was due before and not sent yet is still sent.
 */
export function remindAfterChange(
  before: Plan,
  after: Pick<Plan, 'scheduledFor' | 'remindBefore'>,
  now: number,
): number | null {
  if (after.scheduledFor !== before.scheduledFor) return now;
  const stays = before.remindBefore.filter((lead) => after.remindBefore.includes(lead));
  const isNew = after.remindBefore.length > stays.length;
  return isNew && !isReminderDue({ ...before, remindBefore: stays }, now)
    ? now
    : before.remindAfter;
}
