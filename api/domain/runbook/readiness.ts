type Listed = {
  id: string;
  name: string;
  group: boolean;
  groupId: string | null;
  owner: string | null;
  ownerId: string | null;
};

export type OwnerState = { name: string; isMember: boolean | null; ofGroup: boolean };

export type ComponentReadiness = {
  id: string;
  name: string;
  groupName: string | null;
  owner: OwnerState | null;
  runbooks: number;
  isReady: boolean;
};

type Facts = {
  components: readonly Listed[];
  members: readonly { id: string; name: string }[];
  runbooks: readonly { componentIds: readonly string[] }[];
};

/** Each component, with its owner and how many runbooks it has. Groups hand both down. */
export function readinessOf({ components, members, runbooks }: Facts): ComponentReadiness[] {
  const groups = new Map(components.filter(({ group }) => group).map((one) => [one.id, one]));
  const uses = new Map<string, number>();
  for (const id of runbooks.flatMap(({ componentIds }) => [...new Set(componentIds)]))
    uses.set(id, (uses.get(id) ?? 0) + 1);
  return components
    .filter(({ group }) => !group)
    .map((one) => {
      const group = one.groupId === null ? undefined : groups.get(one.groupId);
      const owner = ownerIn(one, members, false) ?? (group ? ownerIn(group, members, true) : null);
      const linked = (uses.get(one.id) ?? 0) + (group ? (uses.get(group.id) ?? 0) : 0);
      const hasOwner = owner !== null && owner.isMember !== false;
      return {
        ...{ id: one.id, name: one.name, groupName: group?.name ?? null },
        ...{ owner, runbooks: linked, isReady: hasOwner && linked > 0 },
      };
    });
}

/** `isMember` is null for a name that stands for no member, such as a team’s. */
function ownerIn(
  { owner, ownerId }: Listed,
  members: Facts['members'],
  ofGroup: boolean,
): OwnerState | null {
  if (!owner) return null;
  if (!ownerId) return { name: owner, isMember: null, ofGroup };
  const member = members.find(({ id }) => id === ownerId);
  return { name: member?.name ?? owner, isMember: member !== undefined, ofGroup };
}
