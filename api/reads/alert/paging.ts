import { pagingOfGroups } from '../../../db/alert/paging.ts';
import type { Db } from '../../../db/engine/client.ts';
import { listMembers } from '../../../db/team/account.ts';

/** Who was paged about the alerts of a group, in order, and who acknowledged it. Times are UTC ms. */
export type ShownPaging = {
  state: 'open' | 'done' | 'missed';
  doneAt: number | null;
  doneBy: string | null;
  steps: { at: number; people: string[] }[];
};

/** By group. */
export async function readPaging(
  db: Db,
  pageId: string,
  groups: readonly (string | null)[],
): Promise<ReadonlyMap<string, ShownPaging>> {
  const wanted = [...new Set(groups.filter((id) => id !== null))];
  const found = await pagingOfGroups(db, wanted);
  const isPaged = [...found.values()].some(({ steps }) => steps.length > 0);
  const members = isPaged ? await listMembers(db, pageId) : [];
  const names = new Map(members.map(({ id, name }) => [id, name]));
  return new Map(
    [...found].map(([id, { state, doneAt, doneBy, steps }]) => [
      id,
      {
        ...{ state, doneAt, doneBy },
        steps: steps.map(({ at, people }) => ({
          at,
          people: people.map((who) => names.get(who) ?? 'a former member'),
        })),
      },
    ]),
  );
}
