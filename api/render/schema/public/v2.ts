import { z } from 'zod';
import { Impact, impacts } from '../../../domain/component/impact.ts';
import { ComponentStatus } from '../../../domain/component/status.ts';
import { State } from '../../../domain/incident/incident.ts';

/**
 * Statuspage's public API v2, with its keys in order. These schemas type the renderers and describe
 * them in /api/openapi.json.
 */
export const Id = z
  .string()
  .regex(/^[a-z0-9]{12}$/)
  .meta({ example: 'k3n8x0p7q2vw' });

export const INSTANT = 'A time in the page’s time zone.';
export const At = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$/)
  .meta({ description: INSTANT, example: '2026-11-20T10:05:00.120Z' });

export const PageSchema = z
  .strictObject({ id: Id, name: z.string(), url: z.url(), time_zone: z.string(), updated_at: At })
  .meta({ id: 'Page', description: 'The status page.' });

export const RollupSchema = z
  .strictObject({ indicator: z.enum(impacts), description: z.string() })
  .meta({ id: 'Rollup', description: 'The overall status, from the components.' });

export const ComponentSchema = z
  .strictObject({
    id: Id,
    name: z.string(),
    status: ComponentStatus,
    created_at: At,
    updated_at: At,
    position: z.number().int(),
    description: z.string().nullable(),
    showcase: z.boolean(),
    start_date: z.iso.date().nullable(),
    group_id: Id.nullable(),
    page_id: Id,
    group: z.boolean(),
    only_show_if_degraded: z.boolean(),
    components: z.array(Id).optional().meta({ description: 'IDs of the members (groups only).' }),
  })
  .meta({ id: 'Component', description: 'A component or group with its current status.' });

const Affected = z
  .strictObject({
    code: Id,
    name: z.string(),
    old_status: ComponentStatus,
    new_status: ComponentStatus,
  })
  .meta({ id: 'AffectedComponent', description: 'A component’s status change in an update.' });

export const UpdateSchema = z
  .strictObject({
    id: Id,
    status: State,
    body: z.string().meta({ description: 'Markdown.' }),
    incident_id: Id,
    created_at: At,
    updated_at: At,
    display_at: At,
    affected_components: z.array(Affected).nullable(),
    deliver_notifications: z.boolean(),
    custom_tweet: z.null(),
    tweet_id: z.null(),
  })
  .meta({ id: 'IncidentUpdate', description: 'One update of an incident or a maintenance.' });

const incident = {
  id: Id,
  name: z.string(),
  status: State,
  created_at: At,
  updated_at: At,
  monitoring_at: At.nullable(),
  resolved_at: At.nullable(),
  impact: Impact,
  shortlink: z.url(),
  started_at: At,
  page_id: Id,
  incident_updates: z.array(UpdateSchema).min(1).meta({ description: 'Newest first.' }),
  components: z.array(ComponentSchema),
};
export const IncidentSchema = z
  .strictObject(incident)
  .meta({ id: 'Incident', description: 'An incident with all its updates.' });
export const Maintenance = z
  .strictObject({ ...incident, scheduled_for: At, scheduled_until: At })
  .meta({
    id: 'ScheduledMaintenance',
    description: 'An incident with a scheduled time window.',
  });

export const Incidents = z.strictObject({ page: PageSchema, incidents: z.array(IncidentSchema) });
export const Maintenances = z.strictObject({
  page: PageSchema,
  scheduled_maintenances: z.array(Maintenance),
});
export const Components = z.strictObject({
  page: PageSchema,
  components: z.array(ComponentSchema),
});
export const Status = z.strictObject({ page: PageSchema, status: RollupSchema });
export const Summary = z.strictObject({
  page: PageSchema,
  components: z.array(ComponentSchema),
  incidents: z.array(IncidentSchema),
  scheduled_maintenances: z.array(Maintenance),
  status: RollupSchema,
});
