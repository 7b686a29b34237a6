type Window = { scheduledFor: number | null; scheduledUntil: number | null };
type PlannedMaintenanceWindow = Window & {
  id: string;
  name: string;
  componentIds: readonly string[];
};

/** Work on one of these components with an overlapping window. Adjacent windows do not overlap. */
export const overlapping = <T extends PlannedMaintenanceWindow>(
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
