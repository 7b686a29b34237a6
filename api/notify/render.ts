import { type FrozenText, type Notification, textFacts } from '../../db/notification.ts';
import { updateMail } from '../../templates/email/update.ts';
import type { Sending } from './sending.ts';

/** The one text of a notification, for all its recipients. */
export async function renderNotification(on: Sending, told: Notification): Promise<FrozenText> {
  const { page, incident, components, untold } = await textFacts(on.db, told);
  const update = incident?.updates.find((candidate) => candidate.id === told.updateId);
  if (!page || !incident || !update) throw new Error('its update is gone');
  const changed = new Map(update.changes.map((change) => [change.componentId, change.newStatus]));
  const mail = await updateMail({
    pageName: page.name,
    pageUrl: `${on.baseUrl}/`,
    zone: page.timeZone,
    incident: {
      name: incident.name,
      url: `${on.baseUrl}/incidents/${incident.id}`,
      scheduledFor: incident.scheduledFor,
      scheduledUntil: incident.scheduledUntil,
    },
    state: update.state,
    notice: update.notice,
    body: update.body,
    at: update.createdAt,
    nextUpdateBy: update.nextUpdateBy,
    earlier: incident.updates
      .filter((candidate) => untold.includes(candidate.id))
      .sort((a, b) => b.seq - a.seq)
      .map(({ state, notice, body, createdAt }) => ({ state, notice, body, at: createdAt })),
    components: components.map((c) => ({ name: c.name, status: changed.get(c.id) ?? c.status })),
  });
  return { from: on.from, ...mail };
}
