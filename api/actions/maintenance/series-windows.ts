import { openWorks } from '../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import type { Series } from '../../../db/maintenance/maintenance.ts';
import { describeWindow } from '../../../templates/words.ts';
import { refused } from '../../core/problem.ts';
import { windowOf } from '../../domain/maintenance/change-notice.ts';
import type { PlannedWindow } from '../../domain/maintenance/notice.ts';
import { overlapping } from '../../domain/maintenance/overlap.ts';
import { MAX_SERIES_DURATION, startsOf } from '../../domain/maintenance/recurrence.ts';
import { meetsItself } from '../../domain/maintenance/rule.ts';
import type { Publisher } from '../commit.ts';
import type { IncidentPatch } from '../incident/input.ts';

/** A window of a series, and its change. */
type Patched = { one: IncidentRecord; patch: IncidentPatch };

/** The window of a maintenance after its change, and the one before where it moves. */
export function windowsOfChange(
  one: IncidentRecord,
  patch: IncidentPatch,
  isOff: boolean,
  now: number,
): { was?: PlannedWindow; window: PlannedWindow } {
  const was = windowOf(one, now);
  const { scheduledFor: from, scheduledUntil: until } = patch;
  const window = { ...was, from: from ?? was.from, until: until ?? was.until };
  const isMoved = window.from !== was.from || window.until !== was.until;
  return isMoved && !isOff ? { was, window } : { window: was };
}

/** Throws when a window would last into the next one of its series. */
export function assertNoOverlapInSeries(
  series: Series,
  before: IncidentRecord,
  patch: IncidentPatch,
  now: number,
): void {
  const from = patch.scheduledFor ?? before.scheduledFor ?? now;
  const until = patch.scheduledUntil ?? before.scheduledUntil ?? now;
  const starts = startsOf(series, now - 1, series.firstAt + MAX_SERIES_DURATION);
  if (meetsItself(starts, { from, until }, series.zone))
    throw refused({ scheduledUntil: 'The next window in the series starts before this one ends.' });
}

/** Throws when another window of the series would already have started. */
export function assertFuture(patches: readonly Patched[], zone: string, now: number): void {
  const started = patches.find(({ patch }) => (patch.scheduledFor ?? now + 1) <= now);
  if (!started) return;
  const { from, until } = windowOf(started.one, now);
  throw refused({
    scheduledFor: `The window of ${describeWindow(from, until, zone, now)} would already have started. Change this and following windows only, or choose a later time.`,
  });
}

/** Throws when a window would overlap other work on the same components, unless that is allowed. */
export async function assertNoOverlap(
  deps: Publisher,
  pageId: string,
  patches: readonly Patched[],
  zone: string,
): Promise<void> {
  const ids = new Set(patches.map(({ one }) => one.id));
  const works = (await openWorks(deps.db, pageId)).filter(({ id }) => !ids.has(id));
  for (const { one, patch } of patches) {
    const { from, until } = windowsOfChange(one, patch, false, 0).window;
    const componentIds = patch.componentIds ?? one.componentIds;
    const other = overlapping(works, { scheduledFor: from, scheduledUntil: until, componentIds });
    if (other)
      throw refused({
        overlap: `“${other.name}” affects the same components at the same time as the window of ${describeWindow(from, until, zone, deps.clock())}. Choose another time or other components, or select “Schedule anyway”.`,
      });
  }
}
