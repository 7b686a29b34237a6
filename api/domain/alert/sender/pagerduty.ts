import { z } from 'zod';
import {
  type AlertStatus,
  alertTitle,
  cutText,
  labelsIn,
  linksIn,
  refusalOf,
  type SenderParser,
  timeOf,
} from '../inbound.ts';

const Reference = z.looseObject({ id: z.string().nullish(), summary: z.string().nullish() });

const Envelope = z.looseObject({
  event: z.looseObject({
    id: z.string(),
    event_type: z.string(),
    occurred_at: z.string().nullish(),
    data: z.looseObject({ type: z.string().nullish() }).nullish(),
  }),
});

const PagedIncident = z.looseObject({
  id: z.string().min(1),
  status: z.enum(['triggered', 'acknowledged', 'resolved']),
  title: z.string().nullish(),
  html_url: z.string().nullish(),
  incident_key: z.string().nullish(),
  created_at: z.string().nullish(),
  service: Reference.nullish(),
  escalation_policy: Reference.nullish(),
  priority: Reference.nullish(),
  urgency: z.string().nullish(),
  conference_bridge: z.looseObject({ conference_url: z.string().nullish() }).nullish(),
});

const statuses: Record<z.infer<typeof PagedIncident>['status'], AlertStatus> = {
  triggered: 'firing',
  acknowledged: 'acknowledged',
  resolved: 'resolved',
};

/** PagerDuty's webhooks V3: one event about one incident. */
export const parsePagerDuty: SenderParser = (body) => {
  const envelope = Envelope.safeParse(body);
  if (!envelope.success) return refusalOf('PagerDuty', envelope.error);
  const { event } = envelope.data;
  if (event.data?.type !== 'incident')
    return { ignored: `“${event.event_type.slice(0, 80)}” says nothing about an alert.` };
  const parsed = PagedIncident.safeParse(event.data);
  if (!parsed.success) return refusalOf('PagerDuty', parsed.error);
  const incident = parsed.data;
  const status = statuses[incident.status];
  const occurredAt = timeOf(event.occurred_at);
  const startsAt = timeOf(incident.created_at);
  const service = incident.service?.summary ?? '';
  return {
    alerts: [
      {
        fingerprint: incident.id,
        episode: '',
        groupKey: cutText(service || incident.id, 300),
        status,
        title: alertTitle(incident.title, service),
        severity: cutText(incident.priority?.summary ?? '', 60),
        labels: labelsIn({
          service,
          urgency: incident.urgency,
          priority: incident.priority?.summary,
          escalation_policy: incident.escalation_policy?.summary,
          incident_key: incident.incident_key,
        }),
        annotations: {},
        links: linksIn([
          ['PagerDuty', incident.html_url],
          ['Bridge', incident.conference_bridge?.conference_url],
        ]),
        startsAt: startsAt ?? occurredAt,
        endsAt: status === 'resolved' ? occurredAt : null,
        changedAt: occurredAt,
      },
    ],
  };
};
