import { describeWindow } from './words.ts';

/** Zones: the page's, and that of the plan. */
export type Window = { from: number; until: number };

/** `02:00 to 04:00 UTC on November 28 (03:00 to 05:00 CET on November 28)`, for the console. */
export function windowInZones(
  window: Window,
  zone: string,
  chosen: string | null,
  now: number,
): string {
  const own = describeWindow(window.from, window.until, zone, now);
  const other = describeWindow(window.from, window.until, chosen ?? zone, now);
  return own === other ? own : `${own} (${other})`;
}
