const COMPONENT = 'q7w2m9x4k1tz';
const INCIDENT = 'h3n8c5v0b6rd';
const SCHEDULE = 's5d1f8g3j7lk';
const PERSON = 'ada@example.com';

const template = {
  template: {
    name: 'Slow answers',
    body: 'Some requests take longer than usual. We are looking into it.',
    update_status: 'investigating',
    component_ids: [COMPONENT],
  },
};
const policy = {
  escalation_policy: {
    name: 'Payments',
    levels: [
      { after: 0, targets: [{ type: 'schedule', id: SCHEDULE }] },
      { after: 15, targets: [{ type: 'person', id: PERSON }], acknowledged_by: 'any' },
    ],
    repeats: 1,
    repeat_after: 30,
  },
};
const alertSettings = {
  conditions: [{ field: 'label', name: 'service', op: 'equals', value: 'checkout' }],
  action: 'draft',
  group_by: 'sender',
  holds_for: 2,
  title: '{{ labels.service }} has a problem',
};
const rotation = {
  rotation: {
    name: 'Primary',
    people: [PERSON, 'lin@example.com'],
    unit: 'week',
    every: 1,
    starts_at: '2026-12-07T09:00:00Z',
  },
};
const subscribers = { subscribers: ['m4k9w2x7q1tz', 'b6r0v5c8n3hd'] };

/**
 * A body for each operation that takes JSON, by method and path. A `put` is the same as its `patch`
 * unless it has one of its own. Where ids stand, those of the reader’s own page belong.
 */
export const examples: Readonly<Record<string, object>> = {
  'post /incidents': {
    incident: {
      name: 'Elevated API errors',
      status: 'investigating',
      body: 'Some requests to our API fail. We are looking into it.',
      components: { [COMPONENT]: 'partial_outage' },
      impact_override: 'minor',
      deliver_notifications: true,
    },
  },
  'patch /incidents/{id}': {
    incident: {
      status: 'resolved',
      body: 'The errors have stopped. All requests succeed again.',
      components: { [COMPONENT]: 'operational' },
    },
  },
  'patch /incidents/{id}/incident_updates/{update}': {
    incident_update: {
      body: 'Some requests to our API failed between 10:00 and 10:20 UTC.',
      display_at: '2026-11-20T10:05:00Z',
    },
  },
  'put /incidents/{id}/postmortem': {
    postmortem: { body_draft: 'A full disk stopped our queue. We have added an alert.' },
  },
  'put /incidents/{id}/postmortem/publish': { postmortem: { notify_subscribers: true } },
  'post /components': {
    component: {
      name: 'Payments',
      status: 'operational',
      group_name: 'Checkout',
      description: 'Card and bank payments.',
      showcase: true,
      start_date: '2026-01-10',
    },
  },
  'patch /components/{id}': { component: { status: 'degraded_performance' } },
  'post /component-groups': { component_group: { name: 'Checkout', components: [COMPONENT] } },
  'patch /component-groups/{id}': { component_group: { name: 'Payments', display: 'expanded' } },
  'post /incident_templates': template,
  'patch /incident_templates/{id}': template,
  'post /page_access_users': { page_access_user: { email: 'reader@example.com' } },

  'post /subscribers': { subscriber: { email: 'reader@example.com', component_ids: [COMPONENT] } },
  'post /incidents/{id}/subscribers': { subscriber: { email: 'reader@example.com' } },
  'patch /subscribers/{id}': { subscriber: { component_ids: [COMPONENT] } },
  'post /subscribers/unsubscribe': subscribers,
  'post /subscribers/reactivate': subscribers,
  'post /subscribers/resend_confirmation': subscribers,

  'post /incidents/{id}/events': {
    event: { kind: 'decision', text: 'Roll back to v411', at: '2026-11-20T10:12:00Z' },
  },
  'patch /incidents/{id}/events/{event}': { event: { pinned: true } },
  'patch /incidents/{id}/roles': { roles: { commander: PERSON, scribe: null } },
  'patch /incidents/{id}/triage': { triage: { what_is_broken: 'Card payments', since: '10:02' } },
  'post /incidents/{id}/milestones': { milestone: { kind: 'mitigated', level: 'partial' } },
  'post /incidents/{id}/internal_updates': {
    internal_update: {
      current_state: 'Card payments fail in Europe.',
      what_we_are_doing: 'Rolling back v412.',
      next_update_by: '2026-11-20T10:45:00Z',
    },
  },
  'patch /incidents/{id}/checklist': { checklist: { phase: 'contain' } },
  'patch /incidents/{id}/links': { links: { bridge: 'https://meet.example.com/incident' } },
  'post /incidents/{id}/timers': {
    timer: { action: 'Restart the queue', owner: 'Ada', minutes: 10 },
  },
  'patch /incidents/{id}/timers/{timer}': { timer: { do: 'more', minutes: 5 } },
  'post /incidents/{id}/hypotheses': { hypothesis: { text: 'The queue is full.' } },
  'patch /incidents/{id}/hypotheses/{hypothesis}': {
    hypothesis: { state: 'confirmed', evidence: 'https://graphs.example.com/queue' },
  },
  'post /incidents/{id}/nudges/{nudge}/dismiss': { nudge: { answer: 'Ada has it.' } },
  'patch /incidents/{id}/access': { access: { visibility: 'restricted', people: [PERSON] } },
  'patch /incidents/{id}/escalation': { escalation: { business_impact: true } },
  'post /incidents/{id}/handover': {
    handover: { to: 'lin@example.com', next_steps: 'Watch the queue until 12:00.' },
  },
  'patch /incidents/{id}/handover/{handover}': { handover: { do: 'accept' } },
  'patch /room_settings': { room_settings: { bridge: 'https://meet.example.com/incidents' } },
  'post /drills': { drill: { scenario: 'database', speed: 10, participants: [PERSON] } },
  'patch /drills/{id}': { drill: { do: 'end' } },

  'post /schedules': { schedule: { name: 'Primary', time_zone: 'Europe/Berlin' } },
  'patch /schedules/{id}': { schedule: { name: 'Payments' } },
  'post /schedules/{id}/rotations': rotation,
  'patch /schedules/{id}/rotations/{rotation}': rotation,
  'post /schedules/{id}/overrides': {
    override: { person: PERSON, from: '2026-12-24T09:00:00Z', until: '2026-12-25T09:00:00Z' },
  },
  'post /shift_handovers': {
    shift_handover: { schedule: SCHEDULE, at: '2026-12-07T09:00:00Z', notes: 'A quiet week.' },
  },
  'patch /shift_handovers/{id}': { shift_handover: { do: 'accept' } },
  'post /shift_handovers/{id}/check_in': { check_in: { load: 3, line: 'Two nights in a row.' } },
  'put /shift_handovers/{id}/check_in': { check_in: { load: 3 } },
  'patch /severities/{severity}': { severity: { acknowledge_within: 5, update_every: 30 } },
  'post /escalation_policies': policy,
  'patch /escalation_policies/{id}': { escalation_policy: { repeats: 2 } },
  'patch /business_hours': {
    business_hours: {
      time_zone: 'Europe/Berlin',
      holidays: [{ date: '2026-12-25', name: 'Christmas' }],
    },
  },

  'post /alert_sources': { alert_source: { name: 'Production', kind: 'alertmanager' } },
  'patch /alert_sources/{id}': { alert_source: { enabled: false } },
  'post /alert_rules': { alert_rule: { name: 'Checkout', mode: 'dry', settings: alertSettings } },
  'patch /alert_rules/{id}': { alert_rule: { position: 1, settings: { holds_for: 5 } } },
  'post /checks': {
    check: {
      ...{ name: 'Checkout', kind: 'http', component_id: COMPONENT, when_down: 'draft' },
      settings: { url: 'https://shop.example.com/health', pointer: '/status', equals: 'ok' },
    },
  },
  'post /metrics_providers': { metrics_provider: { type: 'Self' } },
  'patch /metrics_providers/{id}': { metrics_provider: { type: 'Self' } },
  'post /metrics_providers/{id}/metrics': {
    metric: { name: 'Response time of the API', suffix: 'ms', decimal_places: 0 },
  },
  'patch /metrics/{id}': { metric: { display: true, on_front_page: true } },
  'post /metrics/data': {
    data: { m2c7k9q4w1tz: [{ timestamp: 1_796_385_600, value: 182 }] },
  },
  'post /metrics/{id}/data': { data: { timestamp: 1_796_385_600, value: 182 } },
  'post /vendors': {
    vendor: { component_id: COMPONENT, address: 'www.githubstatus.com', part: 'Git Operations' },
  },
  'patch /vendors/{id}': { vendor: { drafts: true } },
  'patch /checks/{id}': { check: { every: 1, down_after: 3 } },
  'post /changes': {
    change: {
      kind: 'deploy',
      ref: 'payments v412',
      by: 'Ada',
      url: 'https://git.example.com/payments/412',
      components: ['Payments'],
    },
  },

  'post /runbooks': {
    runbook: {
      title: 'The queue is full',
      body: '1. Look at the graph.\n2. Restart the workers.',
      components: ['Payments'],
      alert_names: ['QueueFull'],
    },
  },
  'patch /runbooks/{id}': { runbook: { title: 'The queue of payments is full' } },
  'put /runbooks/{id}/automation': { automation: { decision: 'planned' } },
  'post /runbooks/{id}/runs': { run: { incident_id: INCIDENT } },
  'patch /runbooks/{id}/runs/{run}': {
    run: { outcome: 'worked', note: 'The restart was enough.' },
  },

  'post /reviews': { review: { incident_id: INCIDENT } },
  'post /reviews/not_needed': { review: { incident_id: INCIDENT, reason: 'A duplicate' } },
  'patch /reviews/{id}': {
    review: {
      summary: 'A full disk stopped the queue of payments for 20 minutes.',
      root_cause: 'Nothing removed old files.',
      minutes_down: 20,
      lessons: ['Alert on free space.'],
    },
  },
  'post /reviews/{id}/send_back': { review: { note: 'Name the cause.' } },
  'post /action_items': {
    action_item: { title: 'Add a limit to the queue', incident_id: INCIDENT, due_on: '2026-12-24' },
  },
  'patch /action_items/{id}': { action_item: { due_on: '2027-01-15' } },
};
