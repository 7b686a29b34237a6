/** Files name components by their names, since ids differ between pages. */
export type Naming = {
  /** `Payments - Cards` by id. */
  nameOf: ReadonlyMap<string, string>;
  /** Severities of the page. */
  severities: readonly string[];
};

type Named = { id: string; name: string; groupId: string | null };

export function namingOf(components: readonly Named[], severities: readonly string[]): Naming {
  const own = new Map(components.map(({ id, name }) => [id, name]));
  const whole = ({ name, groupId }: Named) => [own.get(groupId ?? ''), name].filter(Boolean);
  return { nameOf: new Map(components.map((one) => [one.id, whole(one).join(' - ')])), severities };
}

export const idOf = ({ nameOf }: Naming, name: string): string | undefined =>
  [...nameOf].find(([, known]) => known === name)?.[0];
