/** Filters of the audit log, and the subjects of its entries that each one shows. */
export const auditKinds = {
  incidents: [
    'incident',
    'incident_update',
    'series',
    'room',
    'change',
    'runbook_run',
    'review',
    'action_item',
    'alert',
  ],
  drafts: ['draft'],
  components: ['component', 'component_interval', 'metric', 'metrics_provider'],
  subscribers: ['subscriber'],
  email: ['notification', 'confirmation', 'lane', 'sending', 'mail'],
  settings: [
    'page',
    'look',
    'languages',
    'preflight',
    'email',
    'privacy',
    'ladder',
    'escalation',
    'escalation_policy',
    'pagerduty',
    'business_hours',
    'rooms',
    'template',
    'runbook',
    'schedule',
    'github_hook',
    'chat_workspace',
    'chat_commands',
    'alert_source',
    'alert_rule',
    'health_check',
    'checklist',
    'targets',
    'review_settings',
  ],
  team: [
    'shift',
    'member',
    'session',
    'token',
    'invitation',
    'viewer',
    'two_factor',
    'account',
    'chat_person',
  ],
} as const;

export type AuditKind = keyof typeof auditKinds;

export const auditKindLabels: Record<AuditKind, string> = {
  incidents: 'Incidents and maintenance',
  drafts: 'Drafts and approvals',
  components: 'Components',
  subscribers: 'Subscribers',
  email: 'Email',
  settings: 'Settings',
  team: 'People and API tokens',
};

/** Who did it, as `user:ID Name` in the database. All subscribers count as one. */
export type AuditActor = { key: string; name: string };

export const SUBSCRIBERS = 'subscribers';

export function auditActor(stored: string): AuditActor {
  const [key = '', ...words] = stored.split(' ');
  const name = words.join(' ');
  if (key.startsWith('system:') && name === 'subscriber')
    return { key: SUBSCRIBERS, name: 'A subscriber' };
  if (key === 'system:sign-in') return { key, name: 'Someone' };
  return { key, name: name || 'Unknown' };
}
