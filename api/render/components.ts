import { worst } from '../domain/status.ts';
import type { Snapshot, SnapshotComponent } from '../snapshot/snapshot.ts';

/** What stands together on the page: a group with its members, or a run of components without one. */
export type Block = { group: SnapshotComponent | null; members: SnapshotComponent[] };

/** A component may ask to be hidden while nothing is wrong with it. */
const isLoud = (component: SnapshotComponent): boolean =>
  !component.onlyShowIfDegraded || component.status !== 'operational';

/** In the order in which the page shows them: a group's members where the group stands. */
export const leaves = (snapshot: Snapshot): SnapshotComponent[] =>
  snapshot.components
    .filter((component) => component.groupId === null)
    .flatMap((top) =>
      top.group ? snapshot.components.filter((member) => member.groupId === top.id) : [top],
    );

/** `whole`: those too that hide while nothing is wrong with them. */
export function blocks(snapshot: Snapshot, whole = false): Block[] {
  const isShown = (component: SnapshotComponent) => whole || isLoud(component);
  const members = Map.groupBy(leaves(snapshot).filter(isShown), (c) => c.groupId);
  const done: Block[] = [];
  for (const component of snapshot.components.filter((c) => c.groupId === null)) {
    const last = done.at(-1);
    if (component.group) done.push({ group: component, members: members.get(component.id) ?? [] });
    else if (!isShown(component)) continue;
    else if (last && last.group === null) last.members.push(component);
    else done.push({ group: null, members: [component] });
  }
  return done.filter((block) => block.members.length > 0);
}

/** `Payments · Cards`. */
export function fullName(snapshot: Snapshot, component: SnapshotComponent): string {
  const group = snapshot.components.find((c) => c.id === component.groupId);
  return group ? `${group.name} · ${component.name}` : component.name;
}

/** The components an incident is about that still are on the page, in the page's order. */
export const componentsOf = (
  snapshot: Snapshot,
  incident: { componentIds: readonly string[] },
): SnapshotComponent[] => leaves(snapshot).filter((c) => incident.componentIds.includes(c.id));

export const worstStatus = (components: readonly SnapshotComponent[]) =>
  worst(components.map((component) => component.status));
