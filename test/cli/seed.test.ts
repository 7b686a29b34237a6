import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Scale, writeDemoData } from '../../api/cli/demo-data/demo-data.ts';
import { impactOf, maxImpact } from '../../api/domain/component/impact.ts';
import { DAY } from '../../api/domain/time/time.ts';
import { listIncidents } from '../../db/incident/incident.ts';
import { dump, rows } from '../support/world/dump.ts';
import { makeWorld, NOON, type World } from '../support/world/world.ts';

const scale: Scale = {
  components: 12,
  incidents: 40,
  days: 90,
  subscribers: 30,
  random: 7,
  now: NOON,
};
let world: World;
beforeEach(async () => {
  world = await makeWorld({ bare: true });
});
afterEach(() => world.close());

const seed = (changes: Partial<Scale> = {}, into = world) =>
  writeDemoData(into.deps.db, { ...scale, ...changes }, () => {});
const query = (sql: string) => rows(world.deps.db, sql);

test('the same arguments make the same rows, another random number makes others', async () => {
  await seed();
  const [same, other] = [await makeWorld({ bare: true }), await makeWorld({ bare: true })];
  try {
    await seed({}, same);
    await seed({ random: 8 }, other);
    expect(await dump(same.deps.db)).toEqual(await dump(world.deps.db));
    expect(await dump(other.deps.db, ['incident'])).not.toEqual(
      await dump(world.deps.db, ['incident']),
    );
  } finally {
    same.close();
    other.close();
  }
});

test('it makes what was asked for: components in groups, incidents of four updates, subscribers', async () => {
  const { pageId } = await seed();
  expect(await query('select "group", count(*) as n from component group by 1 order by 1')).toEqual(
    [
      { group: 0, n: 12 },
      { group: 1, n: 3 },
    ],
  );
  const all = await listIncidents(world.deps.db, pageId);
  const incidents = all.filter((i) => i.kind === 'incident');
  expect(incidents).toHaveLength(40);
  expect(incidents.every((i) => i.updates.length === 4)).toBe(true);
  expect(Math.min(...all.map((i) => i.startedAt))).toBeGreaterThan(NOON - 97 * DAY);
  expect(await query("select count(*) as n from subscriber where state = 'active'")).toEqual([
    { n: 30 },
  ]);
  expect(
    await query("select count(*) as n from subscriber where email not like '%@example.com'"),
  ).toEqual([{ n: 0 }]);
});

test('one incident is open with a promise to keep, and one maintenance is to come', async () => {
  const { pageId } = await seed();
  const [open, ...others] = await listIncidents(world.deps.db, pageId, { filter: 'unresolved' });
  expect(others).toEqual([]);
  expect(open?.nextUpdateBy).toBeGreaterThan(NOON);
  const coming = await listIncidents(world.deps.db, pageId, { filter: 'upcoming' });
  expect(coming.map((m) => (m.scheduledFor ?? 0) > NOON)).toEqual([true]);
  const broken = await query("select id from component where status <> 'operational'");
  expect(broken.map((c) => c.id)).toEqual(open?.componentIds);
});

test('statuses, intervals and impacts agree with the updates that made them', async () => {
  const { pageId } = await seed();
  const all = await listIncidents(world.deps.db, pageId);
  for (const incident of all.filter((i) => i.kind === 'incident')) {
    const reached = incident.updates
      .map((u) => impactOf(u.changes.map((change) => change.newStatus)))
      .reduce(maxImpact, 'none');
    expect(incident.impact).toBe(reached);
  }
  // Each interval ends where the next begins, one is running, and each was begun by its update.
  const intervals = await query('select * from component_interval order by component_id, from_at');
  for (const [i, interval] of intervals.entries()) {
    const next = intervals[i + 1];
    const follows = next?.component_id === interval.component_id;
    expect(interval.to_at).toBe(follows ? next?.from_at : null);
  }
  expect(
    await query(`select count(*) as n from component_interval i join component c on c.id = i.component_id
      where i.to_at is null and i.status <> c.status`),
  ).toEqual([{ n: 0 }]);
  expect(
    await query(`select count(*) as n from component_interval i
      join component_change c on c.update_id = i.update_id and c.component_id = i.component_id
      where c.new_status = i.status`),
  ).toEqual(
    await query('select count(*) as n from component_interval where update_id is not null'),
  );
});

test('it is read back as a snapshot like any other page', async () => {
  await seed();
  const snapshot = await world.deps.snapshots.current();
  expect(snapshot?.incidents[0]?.resolvedAt).toBeNull();
  expect(snapshot?.status.indicator).toBe('minor');
});

test('a page without incidents can be made as well', async () => {
  const { pageId } = await seed({ incidents: 0, subscribers: 0, components: 1 });
  const all = await listIncidents(world.deps.db, pageId);
  expect(all.every((i) => i.kind === 'maintenance')).toBe(true);
});
