import type { AppContext } from '../../context/context.ts';
import { notFound } from '../../core/problem.ts';
import type { Snapshot, SnapshotComponent, SnapshotIncident } from '../../snapshot/snapshot.ts';

/** A component or group. */
export function componentOf(snapshot: Snapshot, id: string): SnapshotComponent {
  const found = snapshot.components.find((component) => component.id === id);
  if (!found) throw notFound('component');
  return found;
}

/** An incident or maintenance of any age. */
export async function incidentOf(
  c: AppContext,
  snapshot: Snapshot,
  id: string,
): Promise<SnapshotIncident> {
  const { value } = await c.var.deps.history.incident(snapshot, id);
  if (!value) throw notFound('incident');
  return value;
}
