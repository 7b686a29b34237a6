import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { databaseFile } from '../../db/engine/file.ts';
import { batch } from '../../db/schema/index.ts';
import { addSubscribers, passTheWaits, publish, type World } from '../support/mail/mail.ts';
import type { Provider } from '../support/mail/provider.ts';
import { expectOnceEach, makeProviderWorld } from '../support/mail/provider-world.ts';
import { FULL } from '../support/size.ts';
import { announced } from '../support/world/random.ts';

const PEOPLE = FULL ? 20_000 : 400;
let provider: Provider;
let world: World;
beforeEach(async () => {
  ({ provider, world } = await makeProviderWorld({ maxBatch: 10 }));
});
afterEach(async () => {
  await world.close();
  await provider.stop();
});
async function finish(): Promise<void> {
  for (let i = 0; i < 50 && (await world.notification())?.state !== 'done'; i++) {
    await passTheWaits(world);
    await world.poll();
  }
}

test('a disk that fills up during sending loses and duplicates nobody, and sending resumes by itself when there is space', async () => {
  const random = announced('DISK_SEED');
  const people = await addSubscribers(world, PEOPLE);
  const { $client } = world.db;
  const full = Math.floor((random() * PEOPLE) / 10 / 2) + 2;
  let isFull = false;
  provider.trouble = (_, n) => {
    if (n >= full && !isFull) {
      isFull = true;
      void $client.execute('PRAGMA max_page_count = 1'); // as many as there are
    }
    return null;
  };
  await publish(world);
  await world.poll();
  const [filler] = await world.db.all<{ n: number }>(sql`select count(*) as n from chunk`);
  expect(filler?.n).toBeGreaterThan(0);
  await $client.execute('PRAGMA max_page_count = 1000000');
  await finish();
  expectOnceEach(provider, people);
  expect(await world.notification()).toMatchObject({ state: 'done', sent: PEOPLE, unknown: 0 });
});

test('another program that locks the database now and then only delays mail', async () => {
  const random = announced('RIVAL_SEED');
  const people = await addSubscribers(world, PEOPLE);
  provider.delay = () => random() * 5;
  await publish(world);
  const looking = world.poll();
  for (let i = 0; i < (FULL ? 20 : 2); i++) {
    const program = fileURLToPath(new URL('process/rival.ts', import.meta.url));
    const args = [program, databaseFile(world.url) ?? '', '400'];
    const rival = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    await once(rival, 'exit');
  }
  await looking;
  await finish();
  expectOnceEach(provider, people);
  const states = await world.db.select({ state: batch.state }).from(batch);
  expect(new Set(states.map((row) => row.state))).toEqual(new Set(['done']));
});

test('a text edited when half have been notified is the same in every email of that update', async () => {
  const people = await addSubscribers(world, PEOPLE);
  let edited: Promise<unknown> | undefined;
  provider.trouble = (_, n) => {
    if (n >= PEOPLE / 20)
      edited ??= world.db.run(sql`update incident_update set body = 'Edited.'`).execute();
    return null;
  };
  await publish(world);
  await world.poll();
  await edited;
  expectOnceEach(provider, people);
  const personal = /https:\S+\/(?:subscriptions|u)\/\S+/g;
  const texts = provider.copies.map((copy) => copy.text.replaceAll(personal, ''));
  expect(new Set(texts).size).toBe(1);
  expect(texts[0]).toContain('Some cards are declined.');
});
