import type { DurationTally, Weights } from '../domain/component/uptime.ts';
import type { Locale } from '../domain/text/locale.ts';
import type { Translations } from '../domain/text/translation.ts';

/** Uptime of some days, in a form whose size depends on what happened, not on the days. */
export type Uptime = {
  /** `2026-08-24`, in the page's zone, and the number of days. */
  first: string;
  count: number;
  /** The instant at which it was computed. */
  until: number;
  weights: Weights;
  /** By component; groups have none. */
  byComponent: Record<string, ComponentUptime>;
  /** Names of the incidents that the days refer to. */
  incidents: Record<string, string>;
  /** These names in other languages, and the language of each where it is known. */
  names?: Record<string, Translations>;
  written?: Record<string, Locale>;
};

export type ComponentUptime = {
  /** From when its uptime counts. */
  since: number;
  /** Time not operational within the 24 hours before `until`. */
  last24h?: Omit<DurationTally, 'known'>;
  /** Days on which it was not always operational. */
  days: UptimeDay[];
};

/**
 * `at` counts from the first day. `notes` say why a record was corrected; `retimed` marks a
 * correction of an update’s time.
 */
export type UptimeDay = Omit<DurationTally, 'known'> & {
  at: number;
  incidents?: string[];
  notes?: string[];
  retimed?: boolean;
};
