import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
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
import { hasSqld, startSqld } from '../support/sqld.ts';

const program = fileURLToPath(new URL('sender-process.ts', import.meta.url));
const library = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`)
  .find(existsSync);
if (!library)
  console.log('Skipped: no faketime here (apt-get install faketime), so no clock that is wrong.');
if (!hasSqld) console.log('Skipped: no sqld here, so no database with a clock of its own.');

let world: World;
let provider: Provider;
const processes: ChildProcess[] = [];
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const left of processes.splice(0)) left.kill('SIGKILL');
  await provider.stop();
  await world.close();
  for (const end of ends.splice(0)) await end();
});

/** A process whose clock, and with it that of a database in it, is what `clock` says to libfaketime. */
async function startSender(clock: Record<string, string>): Promise<void> {
  const args = [program, world.url, provider.url, BASE_URL, SECRET];
  const env = { ...process.env, LD_PRELOAD: library, FAKETIME_DONT_FAKE_MONOTONIC: '1', ...clock };
  const started = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
  processes.push(started);
  started.stdin.write('start\n');
  await once(started.stdout, 'data');
}
const told = async () => (await world.db.select().from(notification))[0];
const onceEach = (people: string[]) =>
  expect(Object.fromEntries(provider.inboxes())).toEqual(
    Object.fromEntries(people.map((to) => [to, 1])),
  );

describe.skipIf(!library || !hasSqld)('beside a database that is a server', () => {
  test.each(['+10m', '-10m'])(
    'a process whose clock is %s off takes no lease from another, and doubles nothing',
    async (off: string) => {
      const sqld = await startSqld();
      ends.push(sqld.stop);
      provider = await Provider.start();
      world = await makeWorld({ url: sqld.url });
      const people = await addSubscribers(world, 900);
      provider.delay = () => 1000;
      await startSender({ FAKETIME: '+0' });
      await publish(world);
      await expect.poll(() => provider.calls.length, { timeout: 60_000 }).toBeGreaterThan(0);
      await startSender({ FAKETIME: off });
      await expect.poll(async () => (await told())?.state, { timeout: 60_000 }).toBe('done');
      onceEach(people);
      expect(provider.calls, 'each chunk was sent by whoever held it').toHaveLength(90);
      const holders = await world.db.selectDistinct({ holder: chunk.leaseHolder }).from(chunk);
      expect(holders, 'both took part').toHaveLength(2);
    },
    120_000,
  );
});

test.skipIf(!library)(
  'when the clock of the machine jumps ahead and back in the midst, nobody is missed and nobody told twice',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'allclear-clock-'));
    ends.push(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'clock');
    const set = (off: string) => writeFileSync(file, `${off}\n`);
    set('+0');
    provider = await Provider.start();
    world = await makeWorld();
    const people = await addSubscribers(world, 1000);
    provider.delay = () => 100;
    const clock = { FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1' };
    await Promise.all([startSender(clock), startSender(clock)]);
    await publish(world);
    const jumps = ['+10m', '-10m', '+20m', '+0', '+30m'];
    for (const [i, jump] of jumps.entries()) {
      const some = ((i + 1) * people.length) / 10;
      // Behind the clock by which its mail became due, it waits: the next jump brings it on.
      if (!jumps[i - 1]?.startsWith('-') && jumps[i - 1] !== '+0')
        await expect.poll(() => provider.inboxes().size, { timeout: 60_000 }).toBeGreaterThan(some);
      set(jump);
    }
    await expect.poll(async () => (await told())?.state, { timeout: 60_000 }).toBe('done');
    onceEach(people);
    expect(await told()).toMatchObject({ planned: 1000, sent: 1000, unknown: 0 });
  },
  120_000,
);
