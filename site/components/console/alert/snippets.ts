import type { AlertSourceKind } from '../../../../api/domain/alert/source.ts';

/** What to paste where, for each sender; docs/alerts.md says more. */
export type Snippet = { steps: string; code: string };

const TEMPLATE = {
  id: '$ID',
  alert_id: '$ALERT_ID',
  alert_cycle_key: '$ALERT_CYCLE_KEY',
  title: '$EVENT_TITLE',
  body: '$TEXT_ONLY_MSG',
  alert_title: '$ALERT_TITLE',
  alert_type: '$ALERT_TYPE',
  alert_transition: '$ALERT_TRANSITION',
  alert_scope: '$ALERT_SCOPE',
  priority: '$ALERT_PRIORITY',
  tags: '$TAGS',
  link: '$LINK',
  date: '$DATE',
};

export const snippetOf = (kind: AlertSourceKind, url: string): Snippet => snippets[kind](url);

const snippets: Record<AlertSourceKind, (url: string) => Snippet> = {
  alertmanager: (url) => ({
    steps:
      'Add this receiver to alertmanager.yml and name it in a route. Where this source has a secret, send it as the bearer token.',
    code: `receivers:
  - name: allclear
    webhook_configs:
      - url: ${url}
        send_resolved: true
        # http_config:
        #   authorization:
        #     credentials: SECRET`,
  }),
  grafana: (url) => ({
    steps:
      'In Grafana, open Alerting → Contact points → New, choose Webhook, and paste this URL. Where this source has a secret, set it under HMAC signature, with the timestamp header X-Grafana-Alerting-Timestamp.',
    code: url,
  }),
  pagerduty: (url) => ({
    steps:
      'In PagerDuty, open Integrations → Generic Webhooks (v3) → New, paste this URL and select the incident events. Then paste the secret that PagerDuty shows into this source.',
    code: url,
  }),
  datadog: (url) => ({
    steps: `In Datadog, open Integrations → Webhooks → New, with the URL ${url} and this payload. Then name the webhook in your monitors. Where this source has a secret, add the custom header {"Authorization": "Bearer SECRET"}.`,
    code: JSON.stringify(TEMPLATE, null, 2),
  }),
  opsgenie: (url) => ({
    steps:
      'Add a Webhook integration and paste this URL. Turn on “Add alert description” and “Add alert details”. Where this source has a secret, add the header Authorization: Bearer SECRET.',
    code: url,
  }),
  generic: (url) => ({
    steps:
      'Post JSON with a title. A status of “resolved” or “ok” ends the alert with the same id.',
    code: `curl ${url} \\
  -H "Content-Type: application/json" \\
  -d '{"id":"disk-7","title":"Disk full on db-7","status":"firing","severity":"critical","labels":{"host":"db-7"}}'`,
  }),
  email: (url) => ({
    steps:
      'Let the inbound webhook of your email provider (Postmark, Mailgun, SendGrid or Resend) post to this URL. A subject that begins with “Resolved” or “[OK]” ends the alert.',
    code: url,
  }),
};
