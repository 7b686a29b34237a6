import type { PendingIncident } from '../../export/pending.ts';
import { type Api, allOf, ClientError, componentCalled } from './api.ts';
import { writeQueue } from './queue.ts';

type Shown = {
  id: string;
  incident_updates: { id: string; status: string; body: string; display_at: string }[];
};

/**
 * Publishes to the page what only the static copy has, with the times at which readers saw it, and
 * returns how many updates that were. Stopped at any point, it goes on from there; twice is once.
 */
export async function syncQueue(api: Api, queue: readonly PendingIncident[], file: string) {
  const entries = structuredClone([...queue]);
  const left = entries.filter(({ updates, syncedUpdates }) => syncedUpdates < updates.length);
  const components = left.length > 0 ? await allOf(api, '/components') : [];
  const idOf = (called: string) => componentCalled(components, called).id;
  let published = 0;
  for (const entry of left)
    while (entry.syncedUpdates < entry.updates.length) {
      const shown = await publishNext(api, entry, idOf);
      entry.syncedId = shown.id;
      await backdate(api, shown, entry.updates[entry.syncedUpdates]);
      entry.syncedUpdates++;
      writeQueue(file, entries);
      published++;
    }
  return published;
}

/** One email at most: only the newest update notifies. */
async function publishNext(
  api: Api,
  entry: PendingIncident,
  idOf: (called: string) => string,
): Promise<Shown> {
  const update = entry.updates[entry.syncedUpdates];
  if (!update) throw new Error(`${entry.id} has no update ${entry.syncedUpdates}.`);
  const isNewest = entry.syncedUpdates === entry.updates.length - 1;
  const incident = {
    ...{ status: update.state, body: update.body },
    components: Object.fromEntries(
      Object.entries(update.components).map(([called, status]) => [idOf(called), status]),
    ),
    deliver_notifications: isNewest && update.notifies,
  };
  if (entry.syncedId === null) {
    const opened = { name: entry.name, ...incident };
    return (await api.send('POST', '/incidents', { incident: opened }, entry.key)) as Shown;
  }
  const path = `/incidents/${entry.syncedId}`;
  // The reply of an earlier try may have been lost.
  const known = (await api.get(path)) as Shown;
  const isPublished =
    known.incident_updates.length > entry.syncedUpdates &&
    known.incident_updates.some(
      ({ status, body }) => status === update.state && body === update.body,
    );
  if (isPublished) return known;
  return (await api.send('PATCH', path, { incident })) as Shown;
}

/** The time at which readers saw it. A token that may not correct times leaves that of now. */
async function backdate(
  api: Api,
  { id, incident_updates }: Shown,
  update?: { body: string; at: number },
) {
  const row = incident_updates.find(({ body }) => body === update?.body);
  if (!row || !update) return;
  const incident_update = { display_at: new Date(update.at).toISOString() };
  try {
    await api.send('PATCH', `/incidents/${id}/incident_updates/${row.id}`, { incident_update });
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    console.error(`The time of an update stays that of now: ${error.message}`);
  }
}
