import type { Component } from '../../../../db/component/component.ts';
import type { NotifiedUpdate } from '../../port/channel.ts';

/** The updates that this one replaces, oldest first, each with the incident as it was then. */
export function earlierEvents(event: NotifiedUpdate): NotifiedUpdate[] {
  if (event.isDigest) return [];
  const { incident, update: newest, supersededUpdates } = event;
  return incident.updates
    .filter(({ id, seq }) => seq < newest.seq && supersededUpdates.includes(id))
    .sort((a, b) => a.seq - b.seq)
    .map((update) => {
      const at = update.createdAt;
      const before = (moment: number | null) => (moment !== null && moment <= at ? moment : null);
      return {
        ...event,
        update,
        correctedAt: null,
        supersededUpdates: [],
        incident: {
          ...incident,
          state: update.state,
          updatedAt: at,
          monitoringAt: before(incident.monitoringAt),
          resolvedAt: before(incident.resolvedAt),
          updates: incident.updates.filter(({ seq }) => seq <= update.seq),
        },
      };
    });
}

/** Components with the statuses that they had before the later ones of `updates`. */
export function componentsAt(
  components: readonly Component[],
  { update }: NotifiedUpdate,
  updates: NotifiedUpdate['incident']['updates'],
): Component[] {
  const later = updates.filter(({ seq }) => seq > update.seq).sort((a, b) => b.seq - a.seq);
  const changes = later.flatMap((one) => one.changes);
  const statuses = new Map(changes.map((change) => [change.componentId, change.oldStatus]));
  return components.map((component) => ({
    ...component,
    status: statuses.get(component.id) ?? component.status,
  }));
}
