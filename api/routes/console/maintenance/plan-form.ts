import { z } from 'zod';
import { listComponents } from '../../../../db/component/component.ts';
import { openWorks } from '../../../../db/incident/incident.ts';
import { windowInZones } from '../../../../templates/maintenance.ts';
import { TypedLeads, titleOf } from '../../../actions/incident/input.ts';
import { refused } from '../../../core/problem.ts';
import { MAX_LEAD } from '../../../domain/maintenance/automatic.ts';
import { MAX_LEADS } from '../../../domain/maintenance/leads.ts';
import { overlapping } from '../../../domain/maintenance/overlap.ts';
import {
  endLike,
  MAX_OCCURRENCES,
  MAX_SERIES_DURATION,
  type Repeat,
  repeats,
  ruleOf,
  startsOf,
} from '../../../domain/maintenance/recurrence.ts';
import { meetsItself, readRule } from '../../../domain/maintenance/rule.ts';
import { DAY, MINUTE } from '../../../domain/time/time.ts';
import { isZone, parseLocal } from '../../../domain/time/zone.ts';
import { LocalTime, orNull, Ticked, text, type Values } from '../../../http/form.ts';
import type { FormContext } from '../incident/submission/submission.ts';

const MAX_WINDOW = 31 * DAY;

/** The zone of the window; the page's by default. */
export const zoneIn = (values: Values, own: string): string => {
  const chosen = text(values, 'zone');
  return isZone(chosen) ? chosen : own;
};

const some = z.union([z.string(), z.array(z.string())]).default([]);

/** Fields of every maintenance, new or changed, in its zone. */
export const planFields = (values: Values, zone: string, now: number) => ({
  name: titleOf('maintenance'),
  scheduledFor: LocalTime(values, 'scheduledFor', zone),
  scheduledUntil: LocalTime(values, 'scheduledUntil', zone).refine((until) => until > now, {
    message: 'This time is in the past. Choose a window that hasn’t ended.',
  }),
  components: some.transform((ids) => [ids].flat()),
  remind: some.transform((leads) =>
    [leads]
      .flat()
      .map(Number)
      .filter((lead) => Number.isInteger(lead) && lead > 0 && lead <= MAX_LEAD),
  ),
  remindOther: TypedLeads.default([]),
  verify: z.coerce.number().int().min(0).max(1440).catch(0),
  autoStart: Ticked,
  autoEnd: Ticked,
  moves: Ticked,
  notifyStart: Ticked,
  notifyVerify: Ticked,
  notifyEnd: Ticked,
  notify: Ticked,
});

export const repeatFields = {
  repeat: orNull(z.enum(repeats)).default(null),
  repeatUntil: z.string().default(''),
  /** RRULE (RFC 5545) as typed. */
  rrule: z.string().default(''),
};

export type Planned = z.infer<z.ZodObject<ReturnType<typeof planFields>>>;

/** The form without components that were archived since it was drawn, except those in `attached`. */
export async function withoutArchived(
  c: FormContext,
  planned: Planned,
  attached: readonly string[] = [],
): Promise<void> {
  const known = (await listComponents(c.var.deps.db, c.var.page.id)).map(({ id }) => id);
  planned.components = planned.components.filter(
    (id) => known.includes(id) || attached.includes(id),
  );
}

/** Input of the actions. */
export function planOf(planned: Planned, zone: string) {
  const { name, scheduledFor, scheduledUntil, components, verify } = planned;
  const remind = [...new Set([...planned.remind, ...planned.remindOther])];
  if (remind.length > MAX_LEADS)
    throw refused({ remindOther: `Choose at most ${MAX_LEADS} reminders.` });
  return {
    name,
    scheduledFor,
    scheduledUntil,
    zone,
    componentIds: components,
    remindBefore: remind,
    verifyBefore: verify || null,
    deliverNotifications: planned.notify,
    automation: {
      scheduled_remind_prior: remind.length > 0,
      scheduled_auto_in_progress: planned.autoStart,
      scheduled_auto_completed: planned.autoEnd,
      auto_transition_to_maintenance_state: planned.moves,
      auto_transition_to_operational_state: planned.moves,
      auto_transition_deliver_notifications_at_start: planned.notifyStart,
      auto_transition_deliver_notifications_at_verifying: planned.notifyVerify,
      auto_transition_deliver_notifications_at_end: planned.notifyEnd,
    },
  };
}

export function assertWindow({ scheduledFor, scheduledUntil, verify }: Planned): void {
  if (scheduledUntil <= scheduledFor) throw refused({ scheduledUntil: 'End must be after start.' });
  const lasts = scheduledUntil - scheduledFor;
  if (lasts > MAX_WINDOW)
    throw refused({ scheduledUntil: 'A window can last at most 31 days. Check the end date.' });
  if (verify * MINUTE >= lasts)
    throw refused({
      verify: 'The verification period fills the whole window. Choose a shorter one.',
    });
}

/** Overlapping work on the same component needs an explicit confirmation. */
export async function assertOverlapConfirmed(
  c: FormContext,
  values: Values,
  { scheduledFor, scheduledUntil, components: componentIds }: Planned,
  zone: string,
  { exceptId, starts = [scheduledFor] }: { exceptId?: string; starts?: number[] | undefined },
): Promise<void> {
  const { deps, page } = c.var;
  if (text(values, 'overlap') === 'on') return;
  const works = await openWorks(deps.db, page.id);
  for (const from of starts) {
    const until = endLike({ from: scheduledFor, until: scheduledUntil }, from, zone);
    const planned = { scheduledFor: from, scheduledUntil: until, componentIds };
    const other = overlapping(works, planned, exceptId);
    if (!other) continue;
    const window = { from: other.scheduledFor ?? 0, until: other.scheduledUntil ?? 0 };
    throw refused({
      overlap: `“${other.name}” affects the same components, ${windowInZones(window, page.timeZone, zone, deps.clock())}. Choose another time or other components, or select “Schedule anyway”.`,
    });
  }
}

/** The RRULE of the answers with all its starts; null for a single window. */
export function recurrenceOf(
  planned: Planned & z.infer<z.ZodObject<typeof repeatFields>>,
  zone: string,
): { rule: string; starts: number[] } | null {
  const { repeat, rrule, scheduledFor, scheduledUntil } = planned;
  const lasts = scheduledUntil - scheduledFor;
  if (rrule.trim() === '') return repeat === null ? null : simple({ ...planned, repeat }, zone);
  if (repeat !== null) throw refused({ rrule: 'Use either the option above or a rule, not both.' });
  const read = readRule(rrule, scheduledFor, lasts, zone);
  if ('wrong' in read) throw refused({ rrule: read.wrong });
  return read;
}

function simple(
  planned: { repeat: Repeat; repeatUntil: string; scheduledFor: number; scheduledUntil: number },
  zone: string,
): { rule: string; starts: number[] } {
  const { repeat, repeatUntil: lastDay, scheduledFor, scheduledUntil } = planned;
  if (!lastDay) throw refused({ repeatUntil: 'Enter an end date.' });
  const end = parseLocal(`${lastDay}T23:59`, zone);
  if (end === null) throw refused({ repeatUntil: 'Enter a date, such as 2027-02-28.' });
  if (end <= scheduledFor)
    throw refused({ repeatUntil: 'The end is before the start. Choose a later date.' });
  if (end - scheduledFor > MAX_SERIES_DURATION)
    throw refused({ repeatUntil: 'Schedule at most a year ahead. Choose an earlier date.' });
  const rule = ruleOf(repeat, scheduledFor, zone, lastDay);
  const starts = startsOf({ rule, firstAt: scheduledFor, zone }, scheduledFor - 1, end);
  if (starts.length < 2)
    throw refused({
      repeatUntil: 'This only happens once before then. Choose a later date, or don’t repeat.',
    });
  if (starts.length >= MAX_OCCURRENCES)
    throw refused({
      repeatUntil: `That’s ${MAX_OCCURRENCES} windows or more. Choose an earlier date.`,
    });
  if (meetsItself(starts, { from: scheduledFor, until: scheduledUntil }, zone))
    throw refused({ repeat: 'The next window starts before this one ends. Repeat it less often.' });
  return { rule, starts };
}
