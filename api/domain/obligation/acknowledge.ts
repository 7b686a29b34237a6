import { type SeverityScale, severityLevelOf } from '../response/severity.ts';
import type { AddMinutes } from '../time/working-time.ts';

/** Minutes in which a person must acknowledge an incident; null where its severity asks for none. */
export const acknowledgeMinutes = (scale: SeverityScale, severity: string | null): number | null =>
  severityLevelOf(scale, severity)?.acknowledgeWithin ?? null;

/** Whether an incident became more severe. */
export function isRaised(scale: SeverityScale, from: string | null, to: string | null): boolean {
  const rank = (key: string | null) => scale.findIndex((level) => level.key === key);
  return rank(to) >= 0 && (rank(from) < 0 || rank(to) < rank(from));
}

/**
 * When an acknowledgment lapses: nobody wrote or changed anything for the minutes of the severity.
 * Null while it holds, or where it never lapses. The first level is notified at that moment, the
 * next `within` minutes later.
 */
export function lapseOf(
  scale: SeverityScale,
  { severity, activeAt }: { severity: string | null; activeAt: number },
  { add, now }: { add: AddMinutes; now: number },
): { at: number; within: number } | null {
  const level = severityLevelOf(scale, severity);
  if (!level?.lapseAfter) return null;
  const at = add(activeAt, level.lapseAfter);
  return at <= now ? { at, within: level.acknowledgeWithin ?? level.lapseAfter } : null;
}
