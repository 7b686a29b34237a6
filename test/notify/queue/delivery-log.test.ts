import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { reachOf } from '../../../db/channel/channel.ts';
import { deliveryLogOf } from '../../../db/delivery/delivery-log.ts';
import { findSubscriber } from '../../../db/subscriber/subscriber.ts';
import { describeReach } from '../../../templates/words.ts';
import { addSubscribers, publish, replyNext, type World } from '../../support/mail/mail.ts';
import type { Provider } from '../../support/mail/provider.ts';
import { makeProviderWorld } from '../../support/mail/provider-world.ts';

let provider: Provider;
let world: World;
beforeEach(async () => {
  ({ provider, world } = await makeProviderWorld());
});
afterEach(async () => {
  await world.close();
  await provider.stop();
});

async function deliveryLog(email = '') {
  const who = await findSubscriber(world.db, world.pageId, { email });
  if (!who) throw new Error('no such person');
  return deliveryLogOf(world.db, who);
}

test('the delivery log of one person lists what was sent, what failed and why, newest first', async () => {
  const people = await addSubscribers(world, 100);
  const [poison = '', fine] = [people[42], people[7]];
  const id = await publish(world);
  await world.poll();
  provider.trouble = (call) =>
    call.batch.some((mail) => mail.to.includes(poison))
      ? { status: 422, name: 'validation_error' }
      : null;
  await replyNext(world, id, 'identified', 'Known.');
  await world.poll();
  expect(await deliveryLog(fine)).toMatchObject([
    { updateState: 'identified', state: 'done', failure: null },
    { updateState: 'investigating', state: 'done', failure: null },
  ]);
  expect(await deliveryLog(poison)).toMatchObject([
    { updateState: 'identified', state: 'dead', failure: 'validation_error' },
    { updateState: 'investigating', state: 'done', failure: null },
  ]);
});

test('before publishing, the number of recipients and the time at the current rate are estimated', async () => {
  expect(describeReach(await reachOf(world.db, world.pageId))).toBe('no subscribers yet');
  await addSubscribers(world, 1204);
  expect(describeReach(await reachOf(world.db, world.pageId))).toBe('up to 1,204 emails');
  await world.db.run(
    sql`insert into lane (channel, rate, refilled_at, raised_at) values ('email', 2, 0, 0)`,
  );
  expect(describeReach(await reachOf(world.db, world.pageId))).toBe(
    'up to 1,204 emails, about 7 seconds',
  );
});
