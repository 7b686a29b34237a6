import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeInternalUpdate } from '../../api/actions/room/card.ts';
import { insertDirectMail } from '../../db/direct-mail/direct-mail.ts';
import { write } from '../../db/engine/write.ts';
import { batch, internalSubscriber, notification, viewer } from '../../db/schema/index.ts';
import { addSubscribers, lead, makeWorld, publish, type World } from '../support/mail/mail.ts';
import { Provider } from '../support/mail/provider.ts';
import { expectOnceEach } from '../support/mail/provider-world.ts';
import { FULL } from '../support/size.ts';
import { seeded } from '../support/world/random.ts';
import { beginSender, killSenders, loadSender } from './process/senders.ts';

const KILLS = FULL ? 20 : 10;
const PEOPLE = 500;
const CALLS = 50;
const seed = Number(process.env.KILL_SEED ?? Math.floor(Math.random() * 1e9));

let provider: Provider;
let world: World;
let waiting: ReturnType<typeof loadSender> | null = null;

beforeEach(async () => {
  provider = await Provider.start();
  world = await makeWorld();
});
afterEach(async () => {
  killSenders();
  waiting = null;
  await provider.stop();
  await world.close();
});

/** Each start loads the next process, so that nobody waits for it. */
async function startSender() {
  const started = waiting ?? loadSender(world, provider);
  waiting = loadSender(world, provider);
  return beginSender(started);
}

const keysTaken = () => new Set(provider.calls.map((call) => call.key)).size;
const pause = (ms: number) => new Promise((later) => setTimeout(later, ms));

test(`${KILLS} kills between publishing and the last email: every subscriber is notified exactly once (KILL_SEED=${seed})`, async () => {
  console.log(`KILL_SEED=${seed}`);
  const random = seeded(seed);
  provider.delay = () => random() * 20;
  const people = await addSubscribers(world, PEOPLE);
  await publish(world);

  // The moments, spread over the whole run; the first ones fall before any call, into planning.
  const moments = Array.from({ length: KILLS }, () => Math.floor(random() * (CALLS - 8))).sort(
    (a, b) => a - b,
  );
  moments.fill(0, 0, 3);
  let deadWithLeases = 0;
  for (const moment of moments) {
    const victim = await startSender();
    while (keysTaken() < moment) await pause(1);
    await pause(random() * 40);
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    expect(victim.signalCode).toBe('SIGKILL');
    const rows = await world.db.select({ state: batch.state }).from(batch);
    if (rows.some((row) => row.state === 'leased')) deadWithLeases++;
    const [sofar] = await world.db.select({ state: notification.state }).from(notification);
    expect(sofar?.state, 'each kill falls before the last mail').not.toBe('done');
  }
  expect(deadWithLeases, 'some kills fell into the middle of work').toBeGreaterThan(0);

  const last = await startSender();
  await expect
    .poll(async () => (await world.db.select().from(notification))[0]?.state, { timeout: 20_000 })
    .toBe('done');
  last.kill('SIGKILL');

  expectOnceEach(provider, people);
  const [notified] = await world.db.select().from(notification);
  expect(notified).toMatchObject({
    planned: PEOPLE,
    sent: PEOPLE,
    failed: 0,
    suppressed: 0,
    unknown: 0,
  });
}, 180_000);

const INSIDE = FULL ? 2000 : 150;
const INSIDE_KILLS = FULL ? 40 : 4;

/** People who read the internal page and asked for updates for responders. */
async function addInsiders(n: number): Promise<string[]> {
  const at = world.clock.now;
  const people = Array.from({ length: n }, (_, i) => ({
    id: `viewer${i}`,
    to: `inside-${i}@corp.example`,
  }));
  for (let i = 0; i < n; i += 500) {
    const some = people.slice(i, i + 500);
    const of = { pageId: world.pageId, createdAt: at };
    await write(world.db, [
      world.db
        .insert(viewer)
        .values(some.map(({ id, to }) => ({ id, email: to, source: 'invited' as const, ...of }))),
      world.db.insert(internalSubscriber).values(
        some.map(({ id }) => ({
          id: `sub${id}`,
          viewerId: id,
          audience: 'responders' as const,
          ...of,
        })),
      ),
    ]);
  }
  return people.map(({ to }) => to);
}

test(`${INSIDE_KILLS} kills during an internal update to ${INSIDE} people: each gets it once, and nobody else waits for it (KILL_SEED=${seed})`, async () => {
  const random = seeded(seed);
  provider.delay = () => random() * 10;
  const inside = await addInsiders(INSIDE);
  const readers = await addSubscribers(world, 40);
  const incidentId = await publish(world);
  const update = { currentState: 'Rolling back.', whatWeKnow: '', whatWeAreDoing: '', impact: '' };
  await writeInternalUpdate(
    world.deps,
    lead,
    { pageId: world.pageId, incidentId },
    { ...update, audience: 'responders', nextUpdateBy: null, updatesEvery: null },
  );
  const isInside = (to: string) => to.endsWith('@corp.example');
  const sent = () => provider.copies.filter(({ to }) => isInside(to)).length;
  for (let kill = 1; kill <= INSIDE_KILLS; kill++) {
    const victim = await startSender();
    while (sent() < (INSIDE * kill) / (INSIDE_KILLS + 2)) await pause(1);
    await pause(random() * 15);
    victim.kill('SIGKILL');
    await once(victim, 'exit');
  }
  const before = sent();
  const newcomer = 'newcomer@customers.example';
  const text = { senderName: null, subject: 'Confirm', html: '<p>Confirm</p>', text: 'Confirm' };
  const row = { id: 'letternew001', pageId: world.pageId, kind: 'confirm', to: newcomer, ...text };
  await write(world.db, [insertDirectMail(world.db, row, world.clock.now)]);
  const last = await startSender();
  const waiting = async () =>
    (
      await world.db.all<{ n: number }>(sql`select count(*) as n from letter where state <> 'done'`)
    )[0]?.n;
  await expect.poll(waiting, { timeout: 120_000 }).toBe(0);
  last.kill('SIGKILL');

  expectOnceEach(provider, [...inside, ...readers, newcomer]);
  const order = provider.copies.map(({ to }) => to);
  const insideBefore = (at: number) => order.slice(0, at).filter(isInside).length;
  // Those that were claimed already may go first.
  expect(insideBefore(order.indexOf(newcomer)) - before).toBeLessThanOrEqual(8);
  const lastReader = Math.max(...readers.map((to) => order.indexOf(to)));
  expect(insideBefore(lastReader)).toBeLessThan(INSIDE / 2);
}, 300_000);
