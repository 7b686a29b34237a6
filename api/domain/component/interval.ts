import { type ComponentStatus, worst } from './status.ts';

/** A change of a component's status, as an update told it. */
export type StatusChange = {
  at: number;
  oldStatus: ComponentStatus;
  newStatus: ComponentStatus;
  updateId: string | null;
};

/** One stretch of one status; the running one has no end. */
export type StatusInterval = {
  status: ComponentStatus;
  fromAt: number;
  toAt: number | null;
  updateId: string | null;
};

/**
 * What the changes say of a component's past, from its creation to the status it has now. A change
 * that nobody told is put where the component was last touched.
 */
export function intervalsOfChanges(
  component: { createdAt: number; updatedAt: number; status: ComponentStatus },
  told: readonly StatusChange[],
): StatusInterval[] {
  const changes = [...told].sort((a, b) => a.at - b.at);
  const first = changes[0];
  const last = changes.at(-1);
  const start = Math.min(component.createdAt, first?.at ?? component.createdAt);
  const turns: Omit<StatusInterval, 'toAt'>[] = [
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
function joined(turns: readonly Omit<StatusInterval, 'toAt'>[]): StatusInterval[] {
  const kept: Omit<StatusInterval, 'toAt'>[] = [];
  for (const turn of turns) {
    if (kept.at(-1)?.fromAt === turn.fromAt) kept.pop();
    if (kept.at(-1)?.status !== turn.status) kept.push(turn);
  }
  return kept.map((turn, i) => ({ ...turn, toAt: kept[i + 1]?.fromAt ?? null }));
}

/**
 * The same past, but for what it was between two instants. A stretch that goes on beyond them keeps
 * both its ends; the running one goes on running.
 */
export function overwriteRange<S extends Pick<StatusInterval, 'fromAt' | 'toAt'>>(
  intervals: readonly S[],
  over: S & { toAt: number },
): S[] {
  const before = intervals
    .filter((s) => s.fromAt < over.fromAt)
    .map((s) => ({ ...s, toAt: Math.min(s.toAt ?? over.fromAt, over.fromAt) }));
  const after = intervals
    .filter((s) => s.toAt === null || s.toAt > over.toAt)
    .map((s) => ({ ...s, fromAt: Math.max(s.fromAt, over.toAt) }));
  return [...before, over, ...after];
}

/**
 * The same past, known to have been at least this bad between two instants. What was worse stays:
 * nobody who tells of an outage late means to make light of another.
 */
export function overlayWorse<S extends Pick<StatusInterval, 'fromAt' | 'toAt' | 'status'>>(
  intervals: readonly S[],
  over: S & { toAt: number },
): S[] {
  const milder = intervals.filter(
    (s) =>
      s.fromAt < over.toAt &&
      (s.toAt === null || s.toAt > over.fromAt) &&
      s.status !== over.status &&
      worst([s.status, over.status]) === over.status,
  );
  return milder.reduce<S[]>(
    (past, s) =>
      overwriteRange(past, {
        ...over,
        fromAt: Math.max(s.fromAt, over.fromAt),
        toAt: Math.min(s.toAt ?? over.toAt, over.toAt),
      }),
    [...intervals],
  );
}

/** The part of these stretches that ends before `at`. */
export const endingAt = (intervals: readonly StatusInterval[], at: number): StatusInterval[] =>
  intervals
    .filter((s) => s.fromAt < at)
    .map((s) => ({ ...s, toAt: s.toAt === null || s.toAt > at ? at : s.toAt }));
