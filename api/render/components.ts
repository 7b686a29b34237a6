import { worst } from '../domain/component/status.ts';
import type { Snapshot, SnapshotComponent } from '../snapshot/snapshot.ts';

/** Shown together on the page: a group with its members, or consecutive components without one. */
type Block = { group: SnapshotComponent | null; members: SnapshotComponent[] };

/** A component may be hidden while it is operational. */
const isLoud = (component: SnapshotComponent): boolean =>
  !component.onlyShowIfDegraded || component.status !== 'operational';

type Index = {
  byId: Map<string, SnapshotComponent>;
  /** By group id; null for components without a group. */
  members: Map<string | null, SnapshotComponent[]>;
};
const indexes = new WeakMap<Snapshot, Index>();

/** Created once per snapshot, since a page may have thousands of components. */
function indexOf(snapshot: Snapshot): Index {
  const known = indexes.get(snapshot);
  if (known) return known;
  const { components } = snapshot;
  const made = {
    byId: new Map(components.map((component) => [component.id, component])),
    members: Map.groupBy(components, (component) => component.groupId),
  };
  indexes.set(snapshot, made);
  return made;
}

const componentWith = (snapshot: Snapshot, id: string): SnapshotComponent | undefined =>
  indexOf(snapshot).byId.get(id);

/** Members of a group by position. */
export const membersOf = (snapshot: Snapshot, group: SnapshotComponent): SnapshotComponent[] =>
  indexOf(snapshot).members.get(group.id) ?? [];

const topLevel = (snapshot: Snapshot): SnapshotComponent[] =>
  indexOf(snapshot).members.get(null) ?? [];

/** In page order: members of a group at the place of the group. */
export const leaves = (snapshot: Snapshot): SnapshotComponent[] =>
  topLevel(snapshot).flatMap((top) => (top.group ? membersOf(snapshot, top) : [top]));

/** `whole`: includes components that are hidden while operational. */
export function blocks(snapshot: Snapshot, whole = false): Block[] {
  const isShown = (component: SnapshotComponent) => whole || isLoud(component);
  const done: Block[] = [];
  for (const component of topLevel(snapshot)) {
    const last = done.at(-1);
    if (component.group)
      done.push({ group: component, members: membersOf(snapshot, component).filter(isShown) });
    else if (!isShown(component)) continue;
    else if (last && last.group === null) last.members.push(component);
    else done.push({ group: null, members: [component] });
  }
  return done.filter((block) => block.members.length > 0);
}

/** `Payments · Cards`. */
export function fullName(snapshot: Snapshot, component: SnapshotComponent): string {
  const group = component.groupId === null ? null : componentWith(snapshot, component.groupId);
  return group ? `${group.name} · ${component.name}` : component.name;
}

/** Components of an incident that are still on the page, in page order. */
export const componentsOf = (
  snapshot: Snapshot,
  incident: { componentIds: readonly string[] },
): SnapshotComponent[] => {
  const ids = new Set(incident.componentIds);
  return leaves(snapshot).filter((c) => ids.has(c.id));
};

export const worstStatus = (components: readonly SnapshotComponent[]) =>
  worst(components.map((component) => component.status));

/** From so many components on, those of groups are folded, as on the front page. */
const FOLDED_FROM = 20;

export const hasManyComponents = ({ components }: Pick<Snapshot, 'components'>): boolean =>
  components.filter(({ group }) => !group).length >= FOLDED_FROM;
