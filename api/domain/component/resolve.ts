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
  const [one, other] = componentsCalled(all, text);
  return one && !other ? one.id : undefined;
}

/** All that an ID, a name, “Group - Name” or “Group / Name” can mean, in any case. */
export function componentsCalled<Row extends Named>(all: readonly Row[], text: string): Row[] {
  const known = all.filter(({ id }) => id === text);
  if (known.length > 0) return known;
  const wanted = comparable(text);
  const named = (nameOf: (one: Row) => string) =>
    all.filter((one) => comparable(nameOf(one)) === wanted);
  const whole = named((one) => wholeNameOf(all, one));
  return whole.length === 1 ? whole : named(({ name }) => name);
}

const comparable = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/\s\/\s/g, ' - ');

/** “Payments - Cards”, or the name alone outside of groups. */
export function wholeNameOf(all: readonly Named[], { name, groupId }: Named): string {
  const group = groupId === null ? undefined : all.find(({ id }) => id === groupId);
  return group ? `${group.name} - ${name}` : name;
}
