import { z } from 'zod';
import {
  alertTitle,
  cutText,
  type InboundAlert,
  labelsIn,
  linksIn,
  MAX_ALERTS,
  refusalOf,
  type SenderParser,
  timeOf,
} from '../inbound.ts';

const Texts = z.record(z.string(), z.unknown()).nullish();

/** Alertmanager's webhook, version 4, and Grafana's, which has the same shape and more links. */
const Group = z.looseObject({
  groupKey: z.string().nullish(),
  externalURL: z.string().nullish(),
  alerts: z
    .array(
      z.looseObject({
        status: z.enum(['firing', 'resolved']),
        labels: Texts,
        annotations: Texts,
        startsAt: z.string().nullish(),
        endsAt: z.string().nullish(),
        fingerprint: z.string().nullish(),
      }),
    )
    .min(1)
    .max(MAX_ALERTS),
});
type Group = z.infer<typeof Group>;

const parserFor =
  (sender: string): SenderParser =>
  (body) => {
    const parsed = Group.safeParse(body);
    if (!parsed.success) return refusalOf(sender, parsed.error);
    return { alerts: parsed.data.alerts.map((alert) => alertIn(parsed.data, alert)) };
  };

export const parseAlertmanager = parserFor('Alertmanager');
export const parseGrafana = parserFor('Grafana');

function alertIn(group: Group, given: Group['alerts'][number]): InboundAlert {
  const labels = labelsIn(given.labels);
  const annotations = labelsIn(given.annotations);
  const startsAt = timeOf(given.startsAt);
  // While an alert fires, its end is in the year 1, or when the sender would give up on it.
  const endsAt = given.status === 'resolved' ? timeOf(given.endsAt) : null;
  const order = given.status === 'resolved' ? (endsAt ?? startsAt) : startsAt;
  const known = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    fingerprint: given.fingerprint || JSON.stringify(known),
    episode: startsAt === null ? null : String(given.startsAt),
    groupKey: cutText(group.groupKey ?? labels.alertname ?? '', 300),
    status: given.status,
    title: alertTitle(annotations.summary, labels.alertname, annotations.description),
    severity: labels.severity ?? '',
    labels,
    annotations,
    links: linksIn([
      ['Runbook', annotations.runbook_url],
      ['Dashboard', given.dashboardURL],
      ['Panel', given.panelURL],
      ['Source', given.generatorURL],
      ['Silence', given.silenceURL],
      ['Alertmanager', group.externalURL],
    ]),
    startsAt,
    endsAt,
    changedAt: order,
  };
}
