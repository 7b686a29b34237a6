import {
  type Component,
  componentsByIds,
  listComponents,
} from '../../../db/component/component.ts';
import { Problem } from '../../core/problem.ts';
import type { ComponentStatus } from '../../domain/component/status.ts';
import { type IncidentKind, type State, statesOf } from '../../domain/incident/incident.ts';
import type { Publisher } from '../commit.ts';

/**
 * The page's components, with the archived ones in `attached`: an incident keeps its components
 * until it ends.
 */
export async function componentsById(
  deps: Pick<Publisher, 'db'>,
  pageId: string,
  attached: readonly string[] = [],
): Promise<Map<string, Component>> {
  const rows = await listComponents(deps.db, pageId);
  const known = new Map(rows.map((row) => [row.id, row]));
  const archived = attached.filter((id) => !known.has(id));
  if (archived.length > 0)
    for (const row of await componentsByIds(deps.db, archived))
      if (row.pageId === pageId) known.set(row.id, row);
  return known;
}

/** Throws where one of these is no component of this page, or a group. */
export function assertAffected(
  known: Map<string, Component>,
  ids: readonly string[],
  statuses: Record<string, ComponentStatus>,
): void {
  for (const id of [...ids, ...Object.keys(statuses)]) {
    const found = known.get(id);
    if (!found || found.group)
      throw new Problem('invalid', `Component ${id.slice(0, 40)} is not on this page.`, {
        components: 'Choose components of this page. A group’s status follows its components.',
      });
  }
}

export function assertState(kind: IncidentKind, state: State): void {
  if (!statesOf(kind).includes(state) && state !== 'postmortem')
    throw new Problem(
      'invalid',
      `“${state}” isn’t a state of ${kind === 'incident' ? 'an incident' : 'a maintenance'}.`,
      {
        state: `Choose one of ${statesOf(kind).join(', ')}.`,
      },
    );
}

export function assertPlannedWindow(
  kind: IncidentKind,
  from: number | null,
  until: number | null,
): void {
  if (kind === 'incident') return;
  if (until === null || from === null)
    throw new Problem('invalid', 'Enter when the maintenance starts and ends.', {
      scheduledUntil: 'Enter when the maintenance ends.',
    });
  if (until <= from)
    throw new Problem('invalid', 'The maintenance ends before it starts.', {
      scheduledUntil: 'End must be after start.',
    });
}
