import {
  type Component,
  componentsByIds,
  listComponents,
} from '../../../db/component/component.ts';
import { Problem } from '../../core/problem.ts';
import type { ComponentStatus } from '../../domain/component/status.ts';
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
