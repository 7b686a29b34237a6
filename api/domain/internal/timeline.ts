/** A public or internal update of the incident, or an internal update in the stakeholder form. */
export type InternalEntry<Update = UpdateFact, Internal = InternalFact> =
  | { visibility: 'public' | 'internal'; at: number; update: Update }
  | { visibility: 'internal'; at: number; internal: Internal };

type UpdateFact = {
  id: string;
  audience: string;
  displayAt: number;
};
type InternalFact = {
  seq: number;
  audience: string;
  createdAt: number;
  nextUpdateBy: number | null;
};

/** Public and internal updates on one timeline, newest first. */
export const internalTimeline = <Update extends UpdateFact, Internal extends InternalFact>(
  updates: readonly Update[],
  internals: readonly Internal[],
): InternalEntry<Update, Internal>[] =>
  [
    ...updates.map(
      (update) =>
        ({
          visibility: update.audience === 'public' ? 'public' : 'internal',
          at: update.displayAt,
          update,
        }) as const,
    ),
    ...internals.map(
      (internal) => ({ visibility: 'internal', at: internal.createdAt, internal }) as const,
    ),
  ].toSorted((a, b) => b.at - a.at);

/** The next of what the newest internal update for each audience promised; null without one. */
export function nextInternalUpdate(
  internals: readonly InternalFact[],
): { by: number | null } | null {
  const ofEach = Map.groupBy(internals, ({ audience }) => audience);
  const promised = [...ofEach.values()].map(
    (all) => all.toSorted((a, b) => b.seq - a.seq)[0]?.nextUpdateBy ?? null,
  );
  if (promised.length === 0) return null;
  const times = promised.filter((by) => by !== null);
  return { by: times.length === 0 ? null : Math.min(...times) };
}
