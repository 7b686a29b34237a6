import { describeChange } from '../change/change.ts';
import type { TimelineEntry } from '../room/timeline/timeline-entry.ts';
import type { ReviewFacts, SourceKind } from './facts.ts';

type Entry = { at: number; text: string; kind: SourceKind; id: string };

/** What belongs in every postmortem, whatever was pinned. */
const always: readonly TimelineEntry['kind'][] = ['update', 'milestone', 'severity'];
/** What people wrote, where nobody pinned anything. */
const telling: readonly TimelineEntry['kind'][] = ['decision', 'action', 'observation', 'note'];

/** The timeline to begin with, oldest first: pinned entries, milestones, updates and suspected changes. */
export function chronology({ incident, timeline, suspects }: ReviewFacts): Entry[] {
  const seen = timeline.filter(({ hidden }) => !hidden);
  const isPinned = seen.some(({ pinned }) => pinned);
  const entries = seen
    .filter(
      ({ kind, pinned }) =>
        pinned || always.includes(kind) || (!isPinned && telling.includes(kind)),
    )
    .map(({ id, kind, text, at }): Entry => ({ at, text, ...rowOf(id, kind) }));
  const changes = suspects.map(
    ({ id, kind, ref, at }): Entry => ({
      ...{ at, id, kind: 'change' },
      text: describeChange({ kind, ref }),
    }),
  );
  const start: Entry = {
    ...{ at: incident.startedAt, kind: 'incident', id: incident.id },
    text: 'The incident began',
  };
  return [start, ...changes, ...entries]
    .toReversed()
    .toSorted((a, b) => a.at - b.at || Number(b === start) - Number(a === start));
}

/** Entries that the product added carry their kind in their id, such as `update.x1`. */
function rowOf(id: string, kind: TimelineEntry['kind']): Pick<Entry, 'kind' | 'id'> {
  if (kind === 'update') return { kind: 'update', id: id.replace(/^update\./, '') };
  if (kind === 'milestone') return { kind: 'milestone', id };
  return { kind: 'event', id };
}
