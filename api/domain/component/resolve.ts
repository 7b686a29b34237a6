type Named = { id: string; name: string; groupId: string | null };

/**
 * Components by ID, by name or by “Group - Name”, in any case. A name that several components have
 * is unknown.
 */
export function resolveComponents(
  all: readonly Named[],
  given: readonly string[],
): { ids: string[]; unknown: string[] } {
  const found = given.map((text) => ({ text, id: idIn(all, text) }));
  return {
    ids: [...new Set(found.flatMap(({ id }) => id ?? []))],
    unknown: found.flatMap(({ text, id }) => (id === undefined ? text : [])),
  };
}

function idIn(all: readonly Named[], text: string): string | undefined {
  if (all.some(({ id }) => id === text)) return text;
  const wanted = text.trim().toLowerCase();
  const named = (nameOf: (one: Named) => string) =>
    all.filter((one) => nameOf(one).toLowerCase() === wanted);
  const [whole, otherWhole] = named((one) => wholeNameOf(all, one));
  if (whole && !otherWhole) return whole.id;
  const [only, other] = named(({ name }) => name);
  return only && !other ? only.id : undefined;
}

/** “Payments - Cards”, or the name alone outside of groups. */
export function wholeNameOf(all: readonly Named[], { name, groupId }: Named): string {
  const group = groupId === null ? undefined : all.find(({ id }) => id === groupId);
  return group ? `${group.name} - ${name}` : name;
}
