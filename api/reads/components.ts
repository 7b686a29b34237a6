import { type Component, listArchived, listComponents } from '../../db/component/component.ts';
import { eventfulIntervals } from '../../db/component/interval.ts';
import type { Db } from '../../db/engine/client.ts';

const PER_PAGE = 50;

export type ComponentList = Awaited<ReturnType<typeof readComponents>>;

export async function readComponents(db: Db, pageId: string) {
  const [components, archived] = await Promise.all([
    listComponents(db, pageId),
    listArchived(db, pageId),
  ]);
  return { components, archived };
}

export const readGroups = async (db: Db, pageId: string): Promise<Component[]> =>
  (await listComponents(db, pageId)).filter(({ group }) => group);

export type RecordedHistory = Awaited<ReturnType<typeof readRecorded>>;

/**
 * What is recorded of a component, newest first, but the time that it was operational; `before` in ms.
 * `of` is the id of the interval that is to be corrected.
 */
export async function readRecorded(
  db: Db,
  componentId: string,
  { before, of }: { before: number; of: string | null },
) {
  const recorded = await eventfulIntervals(db, componentId, before, PER_PAGE);
  return {
    recorded,
    before,
    chosen: recorded.find(({ id }) => id === of),
    hasOlder: recorded.length === PER_PAGE,
  };
}
