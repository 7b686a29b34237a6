import { type Component, componentsByIds } from '../../../db/component/component.ts';
import type { Db } from '../../../db/engine/client.ts';

/** Those of an incident's components that are archived by now. */
export async function readArchivedComponents(
  db: Db,
  componentIds: readonly string[],
): Promise<Component[]> {
  const named = componentIds.length > 0 ? await componentsByIds(db, [...componentIds]) : [];
  return named.filter(({ archivedAt }) => archivedAt !== null);
}
