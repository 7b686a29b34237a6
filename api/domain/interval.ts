import type { ComponentStatus } from './status.ts';

/** A change of a component's status, as an update told it. */
export type StatusChange = {
  at: number;
  oldStatus: ComponentStatus;
  newStatus: ComponentStatus;
  updateId: string | null;
};

/** One stretch of one status; the running one has no end. */
export type Stretch = {
  status: ComponentStatus;
  fromAt: number;
  toAt: number | null;
  updateId: string | null;
};

/**
 * What the changes say of a component's past, from its creation to the status it has now. A change
 * that nobody told is put where the component was last touched.
 */
export function stretchesOf(
  component: { createdAt: number; updatedAt: number; status: ComponentStatus },
  told: readonly StatusChange[],
): Stretch[] {
  const changes = [...told].sort((a, b) => a.at - b.at);
  const first = changes[0];
  const last = changes.at(-1);
  const start = Math.min(component.createdAt, first?.at ?? component.createdAt);
  const turns: Omit<Stretch, 'toAt'>[] = [
    { status: first?.oldStatus ?? component.status, fromAt: start, updateId: null },
    ...changes.map((c) => ({ status: c.newStatus, fromAt: c.at, updateId: c.updateId })),
  ];
  if (last && last.newStatus !== component.status) {
    const fromAt = Math.max(component.updatedAt, last.at);
    turns.push({ status: component.status, fromAt, updateId: null });
  }
  return joined(turns);
}

/** Turns to the same status make one stretch; of turns at the same instant the last counts. */
function joined(turns: readonly Omit<Stretch, 'toAt'>[]): Stretch[] {
  const kept: Omit<Stretch, 'toAt'>[] = [];
  for (const turn of turns) {
    if (kept.at(-1)?.fromAt === turn.fromAt) kept.pop();
    if (kept.at(-1)?.status !== turn.status) kept.push(turn);
  }
  return kept.map((turn, i) => ({ ...turn, toAt: kept[i + 1]?.fromAt ?? null }));
}

/** The part of these stretches that ends before `at`. */
export const until = (stretches: readonly Stretch[], at: number): Stretch[] =>
  stretches
    .filter((s) => s.fromAt < at)
    .map((s) => ({ ...s, toAt: s.toAt === null || s.toAt > at ? at : s.toAt }));
