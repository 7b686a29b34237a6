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

const Time = z.union([z.number(), z.string()]).nullish();

/** Opsgenie's webhook, which Jira Service Management and others copy. */
const Body = z.looseObject({
  action: z.string(),
  alert: z
    .looseObject({
      alertId: z.string().min(1),
      alias: z.string().nullish(),
      message: z.string().nullish(),
      description: z.string().nullish(),
      priority: z.string().nullish(),
      entity: z.string().nullish(),
      source: z.string().nullish(),
      tags: z.array(z.string()).nullish(),
      details: z.record(z.string(), z.unknown()).nullish(),
      createdAt: Time,
      updatedAt: Time,
    })
    .nullish(),
});

const actions: Record<string, AlertStatus> = {
  create: 'firing',
  unacknowledge: 'firing',
  acknowledge: 'acknowledged',
  close: 'resolved',
  delete: 'resolved',
};

export const parseOpsgenie: SenderParser = (body) => {
  const parsed = Body.safeParse(body);
  if (!parsed.success) return refusalOf('Opsgenie', parsed.error);
  const { action, alert } = parsed.data;
  const status = actions[action.toLowerCase()];
  if (!status || !alert) return { ignored: `“${action.slice(0, 80)}” changes no alert.` };
  const createdAt = timeOf(alert.createdAt);
  const changedAt = timeOf(alert.updatedAt) ?? createdAt;
  return {
    alerts: [
      {
        fingerprint: alert.alertId,
        episode: '',
        groupKey: cutText(alert.alias || alert.alertId, 300),
        status,
        title: alertTitle(alert.message, alert.alias),
        severity: cutText(alert.priority ?? '', 60),
        labels: labelsIn({
          ...alert.details,
          alias: alert.alias,
          entity: alert.entity,
          source: alert.source,
          priority: alert.priority,
          tags: alert.tags?.join(','),
        }),
        annotations: labelsIn({ description: alert.description }),
        links: linksIn([['Link', alert.details?.url]]),
        startsAt: createdAt,
        endsAt: status === 'resolved' ? changedAt : null,
        changedAt,
      },
    ],
  };
};
