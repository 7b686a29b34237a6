import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeDeps } from '../../../api/context/make-deps.ts';
import { LEASE } from '../../../db/delivery/batch/fence.ts';
import { openDb } from '../../../db/engine/client.ts';
import { batch } from '../../../db/schema/index.ts';
import {
  addSubscribers,
  passTheWaits,
  publish,
  SECRET,
  type World,
} from '../../support/mail/mail.ts';
import type { Provider } from '../../support/mail/provider.ts';
import { expectOnceEach, makeProviderWorld } from '../../support/mail/provider-world.ts';

let provider: Provider;
let world: World;
beforeEach(async () => {
  ({ provider, world } = await makeProviderWorld());
});
afterEach(async () => {
  await world.close();
  await provider.stop();
});

test('a worker whose lease was lost records nothing', async () => {
  const people = await addSubscribers(world, 5);
  provider.trouble = () => {
    // While the call is under way another worker takes the batch.
    void world.db.run(sql`update chunk set lease_token = 'another'`).execute();
    return null;
  };
  provider.delay = () => 30;
  await publish(world);
  await world.poll();
  expect(await world.batches()).toMatchObject([{ state: 'leased', leaseToken: 'another' }]);
  expect(await world.notification()).toMatchObject({ state: 'sending', sent: 0 });
  provider.trouble = () => null;
  await passTheWaits(world);
  await world.poll();
  expectOnceEach(provider, people);
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 5 });
});

test('two senders on one database send each batch once', async () => {
  const people = await addSubscribers(world, 1500);
  await publish(world);
  const other = makeDeps({
    config: world.deps.config,
    db: openDb({ url: world.url }),
    mailer: world.deps.mailer,
    secret: SECRET,
    buildId: 'test',
    log: () => {},
  });
  await Promise.all([world.poll(), other.sender.poll()]);
  await Promise.all([world.poll(), other.sender.poll()]);
  expectOnceEach(provider, people);
  expect(await world.notification()).toMatchObject({ state: 'done', planned: 1500, sent: 1500 });
  await other.sender.stop();
  other.db.$client.close();
});

test('a claimed batch is leased by the database’s clock', async () => {
  await addSubscribers(world, 1);
  provider.delay = () => 100;
  await publish(world);
  const looking = world.poll();
  await expect.poll(() => provider.calls.length).toBe(1);
  const [row] = await world.db
    .select({
      left: sql<number>`due_at - cast(unixepoch('subsec') * 1000 as integer)`,
      state: batch.state,
    })
    .from(batch);
  await looking;
  expect(row?.state).toBe('leased');
  expect(row?.left).toBeGreaterThan(LEASE / 2);
});
