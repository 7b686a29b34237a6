import { componentsByIds } from '../../db/component.ts';
import { findIncident } from '../../db/incident.ts';
import { type FrozenText, type Notification, supersededUpdates } from '../../db/notification.ts';
import { findPage } from '../../db/page.ts';
import { updateMail } from '../../templates/email/update.ts';
import type { Sending } from './sending.ts';

/** The one text of a notification, for all its recipients. Null when the update is gone. */
export async function renderNotification(
  on: Sending,
  told: Notification,
): Promise<FrozenText | null> {
  const [page, incident, affected, untold] = await Promise.all([
    findPage(on.db, told.pageId),
    findIncident(on.db, told.pageId, told.incidentId),
    componentsByIds(on.db, told.componentIds ?? []),
    supersededUpdates(on.db, told.id),
  ]);
  const update = incident?.updates.find((candidate) => candidate.id === told.updateId);
  if (!page || !incident || !update) return null;
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
    body: update.body,
    at: update.createdAt,
    nextUpdateBy: update.nextUpdateBy,
    earlier: incident.updates
      .filter((candidate) => untold.includes(candidate.id))
      .sort((a, b) => b.seq - a.seq)
      .map(({ state, body, createdAt }) => ({ state, body, at: createdAt })),
    components: affected.map((c) => ({ name: c.name, status: changed.get(c.id) ?? c.status })),
  });
  return { from: on.from, ...mail };
}
