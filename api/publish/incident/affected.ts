import { type Component, listComponents } from '../../../db/component.ts';
import type { ComponentStatus } from '../../domain/status.ts';
import { Problem } from '../../problem.ts';
import type { Publisher } from '../context.ts';

export async function componentsById(
  on: Publisher,
  pageId: string,
): Promise<Map<string, Component>> {
  const rows = await listComponents(on.db, pageId);
  return new Map(rows.map((row) => [row.id, row]));
}

export function affectedSet(
  known: Map<string, Component>,
  ids: readonly string[],
  statuses: Record<string, ComponentStatus>,
): Component[] {
  const wanted = new Set([...ids, ...Object.keys(statuses)]);
  return [...wanted].map((id) => {
    const found = known.get(id);
    if (!found || found.group)
      throw new Problem('invalid', `Component ${id.slice(0, 40)} is not on this page.`, {
        components: 'Choose components of this page; a group follows its members.',
      });
    return found;
  });
}
