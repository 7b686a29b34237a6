import { and, eq, inArray, type SQL } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile } from '../../db/engine/drizzle-internals.ts';
import { timelineQueries } from '../../db/incident/timeline.ts';
import { onPageById, reportedOn } from '../../db/public/current.ts';
import { incident } from '../../db/schema/index.ts';
import { makeWorld, type World } from '../support/world/world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

/** How SQLite reads the incidents of these queries, found by ten ids. */
async function plansOf(isOnPage: SQL): Promise<string[]> {
  const { db } = world.deps;
  const byId = inArray(
    incident.id,
    Array.from({ length: 10 }, (_, n) => `i${n}`),
  );
  const visible = db
    .select({ id: incident.id })
    .from(incident)
    .where(and(byId, reportedOn('p', 'public', isOnPage)));
  const queries = [...timelineQueries(db, ['public'], and(byId, isOnPage)), visible];
  const plans = queries.map(async (query) => {
    const { sql: text, params } = compile(query).getQuery();
    const args = params as string[];
    const { rows } = await db.$client.execute({ sql: `explain query plan ${text}`, args });
    return rows.map(({ detail }) => String(detail)).find((line) => /SEARCH incident /.test(line));
  });
  return (await Promise.all(plans)).map((plan) => plan ?? 'no search of incidents');
}

test('incidents known by ID are found by ID, not by scanning the page', async () => {
  for (const plan of await plansOf(onPageById('p'))) expect(plan).toMatch(/\(id=\?\)$/);
  // So that a change of SQLite's planner shows.
  for (const plan of await plansOf(eq(incident.pageId, 'p'))) expect(plan).toMatch(/page_id=\?/);
});
