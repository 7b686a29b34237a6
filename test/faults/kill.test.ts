import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { batch, notification } from '../../db/schema/index.ts';
import { addSubscribers, makeWorld, publish, type World } from '../support/mail.ts';
import { Provider } from '../support/provider.ts';
import { expectOnceEach } from '../support/provider-world.ts';
import { seeded } from '../support/random.ts';
import { beginSender, killSenders, loadSender } from './senders.ts';

const KILLS = 20;
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
