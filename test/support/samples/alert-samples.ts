import type { AlertSourceKind } from '../../../api/domain/alert/source.ts';

/** A documented payload of each sender, firing and resolving, with a key of its own. Data is invented. */
type Samples = Record<AlertSourceKind, (state: 'firing' | 'resolved', key: string) => object>;

const START = '2026-11-20T10:00:00.123456789Z';
const END = '2026-11-20T10:20:00.5Z';
const UNSET = '0001-01-01T00:00:00Z';

export const alertSamples: Samples = {
  alertmanager: (state, key) => ({
    ...{ version: '4', truncatedAlerts: 0, status: state, receiver: 'status' },
    groupKey: `{}:{alertname="${key}"}`,
    groupLabels: { alertname: key },
    commonLabels: { alertname: key, severity: 'critical' },
    commonAnnotations: { summary: `${key} is down` },
    externalURL: 'http://am.acme.example:9093',
    alerts: [
      {
        status: state,
        labels: { alertname: key, severity: 'critical', component: 'api' },
        annotations: { summary: `${key} is down` },
        ...{ startsAt: START, endsAt: state === 'firing' ? UNSET : END },
        generatorURL: 'http://prom.acme.example/graph?g0.expr=up',
        fingerprint: `fp-${key}`,
      },
    ],
  }),
  grafana: (state, key) => ({
    ...{ receiver: 'status', status: state, orgId: 1, version: '1', truncatedAlerts: 0 },
    alerts: [
      {
        status: state,
        labels: { alertname: key, severity: 'critical', grafana_folder: 'Prod' },
        annotations: { summary: `${key} is down`, runbook_url: 'https://wiki.acme.example/run' },
        ...{ startsAt: '2026-11-20T11:00:00+01:00', endsAt: state === 'firing' ? UNSET : END },
        ...{ generatorURL: 'https://grafana.acme.example/alerting/1', fingerprint: `gf-${key}` },
        silenceURL: 'https://grafana.acme.example/alerting/silence/new',
        ...{ dashboardURL: '', panelURL: '', values: { B: 44.2 }, valueString: '[ value=44.2 ]' },
      },
    ],
    ...{ groupLabels: {}, commonLabels: {}, commonAnnotations: {} },
    externalURL: 'https://grafana.acme.example/',
    groupKey: `{}/{}:{alertname="${key}"}`,
    ...{ title: '[FIRING:1]', state: 'alerting', message: '**Firing**' },
  }),
  pagerduty: (state, key) => ({
    event: {
      id: `01EVT-${key}-${state}`,
      event_type: state === 'firing' ? 'incident.triggered' : 'incident.resolved',
      resource_type: 'incident',
      occurred_at: state === 'firing' ? '2026-11-20T10:00:00.169Z' : '2026-11-20T10:20:00.500Z',
      ...{ agent: null, client: { name: 'Monitoring' } },
      data: {
        ...{ id: `P-${key}`, type: 'incident', number: 42, incident_key: 'k1' },
        self: 'https://api.pagerduty.com/incidents/PGR0VU9',
        html_url: 'https://acme.pagerduty.com/incidents/PGR0VU9',
        status: state === 'firing' ? 'triggered' : 'resolved',
        ...{ created_at: '2026-11-20T10:00:00Z', title: `${key} is down` },
        service: { id: 'PF9KMXX', summary: 'API', type: 'service_reference', self: '' },
        escalation_policy: { id: 'PUS0KTX', summary: 'Default', self: '', type: 'x_reference' },
        ...{ assignees: [], teams: [], priority: null, urgency: 'high' },
        ...{ conference_bridge: null, resolve_reason: null },
      },
    },
  }),
  datadog: (state, key) => ({
    ...{ id: `evt-${state}`, alert_id: '12345', alert_cycle_key: `cycle-${key}` },
    ...{ aggreg_key: '$AGGREG_KEY', title: `[Triggered] ${key} is down`, body: '@webhook-status' },
    ...{ alert_title: `${key} is down`, alert_type: 'error', alert_metric: '$ALERT_METRIC' },
    alert_transition: state === 'firing' ? 'Triggered' : 'Recovered',
    ...{ alert_status: '', alert_scope: 'env:prod,service:cards', priority: 'P1' },
    ...{ tags: 'env:prod,service:cards,monitor', hostname: 'db-7' },
    link: 'https://app.datadoghq.com/event/event?id=1',
    date: state === 'firing' ? '1795168800169' : '1795170000500',
    ...{ event_type: 'metric_alert_monitor', last_updated: '1795168800000' },
    org: { id: '1', name: 'acme' },
  }),
  opsgenie: (state, key) => ({
    action: state === 'firing' ? 'Create' : 'Close',
    source: { name: 'web', type: 'API' },
    ...{ integrationId: 'aa', integrationName: 'Webhook' },
    alert: {
      ...{ alertId: `og-${key}`, message: `${key} is down`, alias: `alias-${key}`, tinyId: '23' },
      ...{ tags: ['prod', 'cards'], teams: [], entity: 'db-7', priority: 'P1', userId: '' },
      ...{ username: 'dee@acme.example', source: 'db', createdAt: 1_795_168_800_169 },
      // In nanoseconds, as Opsgenie has it.
      updatedAt: state === 'firing' ? 1_795_168_800_169_000_000 : 1_795_170_000_500_000_000,
      details: { region: 'eu' },
    },
  }),
  generic: (state, key) => ({
    ...{ id: key, title: `${key} is down`, status: state, severity: 'critical' },
    ...{ labels: { host: 'db-7' }, url: 'https://example.com/a', started_at: START },
    ...(state === 'resolved' ? { ended_at: END } : {}),
  }),
  email: (state, key) => ({
    ...{ FromName: 'Monitor', From: 'monitor@acme.example', To: 'x@in.example' },
    Subject: `${state === 'firing' ? '[FIRING]' : '[RESOLVED]'} ${key} is down`,
    MessageID: `${key}-${state}`,
    Date: `Fri, 20 Nov 2026 ${state === 'firing' ? '10:00' : '10:20'}:00 +0000`,
    TextBody: 'More than 5% of requests fail.',
  }),
};
