import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Correction, correctUpdate } from '../../api/actions/correction/correction.ts';
import { controlDelivery } from '../../api/actions/delivery/notification.ts';
import { patchIncident } from '../../api/actions/incident/index.ts';
import { IncidentPatch } from '../../api/actions/incident/input.ts';
import { sweepEnded } from '../../db/delivery/supersede.ts';
import { findIncident } from '../../db/incident/incident.ts';
import { batch, notification, subscriber } from '../../db/schema/index.ts';
import {
  addSubscribers,
  lead,
  passTheWaits,
  publish,
  replyNext,
  type World,
} from '../support/mail/mail.ts';
import type { Provider } from '../support/mail/provider.ts';
import { makeProviderWorld } from '../support/mail/provider-world.ts';
import { FULL } from '../support/size.ts';
import { announced } from '../support/world/random.ts';

const PEOPLE = FULL ? 20_000 : 600;

/** Few to a call: of those that are begun at once not all are stopped any more. */
const BATCH = 5;
let provider: Provider;
let world: World;

beforeEach(async () => {
  ({ provider, world } = await makeProviderWorld({ timeout: 300, maxBatch: BATCH }));
});
afterEach(async () => {
  await world.close();
  await provider.stop();
});

const notifications = () => world.db.select().from(notification).orderBy(notification.createdAt);
const stateOf = (subject: string) => /^\[(\w+)\]/.exec(subject)?.[1];
/** What each person got, in the order in which it came. */
const received = () => {
  const by = Map.groupBy(provider.copies, (copy) => copy.to);
  return new Map([...by].map(([to, copies]) => [to, copies.map((c) => stateOf(c.subject))]));
};
async function finish() {
  for (let i = 0; i < 12; i++) {
    await passTheWaits(world);
    await world.poll();
  }
}

test('an update published while the previous one is going out: nobody gets the older after the newer, everybody gets the newer', async () => {
  const random = announced('SUPERSEDE_SEED');
  const people = await addSubscribers(world, PEOPLE);
  const calls = PEOPLE / BATCH;
  let next: Promise<unknown> | undefined;
  let id = '';
  provider.trouble = (_, n) => {
    if (n >= Math.ceil(calls * 0.3))
      next ??= replyNext(world, id, 'identified', 'The cause is known.');
    // Refusals for speed have a test of their own: here they would only slow the pace.
    const luck = random();
    if (luck < 0.1) return { dropAfterAccept: true };
    if (luck < 0.2) return { status: 503 };
    return null;
  };
  id = await publish(world);
  await world.poll();
  await next;
  await finish();

  const all = received();
  expect([...all.keys()].sort()).toEqual([...people].sort());
  for (const [to, states] of all) {
    expect(states.at(-1), to).toBe('Identified');
    expect(new Set(states).size, `${to} got one twice`).toBe(states.length);
  }
  const both = [...all.values()].filter((states) => states.length === 2).length;
  expect(both).toBeGreaterThan(0);
  expect(both).toBeLessThan(PEOPLE / 2);
  const [older, newer] = await notifications();
  expect(older).toMatchObject({ state: 'superseded', supersededBy: newer?.id, planned: PEOPLE });
  expect(newer).toMatchObject({ state: 'done', sent: PEOPLE, unknown: 0 });
  const left = await world.db.select().from(batch).where(sql`state in ('ready', 'leased')`);
  expect(left).toEqual([]);
}, 120_000);

test('the newer email includes the older ones, newest first', async () => {
  const [to] = await addSubscribers(world, 1);
  await world.db.run(sql`update page set mail_hold = 30`);
  const id = await publish(world, { body: 'FIRST-TEXT' });
  await replyNext(world, id, 'identified', 'SECOND-TEXT');
  await world.db.run(sql`update page set mail_hold = 0`);
  await replyNext(world, id, 'monitoring', 'THIRD-TEXT');
  await world.poll();
  expect([...received()]).toEqual([[to, ['Monitoring']]]);
  const [mail] = provider.copies;
  for (const part of [mail?.text ?? '', mail?.html ?? '']) {
    const order = ['THIRD-TEXT', 'SECOND-TEXT', 'FIRST-TEXT'].map((text) => part.indexOf(text));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
  }
});

test('updates that everybody already got are not repeated', async () => {
  await addSubscribers(world, 1);
  const id = await publish(world, { body: 'FIRST-TEXT' });
  await world.poll();
  await replyNext(world, id, 'identified', 'SECOND-TEXT');
  await world.poll();
  expect(provider.copies[1]?.text).toContain('SECOND-TEXT');
  expect(provider.copies[1]?.text).not.toContain('FIRST-TEXT');
});

test('somebody affected only by the older update is notified by the newer', async () => {
  const [to] = await addSubscribers(world, 1);
  const { login, payments } = world.components;
  await world.db.update(subscriber).set({ allComponents: false });
  const [person] = await world.db.select().from(subscriber);
  await world.db.run(
    sql`insert into subscription (subscriber_id, component_id) values (${person?.id}, ${payments})`,
  );
  await world.db.run(sql`update page set mail_hold = 30`);
  const id = await publish(world, { body: 'FIRST-TEXT' });
  await world.db.run(sql`update page set mail_hold = 0`);
  await patchIncident(
    world.deps,
    lead,
    world.pageId,
    id,
    IncidentPatch.parse({ body: 'It was something else.', componentIds: [login] }),
  );
  await world.poll();
  expect(provider.copies.map((copy) => copy.to)).toEqual([to]);
  expect(provider.copies[0]?.text).toContain('FIRST-TEXT');
});

test.for(['paused', 'needs_operator'] as const)(
  'a correction of an update whose email is partly sent and %s replaces it: nobody gets the old text afterwards',
  async (state) => {
    const people = await addSubscribers(world, 2000);
    let stopped: Promise<unknown> | undefined;
    provider.trouble = (_, n) => {
      if (n >= 4) stopped ??= world.db.update(notification).set({ state }).execute();
      return null;
    };
    provider.delay = () => 20;
    const id = await publish(world, { body: 'OLD-WORDS' });
    await world.poll();
    await stopped;
    const early = provider.copies.length;
    expect(early).toBeLessThan(2000);
    const [update] = (await findIncident(world.db, world.pageId, id))?.updates ?? [];
    world.clock.now += 1000;
    const correction = { body: 'NEW-WORDS', deliverNotifications: true };
    const newText = Correction.parse(correction);
    await correctUpdate(world.deps, lead, world.pageId, id, update?.id ?? '', newText);
    const [older] = await notifications();
    await controlDelivery(world.deps, lead, world.pageId, older?.id ?? '', 'resume').catch(
      () => {},
    );
    await finish();
    const late = provider.copies.slice(early);
    expect(late.map((copy) => copy.to).sort()).toEqual([...people].sort());
    for (const copy of late) expect(copy.text).toContain('NEW-WORDS');
    expect(await notifications()).toMatchObject([
      { state: 'superseded', sent: early, planned: 2000 },
      { state: 'done', sent: 2000 },
    ]);
  },
);

test('a correction leaves the mail of a later update alone', async () => {
  await addSubscribers(world, 1);
  const id = await publish(world, { body: 'OLD-WORDS' });
  await world.poll();
  await replyNext(world, id, 'identified', 'SECOND-TEXT');
  const [, first] = (await findIncident(world.db, world.pageId, id))?.updates ?? [];
  world.clock.now += 1000;
  const newText = Correction.parse({ body: 'NEW-WORDS', deliverNotifications: true });
  await correctUpdate(world.deps, lead, world.pageId, id, first?.id ?? '', newText);
  await finish();
  expect(provider.copies.map((copy) => copy.subject)).toEqual([
    expect.stringContaining('[Investigating]'),
    expect.stringContaining('[Identified]'),
    expect.stringContaining('[Investigating, corrected]'),
  ]);
});

test('the newer email waits for an attempt at the older one that is still in flight', async () => {
  await addSubscribers(world, 1);
  provider.trouble = () => ({ hang: true });
  const id = await publish(world);
  const looking = world.poll();
  await expect.poll(() => provider.calls.length).toBe(1);
  await replyNext(world, id, 'identified', 'Known.');
  const held = await world.db.select({ state: batch.state }).from(batch);
  expect(held).toEqual([{ state: 'leased' }]);
  provider.trouble = () => null;
  await looking;
  await finish();
  expect([...received().values()]).toEqual([['Investigating', 'Identified']]);
  const [older] = await notifications();
  expect(older).toMatchObject({ state: 'superseded', sent: 0, unknown: 1 });
});

test('while the newer email waits for an attempt at the older, its process does other work', async () => {
  await addSubscribers(world, 1);
  await publish(world, { name: 'Another' }); // the circuit is known to be closed
  await world.poll();
  provider.trouble = () => ({ hang: true });
  const id = await publish(world);
  const looking = world.poll();
  await expect.poll(() => provider.calls.length).toBe(2);
  await replyNext(world, id, 'identified', 'Known.');
  provider.trouble = () => null;
  await looking; // the call that hangs is given up by a timer, which has to fire
  await finish();
  expect([...received().values()].map((states) => states.slice(1))).toEqual([
    ['Investigating', 'Identified'],
  ]);
});

test('an attempt whose process died is settled when its lease expires', async () => {
  await addSubscribers(world, 3);
  provider.trouble = () => ({ status: 429, name: 'rate_limit_exceeded' });
  const id = await publish(world);
  await world.poll();
  await world.db.update(batch).set({
    state: 'leased',
    dueAt: sql`unixepoch() * 1000 + 60000`,
    leaseToken: 'dead',
    recipientSnapshot: [],
  });
  await world.db.run(
    sql`update chunk set frozen = (select json_group_array(value) from json_each(recipients))`,
  );
  provider.trouble = () => null;
  await replyNext(world, id, 'identified', 'Known.');
  await world.poll();
  expect(provider.copies).toEqual([]);
  await passTheWaits(world);
  await sweepEnded(world.db);
  await world.poll();
  expect(provider.copies).toHaveLength(3);
  const [older] = await world.db
    .select()
    .from(notification)
    .where(eq(notification.state, 'superseded'));
  expect(older).toMatchObject({ planned: 3, sent: 0, unknown: 3 });
});
