import { afterAll, beforeAll, expect, test } from 'vitest';
import { siteDocuments } from '../../api/render/documents.ts';
import type { Snapshot } from '../../api/snapshot/snapshot.ts';
import { contract, orderErrors, type V2, type V2Path, v2Paths } from '../support/api/v2.ts';
import { NOON, openPage, type TestPage } from '../support/browser/page.ts';
import { HOSTILE, HOSTILE_IN_XML } from '../support/hostile/hostile.ts';

const HOUR = 3_600_000;
let page: TestPage;
let snapshot: Snapshot;
const ids: Record<string, string> = {};

beforeAll(async () => {
  page = await openPage({ timeZone: 'America/Los_Angeles', name: 'Acme' });
  ids.group = await page.component({ name: 'Regions', group: true });
  ids.eu = await page.component({ name: 'EU', groupId: ids.group });
  ids.us = await page.component({ name: 'US', groupId: ids.group, startDate: '2026-01-10' });
  ids.api = await page.component({ name: 'API', description: HOSTILE });
  page.at(NOON + HOUR);
  ids.open = await page.publish({
    name: HOSTILE,
    state: 'investigating',
    body: HOSTILE,
    components: { [ids.eu]: 'partial_outage', [ids.api]: 'degraded_performance' },
  });
  page.at(NOON + 2 * HOUR);
  await page.update(ids.open, { state: 'monitoring', body: 'Fixed, we think.' });
  const window = { scheduledFor: NOON + 24 * HOUR, scheduledUntil: NOON + 25 * HOUR };
  ids.coming = await page.publish({ name: 'Move', state: 'scheduled', body: 'Soon.', ...window });
  ids.running = await page.publish({
    name: 'Disk',
    state: 'in_progress',
    body: 'Now.',
    ...window,
    scheduledFor: NOON,
  });
  ids.done = await page.publish({ name: 'Old', state: 'resolved', body: 'Over.' });
  snapshot = (await page.deps.snapshots.current()) as Snapshot; // a page exists
});
afterAll(() => page.close());

function rendered(path: V2Path): unknown {
  const found = siteDocuments.find((document) => document.path === path);
  return JSON.parse(found?.render(snapshot) ?? 'null');
}
const read = <Path extends V2Path>(path: Path) => contract[path].parse(rendered(path)) as V2[Path]; // by that very schema

test.each(v2Paths)('%s has the contract’s keys, in its order, and no other', (path) => {
  expect(contract[path].safeParse(rendered(path)).error).toBeUndefined();
  expect(orderErrors(rendered(path), contract[path])).toEqual([]);
});

test('input comes back without control characters, and otherwise unchanged', () => {
  const [incident] = read('/api/v2/summary.json').incidents;
  expect(incident?.name).toBe(HOSTILE_IN_XML.trim());
  expect(incident?.incident_updates.at(-1)?.body).toBe(HOSTILE_IN_XML.trim());
});

test('dates are in the page’s zone, with milliseconds', () => {
  expect(read('/api/v2/status.json').page.time_zone).toBe('America/Los_Angeles');
  expect(read('/api/v2/summary.json').incidents[0]?.created_at).toBe(
    '2026-11-20T05:00:00.000-08:00',
  );
});

test('components are in order of raw position, and a group names its members and has their worst status', () => {
  const { components } = read('/api/v2/components.json');
  const positions = components.map((c) => c.position);
  expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  const group = components.find((c) => c.id === ids.group);
  expect(group).toMatchObject({
    status: 'partial_outage',
    group_id: null,
    components: [ids.eu, ids.us],
  });
});

test('an update without component changes has null, one with them names group and component', () => {
  const [open] = read('/api/v2/incidents/unresolved.json').incidents;
  const [newest, first] = open?.incident_updates ?? [];
  expect(newest?.affected_components).toBeNull();
  expect(first?.affected_components?.[0]).toEqual({
    code: ids.eu,
    name: 'Regions - EU',
    old_status: 'operational',
    new_status: 'partial_outage',
  });
});

test('open and closed, upcoming and active are kept apart', () => {
  const named = (list: readonly { id: string }[]) => list.map((i) => i.id);
  const all = read('/api/v2/incidents.json').incidents;
  expect(named(read('/api/v2/incidents/unresolved.json').incidents)).toEqual([ids.open]);
  expect(named(all).toSorted()).toEqual([ids.open, ids.done].toSorted());
  const planned = (which: '' | '/upcoming' | '/active') =>
    named(read(`/api/v2/scheduled-maintenances${which}.json`).scheduled_maintenances);
  expect(planned('/upcoming')).toEqual([ids.coming]);
  expect(planned('/active')).toEqual([ids.running]);
  expect(planned('').toSorted()).toEqual([ids.coming, ids.running].toSorted());
  expect(named(read('/api/v2/summary.json').scheduled_maintenances)).toEqual([
    ids.running,
    ids.coming,
  ]);
});
