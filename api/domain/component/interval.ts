import { type ComponentStatus, worst } from './status.ts';

/** A change of a component's status that an update reported. */
export type StatusChange = {
  at: number;
  oldStatus: ComponentStatus;
  newStatus: ComponentStatus;
  updateId: string | null;
};

/** A time with one status; the current one has no end. */
export type StatusInterval = {
  status: ComponentStatus;
  fromAt: number;
  toAt: number | null;
  updateId: string | null;
};

/**
 * The intervals of a component from its creation to its current status, from reported changes. A
 * change that nobody reported is placed where the component was last edited.
 */
export function intervalsOfChanges(
  component: { createdAt: number; updatedAt: number; status: ComponentStatus },
  reported: readonly StatusChange[],
): StatusInterval[] {
  const changes = [...reported].sort((a, b) => a.at - b.at);
  const first = changes[0];
  const last = changes.at(-1);
  const start = Math.min(component.createdAt, first?.at ?? component.createdAt);
  const starts: Omit<StatusInterval, 'toAt'>[] = [
    { status: first?.oldStatus ?? component.status, fromAt: start, updateId: null },
    ...changes.map((c) => ({ status: c.newStatus, fromAt: c.at, updateId: c.updateId })),
  ];
  if (last && last.newStatus !== component.status) {
    const fromAt = Math.max(component.updatedAt, last.at);
    starts.push({ status: component.status, fromAt, updateId: null });
  }
  return joined(starts);
}

/** Merges neighbors with the same status. Of changes at the same instant, the last one counts. */
function joined(starts: readonly Omit<StatusInterval, 'toAt'>[]): StatusInterval[] {
  const merged: Omit<StatusInterval, 'toAt'>[] = [];
  for (const start of starts) {
    if (merged.at(-1)?.fromAt === start.fromAt) merged.pop();
    if (merged.at(-1)?.status !== start.status) merged.push(start);
  }
  return merged.map((start, i) => ({ ...start, toAt: merged[i + 1]?.fromAt ?? null }));
}

/**
 * Replaces a range of the history. An interval that contains the range is split; the current
 * interval stays open.
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
 * Raises a range of the history to at least this status. Worse intervals stay: reporting an outage
 * late must not hide another one.
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
    (result, s) =>
      overwriteRange(result, {
        ...over,
        fromAt: Math.max(s.fromAt, over.fromAt),
        toAt: Math.min(s.toAt ?? over.toAt, over.toAt),
      }),
    [...intervals],
  );
}

/** The past where `running` is reported only now, and it was at least this bad from `since` on. */
export function backdated<S extends Pick<StatusInterval, 'fromAt' | 'toAt' | 'status'>>(
  intervals: readonly S[],
  running: S,
  since: number,
): S[] {
  const at = running.fromAt;
  const untilNow = intervals
    .filter((s) => s.fromAt < at)
    .map((s) => ({ ...s, toAt: s.toAt ?? at }));
  const recorded: S[] = overlayWorse<S>(untilNow, { ...running, fromAt: since, toAt: at });
  const last = recorded.at(-1);
  const continues = last?.toAt === at && last.status === running.status;
  return continues ? [...recorded.slice(0, -1), { ...last, toAt: null }] : [...recorded, running];
}

/** The part of these intervals before `at`. */
export const clippedAt = (intervals: readonly StatusInterval[], at: number): StatusInterval[] =>
  intervals
    .filter((s) => s.fromAt < at)
    .map((s) => ({ ...s, toAt: s.toAt === null || s.toAt > at ? at : s.toAt }));
