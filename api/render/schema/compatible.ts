import { z } from 'zod';
import { State } from '../../domain/incident/incident.ts';
import { describedText } from './text.ts';

/** What the manage API has of Statuspage besides incidents, components and subscribers. */
export const PageRead = z.looseObject({ id: z.string(), name: z.string(), url: z.string() });

const paging = {
  page: describedText('From 1.'),
  per_page: describedText('At most and by default 100. `limit` means the same.'),
};
export const PagedQuery = z.object(paging);
export const ComponentListQuery = z.object({
  ...paging,
  archived: describedText('“true” lists the archived ones.'),
});
export const IncidentListQuery = z.object({
  page: paging.page,
  limit: describedText('At most and by default 100.'),
  q: describedText('Words in the title or in an update.'),
});

export const UptimeQuery = z.object({
  start: describedText('Default: 90 days before the end.'),
  end: describedText('Default: now. At most 6 months after the start.'),
  skip_related_events: describedText('“true” leaves the incidents out.'),
});
export const UptimeRead = z.looseObject({
  id: z.string(),
  name: z.string(),
  range_start: z.string(),
  range_end: z.string(),
  uptime_percentage: z.number().nullable().meta({
    description: 'By the weights of the page. Null where nothing was recorded.',
  }),
  major_outage: z.number().int().meta({ description: 'Seconds.' }),
  partial_outage: z.number().int().meta({ description: 'Seconds.' }),
  degraded_performance: z.number().int().meta({ description: 'Seconds.' }),
  related_events: z.object({ incidents: z.array(z.object({ id: z.string() })) }).nullable(),
});

export const TemplateInput = z.object({
  template: z.looseObject({
    name: describedText('What the template is called. It has no title of its own.'),
    body: describedText('The text, a Liquid template.'),
    update_status: z.enum(State.options).optional().meta({ description: 'The state it is for.' }),
    component_ids: z.array(z.string()).optional().meta({ description: 'Empty: all.' }),
  }),
});
export const TemplateRead = z.looseObject({
  id: z.string(),
  name: z.string(),
  title: z.string().meta({ description: 'The same as the name.' }),
  body: z.string(),
  update_status: z.enum(State.options),
  components: z.array(z.string()),
});

export const PostmortemInput = z.object({
  postmortem: z.looseObject({ body_draft: z.string() }),
});
export const PostmortemPublishInput = z.object({
  postmortem: z.looseObject({
    notify_subscribers: z.boolean().optional(),
    preflight_override: describedText('Reason for publishing despite errors in the check.'),
    approval_override: describedText('With an owner’s token: reason for no second person.'),
  }),
});
export const PostmortemRead = z.looseObject({
  body: z.string().nullable(),
  body_draft: z.string().nullable(),
  published_at: z.string().nullable(),
});

export const UserRead = z.looseObject({
  id: z.string(),
  organization_id: z.string(),
  email: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  role: z.enum(['viewer', 'publisher', 'owner']),
});
export const PermissionsRead = z.object({
  data: z.object({
    user_id: z.string(),
    pages: z.record(
      z.string(),
      z.looseObject({
        page_configuration: z.boolean(),
        incident_manager: z.boolean(),
        maintenance_manager: z.boolean(),
      }),
    ),
  }),
});
export const PageAccessInput = z.object({
  page_access_user: z.looseObject({ email: z.string() }),
});
export const PageAccessRead = z.looseObject({ id: z.string(), email: z.string() });
