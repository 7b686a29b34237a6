import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chunk, notification } from '../../db/schema/index.ts';
import {
  addSubscribers,
  BASE_URL,
  makeWorld,
  publish,
  SECRET,
  type World,
} from '../support/mail.ts';
import { Provider } from '../support/provider.ts';
import { seeded } from '../support/random.ts';

const KILLS = 20;
const PEOPLE = 500;
const CALLS = 50;
const seed = Number(process.env.KILL_SEED ?? Math.floor(Math.random() * 1e9));
const program = fileURLToPath(new URL('sender-process.ts', import.meta.url));

let provider: Provider;
let world: World;
const processes: ChildProcess[] = [];
let waiting: ReturnType<typeof loadSender> | null = null;

beforeEach(async () => {
  provider = await Provider.start();
  world = await makeWorld();
});
afterEach(async () => {
  for (const left of processes) left.kill('SIGKILL');
  await provider.stop();
  await world.close();
});

function loadSender() {
  const args = [program, world.url, provider.url, BASE_URL, SECRET];
  const loaded = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  processes.push(loaded);
  return loaded;
}

/** Each start loads the next process, so that nobody waits for it. */
async function startSender(): Promise<ChildProcess> {
  const started = waiting ?? loadSender();
  waiting = loadSender();
  started.stdin.write('start\n');
  await once(started.stdout, 'data');
  return started;
}

const keysTaken = () => new Set(provider.calls.map((call) => call.key)).size;
const pause = (ms: number) => new Promise((later) => setTimeout(later, ms));

test(`${KILLS} kills between publishing and the last mail: every subscriber is told exactly once (KILL_SEED=${seed})`, async () => {
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
    const rows = await world.db.select({ state: chunk.state }).from(chunk);
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

  expect(Object.fromEntries(provider.inboxes())).toEqual(
    Object.fromEntries(people.map((to) => [to, 1])),
  );
  const [told] = await world.db.select().from(notification);
  expect(told).toMatchObject({
    planned: PEOPLE,
    sent: PEOPLE,
    failed: 0,
    suppressed: 0,
    unknown: 0,
  });
}, 180_000);
