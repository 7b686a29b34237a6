import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { batch } from '../../db/schema/index.ts';
import { hasSqld, startSqld } from '../support/edge/sqld.ts';
import { addSubscribers, makeWorld, publish, type World } from '../support/mail/mail.ts';
import { Provider } from '../support/mail/provider.ts';
import { expectOnceEach } from '../support/mail/provider-world.ts';
import { FULL } from '../support/size.ts';
import { beginSender, killSenders, loadSender } from './process/senders.ts';

const library = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketime.so.1`)
  .find(existsSync);
if (!library)
  console.log('Skipped: no faketime here (apt-get install faketime), so no clock that is wrong.');
if (!hasSqld) console.log('Skipped: no sqld here, so no database with a clock of its own.');

const PEOPLE = FULL ? 900 : 500;

let world: World;
let provider: Provider;
const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  killSenders();
  await provider.stop();
  await world.close();
  for (const end of ends.splice(0)) await end();
});

/** A process whose clock, and with it that of a database in it, is what `clock` says to libfaketime. */
const loadAt = (clock: Record<string, string>) =>
  loadSender(world, provider, {
    LD_PRELOAD: library,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    ...clock,
  });
const startAt = (clock: Record<string, string>) => beginSender(loadAt(clock));

describe.skipIf(!library || !hasSqld)('with a database server', () => {
  test.each(['+10m', '-10m'])(
    'a process whose clock is %s off takes no lease from another, and duplicates nothing',
    async (off: string) => {
      const sqld = await startSqld();
      ends.push(sqld.stop);
      provider = await Provider.start();
      world = await makeWorld({ url: sqld.url });
      const people = await addSubscribers(world, PEOPLE);
      provider.delay = () => 1000;
      const [first, other] = [loadAt({ FAKETIME: '+0' }), loadAt({ FAKETIME: off })];
      await beginSender(first);
      await publish(world);
      await expect.poll(() => provider.calls.length, { timeout: 60_000 }).toBeGreaterThan(0);
      await beginSender(other);
      await expect
        .poll(async () => (await world.notification())?.state, { timeout: 60_000 })
        .toBe('done');
      expectOnceEach(provider, people);
      expect(provider.calls, 'each batch was sent by whoever held it').toHaveLength(PEOPLE / 10);
      const holders = await world.db.selectDistinct({ holder: batch.leaseHolder }).from(batch);
      expect(holders, 'both took part').toHaveLength(2);
    },
    120_000,
  );
});

test.skipIf(!library)(
  'when the machine’s clock jumps ahead and back during sending, everybody is notified exactly once',
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
    await Promise.all([startAt(clock), startAt(clock)]);
    await publish(world);
    const jumps = ['+10m', '-10m', '+20m', '+0', '+30m'];
    for (const [i, jump] of jumps.entries()) {
      const some = ((i + 1) * people.length) / 10;
      // Behind the clock by which its mail became due, it waits: the next jump brings it on.
      if (!jumps[i - 1]?.startsWith('-') && jumps[i - 1] !== '+0')
        await expect.poll(() => provider.inboxes().size, { timeout: 60_000 }).toBeGreaterThan(some);
      set(jump);
    }
    await expect
      .poll(async () => (await world.notification())?.state, { timeout: 60_000 })
      .toBe('done');
    expectOnceEach(provider, people);
    expect(await world.notification()).toMatchObject({ planned: 1000, sent: 1000, unknown: 0 });
  },
  120_000,
);
