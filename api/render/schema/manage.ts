import { z } from 'zod';
import { detailFields } from '../../domain/component/details.ts';
import { groupDisplays } from '../../domain/component/group-display.ts';
import { impacts } from '../../domain/component/impact.ts';
import { componentStatuses } from '../../domain/component/status.ts';
import { audiences, incidentStates, maintenanceStates } from '../../domain/incident/incident.ts';
import { scopes } from '../../domain/maintenance/scope.ts';
import { locales } from '../../domain/text/locale.ts';
import { nullableText } from './text.ts';

const optionalText = (description: string) => z.string().optional().meta({ description });
const time = (description: string) =>
  optionalText(
    `${description} ISO 8601. Without an offset, the page’s time zone applies; times repeated or skipped by clock changes are rejected.`,
  );
const optionalFlag = (description: string) => z.boolean().optional().meta({ description });

const preflight_override = optionalText(
  'Reason for publishing despite errors in the check before publishing. Recorded in the audit log.',
);
const approval_override = optionalText(
  'With an owner’s token: reason for publishing without the approval the severity requires.',
);
const written = {
  language: z.enum(locales).optional().meta({
    description: 'Language of the message, if not the page’s own.',
  }),
  translations: z
    .partialRecord(
      z.enum(locales),
      z.object({ name: z.string().optional(), body: z.string().optional() }),
    )
    .optional()
    .meta({ description: 'Translations; an empty value removes one.' }),
  preflight_override,
  approval_override,
};

/** Fields of incidents and maintenances. Other fields of Statuspage’s `incident` are accepted and ignored. */
const incident = {
  name: optionalText('The title.'),
  status: z
    .enum([...incidentStates, ...maintenanceStates])
    .optional()
    .meta({
      description: '“completed” cancels a maintenance that hasn’t started.',
    }),
  impact_override: z.enum(impacts).nullish().meta({
    description: 'Null or empty: set automatically from the components.',
  }),
  body: optionalText('The message, in Markdown.'),
  components: z
    .union([z.record(z.string(), z.enum(componentStatuses)), z.array(z.string())])
    .optional()
    .meta({ description: 'Component IDs with their status, or IDs only.' }),
  component_ids: z.array(z.string()).optional(),
  deliver_notifications: optionalFlag('Notify subscribers. Default: true.'),
  scheduled_for: time('When the maintenance starts.'),
  scheduled_until: time('When it ends.'),
  scheduled_auto_transition: optionalFlag('Start automatically.'),
  scheduled_remind_prior: optionalFlag('Remind subscribers one hour before.'),
  scheduled_auto_in_progress: optionalFlag('Start automatically.'),
  scheduled_auto_completed: optionalFlag('End automatically.'),
  auto_transition_to_maintenance_state: optionalFlag(
    'Set components to “Under maintenance” at the start.',
  ),
  auto_transition_to_operational_state: optionalFlag('Set components to “Operational” at the end.'),
  auto_transition_deliver_notifications_at_start: optionalFlag('Notify subscribers at the start.'),
  auto_transition_deliver_notifications_at_end: optionalFlag('Notify subscribers at the end.'),
  metadata: z.record(z.string(), z.record(z.string(), z.unknown())).optional().meta({
    description: 'Stored and returned; not public.',
  }),
  remind_before: z.array(z.number().int().min(1).max(40_320)).max(10).optional().meta({
    description:
      'Minutes before the start at which subscribers are reminded; [] for none. Reminders whose time has passed are skipped.',
  }),
  ...written,
};

export const NewIncidentSchema = z.object({
  incident: z.looseObject({
    ...incident,
    severity: optionalText('Severity, such as SEV2. Internal.'),
    visibility: z.enum(audiences).optional().meta({
      description:
        'Who sees the incident: everybody (public, the default), internal readers (internal), or only the people it names (restricted). Maintenance is public.',
    }),
    backfilled: optionalFlag('Add a past incident to the history.'),
    backfill_date: time('When it happened.'),
    recurrence: z.string().max(300).optional().meta({
      description:
        'An RRULE (RFC 5545) in the page’s time zone, with COUNT or UNTIL, starting with this window: FREQ=WEEKLY;BYDAY=TU,TH;COUNT=8. At most one year and 399 windows.',
    }),
  }),
});

export const IncidentPatchSchema = z.object({
  incident: z.looseObject({
    ...incident,
    severity: z.string().nullish().meta({
      description:
        'Severity, such as SEV2; null for none. Internal. Where the old one needs approval and the new one does not, only an owner’s token may lower it, with approval_override.',
    }),
    visibility: z.enum(audiences).optional().meta({
      description:
        '“public” with a message makes an internal incident public: its title and this update, not the updates before. Others are accepted where they change nothing.',
    }),
    recurrence_scope: z.enum(scopes).optional().meta({
      description:
        'For a series, the windows to change: this one, this and following ones, or all upcoming ones. Individually edited windows are not changed. Subscribers get one email.',
    }),
  }),
});
export const IncidentDeletion = z.object({ approval_override });

export const UpdateCorrection = z.object({
  incident_update: z.looseObject({
    body: optionalText('The complete corrected message.'),
    display_at: time('When it happened.'),
    ...written,
  }),
});

export const ComponentInput = z.object({
  component: z.looseObject({
    name: optionalText('The name your customers use.'),
    status: z.enum(componentStatuses).nullish(),
    group_id: nullableText('ID of the group; null for none.'),
    group_name: nullableText('Name of the group; created if it doesn’t exist.'),
    ...Object.fromEntries(
      detailFields.map(({ apiName, kind, about }) => {
        const field = kind === 'flag' ? z.boolean().optional() : z.string().nullish();
        return [apiName, about ? field.meta({ description: about }) : field];
      }),
    ),
    owner: nullableText(
      'Who looks after it: a member by ID, email or name, or any name. Never public.',
    ),
    preflight_override,
  }),
});
export const GroupInput = z.object({
  component_group: z.looseObject({
    name: optionalText('Shown above its components.'),
    description: nullableText('A short explanation for customers.'),
    display: z.enum(groupDisplays).optional().meta({
      description:
        '“automatic” expands it while a component is not operational. Default: automatic.',
    }),
    components: z.array(z.string()).optional().meta({
      description: 'IDs of its components, in order.',
    }),
    owner: nullableText('Who looks after its components. Never public.'),
    preflight_override,
  }),
});

/** A named row, as the write API returns components and groups. */
export const NamedRowSchema = z.looseObject({ id: z.string(), name: z.string() });
export const ManagedUpdateSchema = z.looseObject({ id: z.string(), body: z.string() });
export const LogosSchema = z.looseObject({ alt: z.string().nullable() });

/** What is not over yet and names an archived component. It can still be updated and closed. */
export const UsedBy = z.array(
  z.object({
    id: z.string(),
    name: z.string().meta({ description: 'Empty for a draft without a title.' }),
    kind: z.enum(['incident', 'maintenance', 'draft']),
  }),
);

/** Problem details with the findings of preflight. */
export const PreflightRefusalSchema = z.looseObject({
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  findings: z.array(z.looseObject({ rule: z.string(), sentence: z.string(), place: z.string() })),
});

/** As Statuspage’s write API responds. */
export const Written = z.looseObject({ id: z.string(), name: z.string(), status: z.string() });
