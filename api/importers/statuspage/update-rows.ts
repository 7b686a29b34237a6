import type { IncidentRows } from '../../../db/component/import.ts';
import { ComponentStatus } from '../../domain/component/status.ts';
import { State } from '../../domain/incident/incident.ts';
import type { FileIncident, FileUpdate } from '../port/shape.ts';
import { htmlToMarkdown } from './html.ts';
import { beginning, isPast, isUsableId, longest, oneLine, type Remarks } from './limits.ts';

export type RowContext = { pageId: string; now: number; updateIds: Set<string>; author: string };

/** The author of imported updates, since files name nobody. */
export const AUTHOR = 'Statuspage import';

export const shownAt = (update: FileUpdate): number => update.display_at || update.created_at;

/** Without its number, which is counted when it is stored. */
export function updateRows(
  given: FileUpdate,
  incident: FileIncident,
  { pageId, now, updateIds, author, what }: RowContext & { what: string },
  remarks: Remarks,
):
  | (Omit<IncidentRows['updates'][number], 'row'> & {
      row: Omit<IncidentRows['updates'][number]['row'], 'seq'>;
    })
  | null {
  const its = `an update of ${what.replace(/^incident /, '')}`;
  const state = State.safeParse(given.status);
  if (!state.success) return remarks.skip(its, `its status “${given.status}” is unknown`);
  if (!isUsableId(given.id)) return remarks.skip(its, 'its ID can’t be used in a URL');
  if (updateIds.has(given.id))
    return remarks.skip(its, 'another incident has an update with this ID');
  const displayAt = [given.display_at, given.created_at].find((at) => at && isPast(at, now));
  if (!displayAt) return remarks.skip(its, 'its date isn’t between 1990 and today');
  updateIds.add(given.id);
  const pastTimeOr = (at: number | undefined) => (at && isPast(at, now) ? at : displayAt);
  return {
    row: {
      id: given.id,
      pageId,
      incidentId: incident.id,
      state: state.data,
      body: remarks.fit(htmlToMarkdown(given.body ?? ''), longest.text, its, 'text'),
      deliverNotifications: given.deliver_notifications,
      author,
      displayAt,
      createdAt: pastTimeOr(given.created_at),
      updatedAt: pastTimeOr(given.updated_at ?? given.created_at),
    },
    changes: shiftChangesIn(given).map((change, position) => ({
      updateId: given.id,
      position,
      ...change,
    })),
  };
}

function shiftChangesIn({ affected_components }: FileUpdate) {
  const changes = affected_components.flatMap(({ code, name, old_status, new_status }) => {
    const before = ComponentStatus.safeParse(old_status);
    const after = ComponentStatus.safeParse(new_status);
    if (!code || !isUsableId(code) || !before.success || !after.success) return [];
    return [
      {
        componentId: code,
        name: beginning(oneLine(name ?? '') || code, longest.changeName),
        oldStatus: before.data,
        newStatus: after.data,
      },
    ];
  });
  return [...new Map(changes.map((change) => [change.componentId, change])).values()];
}
