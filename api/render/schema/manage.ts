import { z } from 'zod';
import { impacts } from '../../domain/component/impact.ts';
import { componentStatuses } from '../../domain/component/status.ts';
import { incidentStates, maintenanceStates } from '../../domain/incident/incident.ts';
import { scopes } from '../../domain/maintenance/scope.ts';
import { locales } from '../../domain/text/locale.ts';

const optionalText = (description: string) => z.string().optional().meta({ description });
const time = (description: string) =>
  optionalText(
    `${description} ISO 8601. Without an offset it is read in the page’s zone; a time that the clocks repeat or skip is refused.`,
  );
const on = (description: string) => z.boolean().optional().meta({ description });
const nullable = (description: string) => z.string().nullish().meta({ description });

const preflight_override = optionalText(
  'Why the texts are published although the check before publishing says stop. The audit log keeps it.',
);
const approval_override = optionalText(
  'With an owner’s token: why it is published without the second person that the severity asks for.',
);
const written = {
  language: z.enum(locales).optional().meta({
    description: 'In which the texts are written, where that is not the page’s own.',
  }),
  translations: z
    .partialRecord(
      z.enum(locales),
      z.object({ name: z.string().optional(), body: z.string().optional() }),
    )
    .optional()
    .meta({ description: 'The texts in other languages; an empty one takes one out.' }),
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
      description: '“completed” calls off a maintenance that has not begun.',
    }),
  impact_override: z.enum(impacts).nullish().meta({
    description: 'Null or empty: the impact follows the components.',
  }),
  body: optionalText('The text of the update, in Markdown.'),
  components: z
    .union([z.record(z.string(), z.enum(componentStatuses)), z.array(z.string())])
    .optional()
    .meta({ description: 'Ids of components with the status of each; or ids alone.' }),
  component_ids: z.array(z.string()).optional(),
  deliver_notifications: on('Subscribers are told; they are where it is left out.'),
  scheduled_for: time('When a maintenance begins.'),
  scheduled_until: time('When it ends.'),
  scheduled_auto_transition: on('It begins at the set time.'),
  scheduled_remind_prior: on('Subscribers are reminded an hour before.'),
  scheduled_auto_in_progress: on('It begins at the set time.'),
  scheduled_auto_completed: on('It ends at the set time.'),
  auto_transition_to_maintenance_state: on('Its components are under maintenance from then on.'),
  auto_transition_to_operational_state: on('Its components are operational at its end.'),
  auto_transition_deliver_notifications_at_start: on('Subscribers are told when it begins.'),
  auto_transition_deliver_notifications_at_end: on('Subscribers are told when it ends.'),
  metadata: z.record(z.string(), z.record(z.string(), z.unknown())).optional().meta({
    description: 'Kept and given back; readers do not see it.',
  }),
  remind_before: z.array(z.number().int().min(1).max(40_320)).max(10).optional().meta({
    description:
      'Minutes before the beginning at which subscribers are reminded; [] for no reminder. What is longer than the time that is left is not sent.',
  }),
  ...written,
};

export const NewIncident = z.object({
  incident: z.looseObject({
    ...incident,
    severity: optionalText('A severity of the page, such as SEV2. Internal.'),
    backfilled: on('It is over, and only for the history.'),
    backfill_date: time('When it was.'),
    recurrence: z.string().max(300).optional().meta({
      description:
        'An RRULE (RFC 5545) in the page’s zone, with COUNT or UNTIL, of which this window is the first: FREQ=WEEKLY;BYDAY=TU,TH;COUNT=8. At most a year and 399 windows.',
    }),
  }),
});

export const IncidentPatch = z.object({
  incident: z.looseObject({
    ...incident,
    recurrence_scope: z.enum(scopes).optional().meta({
      description:
        'Of a series, the windows that this is a change of: this one, this and those that follow, or all that have not begun. Those that were changed by hand stay. One mail tells of all.',
    }),
  }),
});
export const IncidentDeletion = z.object({ approval_override });

export const UpdateCorrection = z.object({
  incident_update: z.looseObject({
    body: optionalText('The whole text as it should be.'),
    display_at: time('When it was.'),
    ...written,
  }),
});

export const ComponentInput = z.object({
  component: z.looseObject({
    name: optionalText('As customers call it.'),
    description: nullable('One sentence for those who wonder what it is.'),
    status: z.enum(componentStatuses).nullish(),
    group_id: nullable('The group it belongs to; null for none.'),
    group_name: nullable('A group by its name; it is made where there is none.'),
    showcase: z.boolean().optional(),
    only_show_if_degraded: on('Readers see it only while it is not operational.'),
    start_date: nullable('The day from which its uptime counts, such as 2026-11-20.'),
    preflight_override,
  }),
});
export const GroupInput = z.object({
  component_group: z.looseObject({
    name: optionalText('Customers see it above its components.'),
    description: nullable('One sentence for those who wonder what it is.'),
    components: z.array(z.string()).optional().meta({
      description: 'Ids of its components, in this order.',
    }),
    preflight_override,
  }),
});

/** A named row, as the write API returns components and groups. */
export const Named = z.looseObject({ id: z.string(), name: z.string() });
export const Update = z.looseObject({ id: z.string(), body: z.string() });
export const Logos = z.looseObject({ alt: z.string().nullable() });

/** Open incidents of an archived component, which can still be updated and closed. */
export const UsedBy = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['incident', 'maintenance', 'draft']),
  }),
);

/** Problem details with the findings of preflight. */
export const Stop = z.looseObject({
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  findings: z.array(z.looseObject({ rule: z.string(), sentence: z.string(), place: z.string() })),
});

/** As Statuspage’s write API responds. */
export const Written = z.looseObject({ id: z.string(), name: z.string(), status: z.string() });
