type Placed = { id: string; name: string; group: boolean; groupId: string | null };

/** Shown together in a form: the members of a group, or consecutive components without one. */
export type Section<C> = { id: string | null; name: string | null; members: C[] };

/** In page order, with members at the place of their group. Empty groups are left out, unless `whole`. */
export function sectionsOf<C extends Placed>(
  components: readonly C[],
  whole = false,
): Section<C>[] {
  const sections: Section<C>[] = [];
  const byGroup = Map.groupBy(components, (c) => c.groupId);
  for (const top of byGroup.get(null) ?? []) {
    const last = sections.at(-1);
    if (top.group)
      sections.push({ id: top.id, name: top.name, members: byGroup.get(top.id) ?? [] });
    else if (last?.name === null) last.members.push(top);
    else sections.push({ id: null, name: null, members: [top] });
  }
  return whole ? sections : sections.filter((section) => section.members.length > 0);
}
