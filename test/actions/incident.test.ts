import { afterEach, beforeEach, expect, test } from 'vitest';
import { createComponent } from '../../api/actions/component/component.ts';
import { NewComponent } from '../../api/actions/component/input.ts';
import { createIncident, patchIncident, removeIncident } from '../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../api/actions/incident/input.ts';
import { MINUTE } from '../../api/domain/time/time.ts';
import { findComponent } from '../../db/component/component.ts';
import { findIncident } from '../../db/incident/incident.ts';
import { loseCommitResponse } from '../support/server/network-faults.ts';
import { makeWorld, NOON, type World } from '../support/world/world.ts';

let world: World;
let checkout: string;
let search: string;

beforeEach(async () => {
  world = await makeWorld();
  checkout = await component('Checkout');
  search = await component('Search');
});
afterEach(() => world.close());

const component = (name: string) =>
  createComponent(world.deps, world.owner, world.pageId, NewComponent.parse({ name }));

const open = async (input: object = {}, idempotencyKey?: { key: string; requestHash: string }) =>
  (await publish(input, idempotencyKey)).id;

const publish = (input: object, idempotencyKey?: { key: string; requestHash: string }) =>
  createIncident(
    world.deps,
    world.owner,
    world.pageId,
    NewIncident.parse({ name: 'Cards fail', state: 'investigating', body: 'We look.', ...input }),
    { idempotencyKey },
  );

const patch = (id: string, input: object, idempotencyKey?: { key: string; requestHash: string }) =>
  patchIncident(world.deps, world.owner, world.pageId, id, IncidentPatch.parse(input), {
    idempotencyKey,
  });

const record = async (id: string) => {
  const found = await findIncident(world.deps.db, world.pageId, id);
  if (!found) throw new Error(`no incident ${id}`);
  return found;
};

const rows = async (sql: string) => (await world.deps.db.$client.execute(sql)).rows;

test('when two editors opened the same form, the later one is refused and nothing of it is stored', async () => {
  const id = await open();
  const { revision } = await record(id);
  await patch(id, { state: 'identified', body: 'Found.', expectedRevision: revision });
  await expect(
    patch(id, {
      state: 'monitoring',
      body: 'Fixed.',
      components: { [checkout]: 'major_outage' },
      expectedRevision: revision,
    }),
  ).rejects.toMatchObject({ code: 'conflict' });
  const after = await record(id);
  expect(after.state).toBe('identified');
  expect(after.updates.map((u) => u.body)).toEqual(['Found.', 'We look.']);
  expect((await findComponent(world.deps.db, world.pageId, checkout))?.status).toBe('operational');
});

test('when two editors save at the same moment, one is published and one is refused', async () => {
  const id = await open();
  const { revision } = await record(id);
  const results = await Promise.allSettled(
    ['One.', 'Two.'].map((body) =>
      patch(id, { state: 'identified', body, expectedRevision: revision }),
    ),
  );
  expect(results.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((await record(id)).updates).toHaveLength(2);
});

test('two scripts that post at the same moment are both published, in some order', async () => {
  const id = await open();
  await Promise.all(['First.', 'Second.'].map((body) => patch(id, { body })));
  const { updates } = await record(id);
  expect(updates.map((u) => u.seq)).toEqual([3, 2, 1]);
  expect(updates.map((u) => u.body).sort()).toEqual(['First.', 'Second.', 'We look.']);
});

test('the same key makes the same incident, however often and concurrently it is sent', async () => {
  const idempotencyKey = { key: 'k1', requestHash: 'h1' };
  const ids = await Promise.all([
    open({}, idempotencyKey),
    open({}, idempotencyKey),
    open({}, idempotencyKey),
  ]);
  expect(new Set(ids).size).toBe(1);
  expect(await open({}, idempotencyKey)).toBe(ids[0]);
  expect(await rows('select id from incident')).toHaveLength(1);
  expect(await rows('select id from notification')).toHaveLength(1);
});

test('a key that was used for another request is refused', async () => {
  await open({}, { key: 'k1', requestHash: 'h1' });
  await expect(open({}, { key: 'k1', requestHash: 'h2' })).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('an update that arrives twice under one key is published once, without an error', async () => {
  const id = await open();
  const { revision: expectedRevision } = await record(id);
  const idempotencyKey = { key: 'u1', requestHash: 'h' };
  await Promise.all([
    patch(id, { state: 'identified', body: 'Found.', expectedRevision }, idempotencyKey),
    patch(id, { state: 'identified', body: 'Found.', expectedRevision }, idempotencyKey),
  ]);
  await patch(id, { state: 'identified', body: 'Found.', expectedRevision }, idempotencyKey);
  expect((await record(id)).updates).toHaveLength(2);
});

test('the impact stays at its worst when components recover', async () => {
  const id = await open({ components: { [checkout]: 'major_outage', [search]: 'operational' } });
  expect((await record(id)).impact).toBe('major');
  await patch(id, {
    state: 'monitoring',
    body: 'Better.',
    components: { [checkout]: 'operational' },
  });
  expect((await record(id)).impact).toBe('major');
});

test('clearing a manual impact returns to the impact from the components', async () => {
  const id = await open({
    components: { [checkout]: 'degraded_performance' },
    impactOverride: 'critical',
  });
  expect((await record(id)).impact).toBe('critical');
  await patch(id, { impactOverride: null });
  expect(await record(id)).toMatchObject({ impact: 'minor', impactOverride: null });
});

test('reopening clears the end, and resolving again sets a new one', async () => {
  const id = await open();
  await patch(id, { state: 'resolved', body: 'Done.' });
  expect((await record(id)).resolvedAt).toBe(NOON);
  world.wait(MINUTE);
  await patch(id, { state: 'investigating', body: 'It is back.' });
  expect(await record(id)).toMatchObject({ state: 'investigating', resolvedAt: null });
  world.wait(MINUTE);
  await patch(id, { state: 'resolved', body: 'Done for good.' });
  expect((await record(id)).resolvedAt).toBe(NOON + 2 * MINUTE);
});

test('the promise lasts until the next update, and editing the title leaves it alone', async () => {
  const id = await open({ nextUpdateBy: NOON + 30 * MINUTE });
  await patch(id, { name: 'Card payments fail' });
  expect(await record(id)).toMatchObject({
    name: 'Card payments fail',
    nextUpdateBy: NOON + 30 * MINUTE,
  });
  await patch(id, { body: 'Still looking.' });
  expect((await record(id)).nextUpdateBy).toBeNull();
});

test('an update that notifies stores its notification in the same write, one that doesn’t stores none', async () => {
  const id = await open({ components: { [checkout]: 'partial_outage' } });
  await patch(id, { body: 'Quietly.', deliverNotifications: false });
  const [only, ...others] = await rows('select update_id, state, component_ids from notification');
  expect(others).toEqual([]);
  expect(only).toMatchObject({ state: 'held', component_ids: JSON.stringify([checkout]) });
  const first = (await record(id)).updates.at(-1);
  expect(only?.update_id).toBe(first?.id);
});

test('each status is stored as one interval, the current one without an end', async () => {
  const id = await open({ components: { [checkout]: 'major_outage' } });
  world.wait(5 * MINUTE);
  await patch(id, { state: 'resolved', body: 'Done.', components: { [checkout]: 'operational' } });
  const intervals = await rows(
    `select status, from_at, to_at from component_interval where component_id = '${checkout}' order by rowid`,
  );
  expect(intervals).toMatchObject([
    { status: 'operational', from_at: NOON, to_at: NOON },
    { status: 'major_outage', from_at: NOON, to_at: NOON + 5 * MINUTE },
    { status: 'operational', from_at: NOON + 5 * MINUTE, to_at: null },
  ]);
});

test('an update stored while the database goes away is logged and reported as not visible yet', async () => {
  const id = await open();
  const shown = async () => (await world.deps.snapshots.current())?.incidents[0]?.updates.length;
  const logged: string[] = [];
  const log = (level: string, message: string) => logged.push(`${level}: ${message}`);
  const deps = { ...world.deps, log };
  const next = IncidentPatch.parse({ state: 'identified', body: 'Found.' });
  const restore = loseCommitResponse(deps.db);
  const published = await patchIncident(deps, world.owner, world.pageId, id, next);
  restore();
  expect(published).toEqual({ id, visible: false });
  expect(logged).toEqual(['error: a change is stored but not visible yet']);
  expect((await record(id)).updates).toHaveLength(2);
  expect(await shown()).toBe(1);
  await world.deps.snapshots.catchUp();
  expect(await shown()).toBe(2);
  expect(await publish({ name: 'Mails are late' })).toMatchObject({ visible: true });
});

test('deleting an incident deletes its timeline and unsent mail; the audit log keeps its content', async () => {
  const id = await open({ body: 'Wrong page, sorry.' });
  await removeIncident(world.deps, world.owner, world.pageId, id);
  expect(await rows('select id from incident')).toEqual([]);
  expect(await rows('select id from incident_update')).toEqual([]);
  expect(await rows('select state from notification')).toMatchObject([{ state: 'cancelled' }]);
  const [entry] = await rows("select before, actor from audit where action = 'delete'");
  expect(entry?.before).toContain('Wrong page, sorry.');
  expect(entry?.actor).toContain('Ada Owner');
});

test('a component of another page is refused with an explanation', async () => {
  await expect(open({ components: { nosuchthing0: 'major_outage' } })).rejects.toMatchObject({
    code: 'invalid',
    message: 'Component nosuchthing0 is not on this page.',
  });
});

test('a maintenance that ends before it begins is refused at the end field', async () => {
  await expect(
    open({ state: 'scheduled', scheduledFor: NOON + MINUTE, scheduledUntil: NOON }),
  ).rejects.toMatchObject({
    code: 'invalid',
    fields: { scheduledUntil: 'End must be after start.' },
  });
});
