import { type SeverityScale, severityLevelOf } from '../response/severity.ts';
import type { InternalAudience } from './internal-update.ts';

/** Minutes between updates in a long incident, which an update announces. */
export const LONG_INCIDENT: Record<InternalAudience, number> = { responders: 120, executives: 240 };

/** Executives are updated half as often as responders, and at most once an hour. */
const MIN_EXECUTIVE_INTERVAL = 60;

/** Minutes to the next internal update: as announced, or by severity; null for none. */
export function internalCadence(
  audience: InternalAudience,
  by: { scale: SeverityScale; severity: string | null },
  earlier: readonly { audience: InternalAudience; seq: number; updatesEvery: number | null }[],
): number | null {
  const announced = earlier
    .filter((update) => update.audience === audience && update.updatesEvery !== null)
    .toSorted((a, b) => b.seq - a.seq)[0];
  if (announced) return announced.updatesEvery;
  const every = severityLevelOf(by.scale, by.severity)?.updateEvery ?? null;
  if (every === null || audience === 'responders') return every;
  return Math.max(MIN_EXECUTIVE_INTERVAL, 2 * every);
}

/** What the fields of an internal update are called, by whom it is for. */
export const internalFieldLabels: Record<
  InternalAudience,
  { currentState: string; whatWeKnow: string; whatWeAreDoing: string }
> = {
  responders: {
    currentState: 'Current state',
    whatWeKnow: 'What we know',
    whatWeAreDoing: 'What we’re doing',
  },
  executives: { currentState: 'State', whatWeKnow: 'Overview', whatWeAreDoing: 'Next steps' },
};
