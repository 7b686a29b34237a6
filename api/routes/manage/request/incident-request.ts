import { z } from 'zod';
import { IncidentPatch, Leads, NewIncident } from '../../../actions/incident/input.ts';
import { Problem } from '../../../core/problem.ts';
import { impacts } from '../../../domain/component/impact.ts';
import { componentStatuses } from '../../../domain/component/status.ts';
import { audiences, incidentStates, maintenanceStates } from '../../../domain/incident/incident.ts';
import { readRule } from '../../../domain/maintenance/rule.ts';
import { type Scope, scopes } from '../../../domain/maintenance/scope.ts';
import type { Locale } from '../../../domain/text/locale.ts';
import {
  contradiction,
  emptyAsNull,
  flag,
  idList,
  instant,
  maybe,
  oneOf,
  parsed,
  textField,
} from './fields.ts';
import { aboutTexts } from './translations.ts';

/** Automation switches of a maintenance, stored under these names. */
export const automationFlags = [
  'scheduled_remind_prior',
  'scheduled_auto_in_progress',
  'scheduled_auto_completed',
  'auto_transition_to_maintenance_state',
  'auto_transition_to_operational_state',
  'auto_transition_deliver_notifications_at_start',
  'auto_transition_deliver_notifications_at_end',
] as const;

/** Ids with their new status; old scripts send ids only. */
const components = z.union(
  [z.record(z.string(), z.enum(componentStatuses)), z.array(z.string())],
  `components gives each component’s id one of ${componentStatuses.join(', ')}.`,
);

/** Fields of Statuspage's `incident`; others are accepted and ignored. */
const common = (zone: string) => ({
  name: maybe(textField('name')),
  status: maybe(oneOf('status', [...incidentStates, ...maintenanceStates])),
  impact_override: emptyAsNull(oneOf('impact_override', impacts)).optional(),
  body: maybe(textField('body')),
  components: maybe(components),
  component_ids: maybe(idList('component_ids')),
  deliver_notifications: maybe(flag('deliver_notifications')),
  scheduled_for: maybe(instant('scheduled_for', zone)),
  scheduled_until: maybe(instant('scheduled_until', zone)),
  scheduled_auto_transition: maybe(flag('scheduled_auto_transition')),
  ...eachFlag(),
  metadata: maybe(
    z.record(
      z.string(),
      z.record(z.string(), z.unknown(), 'metadata: each top-level value is itself an object.'),
      'metadata is an object of objects.',
    ),
  ),
  /** Ours: who may see it. */
  visibility: maybe(oneOf('visibility', audiences)),
  /** Ours: minutes before the start, for reminders other than one hour before. */
  remind_before: maybe(Leads),
  ...aboutTexts,
});

export const newIncidentFields = (zone: string) =>
  z.object({
    ...common(zone),
    /** Ours: a severity of the page; internal. */
    severity: maybe(textField('severity')),
    backfilled: maybe(flag('backfilled')),
    backfill_date: maybe(instant('backfill_date', zone)),
    /** Ours: RRULE of a repeating maintenance, in the page's zone. */
    recurrence: maybe(textField('recurrence')),
  });

export const incidentPatchFields = (zone: string) =>
  z.object({
    ...common(zone),
    /** Ours: a severity of the page; null for none. */
    severity: emptyAsNull(textField('severity')).optional(),
    /** Ours: the windows of the series that a change applies to. */
    recurrence_scope: maybe(oneOf('recurrence_scope', scopes)),
  });

/** Query of `DELETE …/incidents/:id`. Ours: why an owner deletes without approval. */
export const deletionQuery = z.object({ approval_override: maybe(textField('approval_override')) });

type NewRequest = z.infer<ReturnType<typeof newIncidentFields>>;
type Request = Omit<
  z.infer<ReturnType<typeof incidentPatchFields>>,
  'recurrence_scope' | 'severity'
>;

/** Created once per zone, which takes longer than parsing a request. */
function perZone<T>(make: (zone: string) => T): (zone: string) => T {
  const made = new Map<string, T>();
  return (zone) => {
    const known = made.get(zone) ?? make(zone);
    made.set(zone, known);
    return known;
  };
}
const newFieldsIn = perZone((zone) => newIncidentFields(zone).superRefine(assertWhole));
const patchFieldsIn = perZone(incidentPatchFields);
type Page = { timeZone: string; locale: Locale };

/** `POST …/incidents`, for a page in its zone and language. */
export function newIncident(value: unknown, page: Page): NewIncident {
  const request = parsed(newFieldsIn(page.timeZone), value);
  assertConsistent(request);
  const isBackfilled = request.backfilled === true;
  const usual = request.scheduled_for ? 'scheduled' : isBackfilled ? 'resolved' : 'investigating';
  const state = request.status ?? usual;
  return parsed(NewIncident, {
    ...sharedBy(request, page),
    audience: request.visibility,
    state,
    body: request.body?.trim() ?? '',
    deliverNotifications: request.deliver_notifications ?? !isBackfilled,
    severity: request.severity,
    startedAt: isBackfilled ? request.backfill_date : null,
    // Clients send the flag with every incident.
    remindBefore:
      request.remind_before ??
      (request.scheduled_remind_prior && request.scheduled_for ? [60] : []),
  });
}

const NoRecurrence = z.looseObject({
  recurrence: z.null('Only a new maintenance can repeat: recurrence can’t be changed.').optional(),
});

/** `PATCH` and `PUT …/incidents/:id`: both change only the given fields. */
export function incidentPatch(value: unknown, page: Page): IncidentPatch {
  const request = parsed(patchFieldsIn(page.timeZone), value);
  parsed(NoRecurrence, value);
  return parsed(IncidentPatch, {
    ...sharedBy(request, page),
    audience: request.visibility,
    severity: request.severity,
    state: request.status,
    body: request.body,
    deliverNotifications: request.deliver_notifications,
    remindBefore: request.remind_before,
  });
}

/** How a new maintenance repeats; undefined if it does not. */
export function recurrenceIn(value: unknown, page: Page, input: NewIncident) {
  const { recurrence } = parsed(newFieldsIn(page.timeZone), value);
  if (recurrence === undefined) return undefined;
  const refuse = (sentence: string) => new Problem('invalid', sentence, { recurrence: sentence });
  const { scheduledFor, scheduledUntil } = input;
  if (scheduledFor === null || scheduledUntil === null || input.state !== 'scheduled')
    throw refuse('Only scheduled maintenance can repeat: send scheduled_for and scheduled_until.');
  const lasts = scheduledUntil - scheduledFor;
  const read = readRule(recurrence, scheduledFor, lasts, page.timeZone);
  if ('wrong' in read) throw refuse(read.wrong);
  return { rule: read.rule, zone: page.timeZone };
}

export const scopeOf = (value: unknown, page: Page): Scope =>
  parsed(patchFieldsIn(page.timeZone), value).recurrence_scope ?? 'one';

function sharedBy(request: Request, page: Page) {
  const ids = Array.isArray(request.components) ? request.components : undefined;
  const merged =
    ids || request.component_ids ? [...(ids ?? []), ...(request.component_ids ?? [])] : undefined;
  return {
    name: request.name,
    components: ids ? undefined : request.components,
    componentIds: merged,
    impactOverride: request.impact_override,
    scheduledFor: request.scheduled_for,
    scheduledUntil: request.scheduled_until,
    automation: automationOf(request),
    metadata: request.metadata,
    locale: request.language ?? page.locale,
    translations: request.translations,
    override: request.preflight_override,
    approvalOverride: request.approval_override,
  };
}

/** Requirements of a new incident beyond single fields. */
function assertWhole(request: NewRequest, ctx: z.RefinementCtx): void {
  const refuse = (field: string, message: string) =>
    ctx.addIssue({ code: 'custom', path: [field], message });
  if (!request.name?.trim()) refuse('name', "Name can't be blank");
  if (request.scheduled_for && request.visibility && request.visibility !== 'public')
    refuse('visibility', 'Maintenance is public: leave visibility out.');
  if (request.backfilled && request.backfill_date === undefined)
    refuse('backfill_date', 'Send backfill_date with the day it happened.');
  if (!request.backfilled && request.backfill_date !== undefined)
    refuse('backfill_date', 'Send backfilled: true with backfill_date, or leave both out.');
}

/** Parameters that exclude each other, which Statuspage’s API answers with 400. */
function assertConsistent(request: NewRequest): void {
  if (!request.backfilled) return;
  if (request.components || request.component_ids)
    throw contradiction('A backfilled incident can’t change components: leave them out.');
  if (request.scheduled_for || request.scheduled_until)
    throw contradiction('A backfilled incident has no window: leave scheduled_for out.');
}

/** Only the given switches, so that a patch keeps the others. */
function automationOf(request: Request): Record<string, boolean> | undefined {
  const { scheduled_auto_transition: both, ...named } = request;
  const given = both === undefined ? [] : [['scheduled_auto_in_progress', both] as const];
  for (const flag of automationFlags) {
    const value = named[flag];
    if (value !== undefined) given.push([flag as 'scheduled_auto_in_progress', value]);
  }
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}

function eachFlag() {
  const entries = automationFlags.map((name) => [name, maybe(flag(name))] as const);
  // Built from the list itself, so every name exists.
  return Object.fromEntries(entries) as Record<
    (typeof automationFlags)[number],
    ReturnType<typeof maybe<ReturnType<typeof flag>>>
  >;
}
