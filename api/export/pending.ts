import { z } from 'zod';
import { impactOf, maxImpact } from '../domain/component/impact.ts';
import { componentsCalled } from '../domain/component/resolve.ts';
import { ComponentStatus, worst } from '../domain/component/status.ts';
import { isClosed, State } from '../domain/incident/incident.ts';
import { rollup } from '../domain/incident/rollup.ts';
import type { Snapshot, SnapshotIncident, SnapshotUpdate } from '../snapshot/snapshot.ts';

const PendingUpdate = z.object({
  state: State,
  body: z.string(),
  /** By the name or ID of a component. */
  components: z.record(z.string(), ComponentStatus),
  /** UTC ms. */
  at: z.number(),
  notifies: z.boolean(),
});

/** An incident that was published as files only, and what of it the page has by now. */
export const PendingIncident = z.object({
  id: z.string(),
  name: z.string(),
  updates: z.array(PendingUpdate).min(1),
  /** Repeating its first call makes no second incident. */
  key: z.string(),
  /** The page’s ID for it, once it is there. */
  syncedId: z.string().nullable(),
  syncedUpdates: z.number(),
});
export type PendingIncident = z.infer<typeof PendingIncident>;
type Pending = PendingIncident['updates'][number];

/** The snapshot as if these incidents had been published. Throws a sentence for an unknown component. */
export function withPending(snapshot: Snapshot, pending: readonly PendingIncident[], now: number) {
  return pending.reduce(
    (shown, incident) => (isThere(shown, incident) ? shown : withIncident(shown, incident)),
    { ...snapshot, builtAt: now, version: snapshot.version + 1 },
  );
}

const isThere = ({ incidents }: Snapshot, { syncedId, syncedUpdates, updates }: PendingIncident) =>
  syncedUpdates === updates.length && incidents.some(({ id }) => id === syncedId);

function withIncident(snapshot: Snapshot, pending: PendingIncident): Snapshot {
  const known = snapshot.incidents.find(({ id }) => id === (pending.syncedId ?? pending.id));
  const fresh = pending.updates.slice(
    known && known.id === pending.syncedId ? pending.syncedUpdates : 0,
  );
  let { components } = snapshot;
  const updates: SnapshotUpdate[] = [...(known?.updates ?? [])];
  for (const [n, update] of fresh.entries()) {
    const changes = changesOf(components, update);
    const statuses = new Map(changes.map((change) => [change.componentId, change.newStatus]));
    components = components.map((one) => ({ ...one, status: statuses.get(one.id) ?? one.status }));
    updates.unshift({
      ...{ id: `${pending.id.slice(0, 9)}${String(n).padStart(3, '0')}`, seq: updates.length + 1 },
      ...{ state: update.state, notice: null, body: update.body, changes },
      ...{ nextUpdateBy: null, correctedAt: null, deliverNotifications: update.notifies },
      ...{ displayAt: update.at, createdAt: update.at, updatedAt: update.at },
    });
  }
  components = components.map((one) =>
    one.group
      ? {
          ...one,
          status: worst(components.filter((c) => c.groupId === one.id).map((c) => c.status)),
        }
      : one,
  );
  const incident = incidentOf(pending, updates, known);
  const incidents = [incident, ...snapshot.incidents.filter(({ id }) => id !== incident.id)];
  const leaves = components.filter(({ group }) => !group).map(({ status }) => status);
  const raised = incidents.filter((one) => one.resolvedAt === null && one.impactOverridden);
  return {
    ...snapshot,
    ...{ components, incidents },
    status: rollup(
      leaves,
      raised.map(({ impact }) => impact),
    ),
    days: snapshot.days.map((day, i) =>
      !known && i === 0 ? { ...day, incidents: day.incidents + 1 } : day,
    ),
  };
}

function incidentOf(
  pending: PendingIncident,
  updates: SnapshotUpdate[],
  known: SnapshotIncident | undefined,
): SnapshotIncident {
  const [newest, first] = [updates[0], updates.at(-1)];
  if (!newest || !first) throw new Error(`${pending.id} has no update.`);
  const changes = updates.flatMap((update) => update.changes);
  const worstOf = updates.map((update) => impactOf(update.changes.map((one) => one.newStatus)));
  const at = newest.displayAt;
  return {
    ...(known ?? {
      ...{ id: pending.id, kind: 'incident', name: pending.name, impactOverridden: false },
      ...{ scheduledFor: null, scheduledUntil: null, startedAt: first.displayAt },
      ...{ createdAt: first.displayAt, monitoringAt: null },
    }),
    ...{ state: newest.state, updates, updatedAt: at, nextUpdateBy: null },
    impact: worstOf.reduce(maxImpact, known?.impact ?? 'none'),
    resolvedAt: isClosed(newest.state) ? at : null,
    componentIds: [
      ...new Set([...(known?.componentIds ?? []), ...changes.map((one) => one.componentId)]),
    ],
  };
}

function changesOf(components: Snapshot['components'], { components: given }: Pending) {
  return Object.entries(given).map(([called, newStatus]) => {
    const [found, other] = componentsCalled(components, called).filter(({ group }) => !group);
    if (!found) throw new Error(`There is no component “${called}”.`);
    if (other) throw new Error(`Several are called “${called}”. Write “Group - Name”.`);
    return { componentId: found.id, name: found.name, oldStatus: found.status, newStatus };
  });
}
