type Window = { scheduledFor: number | null; scheduledUntil: number | null };
type Work = Window & { id: string; name: string; componentIds: readonly string[] };

/** The work on one of these components whose window meets this one; windows that only touch do not. */
export const overlapping = <T extends Work>(
  works: readonly T[],
  window: { scheduledFor: number; scheduledUntil: number; componentIds: readonly string[] },
  exceptId?: string,
): T | undefined =>
  works.find(
    (work) =>
      work.id !== exceptId &&
      (work.scheduledFor ?? Infinity) < window.scheduledUntil &&
      (work.scheduledUntil ?? 0) > window.scheduledFor &&
      work.componentIds.some((id) => window.componentIds.includes(id)),
  );
