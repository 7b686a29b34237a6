import { afterEach, describe, expect, test } from 'vitest';
import { resendMailer } from '../../api/notify/channels/email/resend.ts';
import { Sender } from '../../api/notify/queue/sender.ts';
import { notification } from '../../db/schema/index.ts';
import { hasSqld, startSqld } from '../support/edge/sqld.ts';
import {
  addSubscribers,
  makeWorld,
  passTheWaits,
  publish,
  type World,
} from '../support/mail/mail.ts';
import { Provider } from '../support/mail/provider.ts';
import { startFaultProxy } from '../support/server/network-faults.ts';
import { FULL } from '../support/size.ts';
import { announced } from '../support/world/random.ts';

const ROUNDS = FULL ? 20 : 1;
if (!hasSqld) console.log('Skipped: no sqld here, so no database whose answers could be lost.');

let world: World;
let provider: Provider;
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  await world.close();
  await provider.stop();
  for (const end of ends.splice(0)) await end();
});

async function open(url?: string): Promise<void> {
  provider = await Provider.start();
  const mailer = () => ({
    ...resendMailer({ apiKey: 're_test', baseUrl: provider.url, timeout: 2000 }),
    maxBatch: 10,
  });
  world = await makeWorld({ mailer, ...(url ? { url } : {}) });
}
const states = async () =>
  (await world.db.select({ state: notification.state }).from(notification)).map((n) => n.state);
const each = (people: string[], times: number) =>
  expect(Object.fromEntries(provider.inboxes())).toEqual(
    Object.fromEntries(people.map((to) => [to, times])),
  );

test('queue messages that arrive three times, late, in any order and at several senders duplicate nothing', async () => {
  await open();
  const random = announced('HINTS_SEED');
  const people = await addSubscribers(world, 300);
  provider.delay = () => random() * 10;
  const { deps } = world;
  const senders = ['one', 'two', 'three'].map((holder) => new Sender({ ...deps, holder }));
  const hints: Promise<void>[] = [];
  for (const name of ['first', 'second', 'third']) {
    await publish(world, { name });
    for (let i = 0; i < 9; i++)
      hints.push(
        new Promise<void>((later) => setTimeout(later, random() * 200)).then(() =>
          senders[Math.floor(random() * 3)]?.poll(),
        ),
      );
  }
  await Promise.all(hints);
  await passTheWaits(world);
  await Promise.all(senders.map((sender) => sender.poll()));
  expect(await states()).toEqual(['done', 'done', 'done']);
  each(people, 3);
  expect(provider.calls, 'no batch was sent for nothing').toHaveLength(90);
});

describe.skipIf(!hasSqld)('a database server', () => {
  test.for(Array.from({ length: ROUNDS }, (_, i) => i))(
    'applies writes and loses every fourth response: everybody is notified once (%i)',
    async () => {
      const sqld = await startSqld();
      const proxy = await startFaultProxy(sqld.url);
      ends.push(proxy.stop, sqld.stop);
      await open(proxy.url);
      const random = announced('LOST_REPLY_SEED');
      const people = await addSubscribers(world, 1000);
      await publish(world);
      let lost = 0;
      while (/planning|sending/.test((await states()).join())) {
        proxy.faults.loseReply = () => random() < 0.25 && ++lost > 0;
        await world.poll();
        proxy.reset();
        await passTheWaits(world);
      }
      expect(lost).toBeGreaterThan(0);
      each(people, 1);
      expect((await world.db.select().from(notification))[0]).toMatchObject({
        planned: 1000,
        sent: 1000,
        failed: 0,
        unknown: 0,
      });
    },
  );
});
