import { isRecord } from './changes.ts';
import type { Wordings } from './wording.ts';

const settings = (name: string): Wordings[string] => ({ edit: () => `changed ${name}` });

export const pageWordings: Wordings = {
  component: {
    create: () => 'added',
    edit: () => 'edited',
    archive: () => 'archived',
    restore: () => 'restored',
    order: () => 'moved',
    follow: () => 'chose a vendor’s status for',
    unfollow: () => 'removed the vendor’s status of',
    report: () => 'read a new vendor’s status for',
  },
  component_interval: { correct: () => 'corrected the status history of' },
  subscriber: {
    add: () => 'added a subscriber',
    confirm: () => 'confirmed a subscription',
    choose: () => 'changed a subscription',
    leave: () => 'unsubscribed',
    remove: () => 'removed a subscriber',
    erase: () => 'erased a subscriber',
    ask: () => 'asked a subscriber to confirm again',
    reactivate: () => 'reactivated a subscriber',
    'rotate secret': () => 'replaced the signing secret of a subscriber',
    edit: () => 'changed a subscriber',
    import: ({ after }) =>
      isRecord(after) && typeof after.rows === 'number'
        ? `imported ${after.rows} subscribers`
        : 'imported subscribers',
    export: () => 'exported the subscribers',
  },
  notification: {
    cancel: () => 'canceled the emails about',
    pause: () => 'paused the emails about',
    resume: () => 'resumed the emails about',
    retry: () => 'retried failed emails about',
  },
  confirmation: { retry: () => 'retried failed confirmation emails' },
  lane: { reopen: () => 'resumed email after the provider had refused it' },
  sending: { release: () => 'resumed email after a restore' },
  mail: {
    test: ({ after }) =>
      isRecord(after) && after.ok === false
        ? 'sent a test email, which failed'
        : 'sent a test email',
  },
  page: {
    create: () => 'created the page',
    import: ({ after }) =>
      `imported a ${isRecord(after) && typeof after.product === 'string' ? after.product : 'Statuspage'} page`,
    ...settings('the general settings'),
  },
  look: settings('the appearance'),
  languages: settings('the languages'),
  preflight: settings('the checks'),
  email: settings('the email settings'),
  privacy: settings('the privacy settings'),
  ladder: settings('the severity scale'),
  escalation: settings('the reminders'),
  business_hours: settings('the business hours'),
  escalation_policy: {
    create: () => 'added the escalation policy',
    edit: () => 'edited the escalation policy',
    delete: () => 'deleted the escalation policy',
  },
  pagerduty: {
    create: () => 'set up PagerDuty',
    edit: () => 'changed the PagerDuty integration',
    delete: () => 'removed the PagerDuty integration',
  },
  rooms: settings('the incident rooms'),
  targets: settings('the targets'),
  checklist: {
    dismiss: () => 'hid the get-started list',
    badge: () => 'marked “Add a badge” as done',
  },
  template: {
    create: () => 'added the template',
    edit: () => 'edited the template',
    restore: () => 'restored an earlier version of the template',
    archive: () => 'archived the template',
    import: () => 'imported templates',
  },
  runbook: {
    create: () => 'added the runbook',
    edit: () => 'edited the runbook',
    restore: () => 'restored an earlier version of the runbook',
    archive: () => 'archived the runbook',
    import: () => 'imported runbooks',
    starters: () => 'added starter runbooks',
    automation: () => 'decided about automating the runbook',
  },
  runbook_run: {
    start: () => 'started the runbook',
    step: () => 'ticked a step of the runbook',
    end: () => 'ended a run of the runbook',
  },
  schedule: {
    create: () => 'added the on-call schedule',
    edit: () => 'edited the on-call schedule',
    archive: () => 'archived the on-call schedule',
    'rotation create': () => 'added a rotation to the on-call schedule',
    'rotation edit': () => 'changed a rotation of the on-call schedule',
    'rotation remove': () => 'ended a rotation of the on-call schedule',
    'rotation order': () => 'ordered the rotations of the on-call schedule',
    override: () => 'added an override to the on-call schedule',
    'no override': () => 'ended an override of the on-call schedule',
    import: () => 'imported the on-call schedule',
    'import alerts': () => 'imported alerts and escalation policies',
    calendar: () => 'made a calendar link for on-call shifts',
    'no calendar': () => 'turned off a calendar link for on-call shifts',
  },
  change: { create: () => 'reported the change' },
  github_hook: {
    create: () => 'set up deployments from GitHub',
    edit: () => 'changed which GitHub deployments count',
    'rotate secret': () => 'replaced the secret for GitHub',
    delete: () => 'turned off deployments from GitHub',
  },
  chat_workspace: {
    create: () => 'connected the Slack workspace',
    edit: () => 'replaced the token of the Slack workspace',
    delete: () => 'disconnected the Slack workspace',
    'add channel': () => 'added the Slack channel',
    'remove channel': () => 'removed the Slack channel',
  },
  chat_commands: {
    create: () => 'set up commands in Slack',
    edit: () => 'changed the commands in Slack',
    delete: () => 'turned off commands in Slack',
  },
  chat_person: {
    create: () => 'linked a Slack account',
    delete: () => 'unlinked a Slack account',
  },
  alert_source: {
    create: () => 'added the alert source',
    edit: () => 'changed the alert source',
    'rotate address': () => 'gave a new address to the alert source',
    delete: () => 'deleted the alert source',
  },
  alert: { acknowledge: () => 'acknowledged the alert' },
  alert_rule: {
    create: () => 'added the rule for alerts',
    edit: () => 'changed the rule for alerts',
    move: () => 'moved the rule for alerts',
    delete: () => 'deleted the rule for alerts',
    act: () => 'acted on an alert by the rule',
  },
  health_check: {
    create: () => 'added the health check',
    edit: () => 'changed the health check',
    'rotate address': () => 'gave a new address to the health check',
    delete: () => 'deleted the health check',
  },
  metric: {
    create: () => 'added the metric',
    edit: () => 'changed the metric',
    clear: () => 'deleted all values of the metric',
    delete: () => 'deleted the metric',
  },
  metrics_provider: {
    create: () => 'added a provider of metrics',
    edit: () => 'changed a provider of metrics',
    delete: () => 'deleted a provider of metrics with its metrics',
  },
  review_settings: settings('when postmortems are due'),
};
