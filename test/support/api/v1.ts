import { z } from 'zod';

/** Statuspage's manage API v1 as typed clients decode it: exactly these keys and types. */
const Millis = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const Status = z.enum([
  'operational',
  'degraded_performance',
  'partial_outage',
  'major_outage',
  'under_maintenance',
]);
const Impact = z.enum(['none', 'maintenance', 'minor', 'major', 'critical']);
const State = z.enum([
  'investigating',
  'identified',
  'monitoring',
  'resolved',
  'postmortem',
  'scheduled',
  'in_progress',
  'verifying',
  'completed',
]);
/** Ours. */
const Visibility = z.enum(['public', 'internal', 'restricted']);
const Id = z.string().regex(/^[a-z0-9]{12}$/);

export const Component = z.strictObject({
  id: Id,
  page_id: Id,
  group_id: Id.nullable(),
  created_at: Millis,
  updated_at: Millis,
  group: z.boolean(),
  name: z.string(),
  description: z.string().nullable(),
  position: z.number().int(),
  status: Status,
  showcase: z.boolean(),
  only_show_if_degraded: z.boolean(),
  automation_email: z.string().nullable(),
  start_date: z.iso.date().nullable(),
});

export const Group = z.strictObject({
  id: Id,
  page_id: Id,
  name: z.string(),
  description: z.string().nullable(),
  components: z.array(Id),
  position: z.number().int(),
  created_at: Millis,
  updated_at: Millis,
});

export const Update = z.strictObject({
  id: Id,
  incident_id: Id,
  status: State,
  body: z.string(),
  created_at: Millis,
  updated_at: Millis,
  display_at: Millis,
  visibility: Visibility,
  affected_components: z
    .array(z.strictObject({ code: Id, name: z.string(), old_status: Status, new_status: Status }))
    .min(1)
    .nullable(),
  deliver_notifications: z.boolean(),
  wants_twitter_update: z.boolean(),
  twitter_updated_at: z.null(),
  custom_tweet: z.null(),
  tweet_id: z.null(),
});

export const Incident = z.strictObject({
  id: Id,
  page_id: Id,
  name: z.string(),
  status: State,
  impact: Impact,
  impact_override: Impact.nullable(),
  severity: z.string().nullable(),
  created_at: Millis,
  updated_at: Millis,
  monitoring_at: Millis.nullable(),
  resolved_at: Millis.nullable(),
  started_at: Millis,
  shortlink: z.url(),
  visibility: Visibility,
  metadata: z.record(z.string(), z.record(z.string(), z.unknown())),
  scheduled_for: Millis.nullable(),
  scheduled_until: Millis.nullable(),
  scheduled_remind_prior: z.boolean(),
  scheduled_reminded_at: z.null(),
  scheduled_auto_in_progress: z.boolean(),
  scheduled_auto_completed: z.boolean(),
  auto_transition_to_maintenance_state: z.boolean().nullable(),
  auto_transition_to_operational_state: z.boolean().nullable(),
  auto_transition_deliver_notifications_at_start: z.boolean().nullable(),
  auto_transition_deliver_notifications_at_end: z.boolean().nullable(),
  postmortem_body: z.string().nullable(),
  postmortem_body_last_updated_at: Millis.nullable(),
  postmortem_ignored: z.boolean(),
  postmortem_published_at: Millis.nullable(),
  postmortem_notified_subscribers: z.boolean(),
  postmortem_notified_twitter: z.boolean(),
  reminder_intervals: z.string().nullable(),
  incident_impacts: z.array(z.never()),
  incident_updates: z.array(Update).min(1),
  components: z.array(Component),
});

export const Page = z.looseObject({
  id: Id,
  name: z.string(),
  page_description: z.string(),
  headline: z.string(),
  branding: z.enum(['basic', 'premium']),
  subdomain: z.string(),
  domain: z.string(),
  url: z.url(),
  support_url: z.string().nullable(),
  hidden_from_search: z.boolean(),
  viewers_must_be_team_members: z.boolean(),
  time_zone: z.string(),
  created_at: Millis,
  updated_at: Millis,
});

export const Refusal = z.strictObject({
  error: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
});
