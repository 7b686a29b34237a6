import { afterEach, beforeEach, expect, test } from 'vitest';
import { tryAgain } from '../../api/actions/delivery/retry-failed.ts';
import type { Outcome } from '../../api/domain/delivery/delivery.ts';
import { EMAIL } from '../../api/notify/channels/email/channel.ts';
import type { Channel } from '../../api/notify/port/channel.ts';
import { planDue } from '../../api/notify/queue/planning/fan-out.ts';
import { Sender } from '../../api/notify/queue/sender.ts';
import { channelState, mail } from '../../db/schema/index.ts';
import {
  addSubscribers,
  lead,
  makeWorld,
  passTheWaits,
  publish,
  type World,
} from '../support/mail/mail.ts';

let world: World;
let pages: { to: string; text: string }[];
let calls: string[];
/** What the next calls are answered with, before one is taken. */
let answers: Outcome[];

beforeEach(async () => {
  world = await makeWorld();
  pages = [];
  calls = [];
  answers = [];
});
afterEach(() => world.close());

/** All that a channel has to be. */
const pager = (keyed: boolean): Channel => ({
  name: 'pager',
  limits: { maxBatch: 2, maxConcurrency: 1, keyed },
  render: async ({ incident, update }) => ({
    ...{ from: 'Acme', subject: incident.name, html: '', text: update.body },
  }),
  async deliver({ message, recipients }, key) {
    calls.push(key);
    const refused = answers.shift();
    if (refused && refused.kind !== 'sent') return refused;
    const failed = new Set(refused?.failures.map(({ index }) => index));
    const reached = recipients.filter((_, index) => !failed.has(index));
    pages.push(...reached.map(({ id }) => ({ to: id, text: message.text })));
    return refused ?? { kind: 'sent', failures: [] };
  },
});

const addBoth = async (n: number) => {
  await addSubscribers(world, n);
  await addSubscribers(world, n, 0, 'pager');
};

function senderWith(keyed = true): Sender {
  const { deps } = world;
  return new Sender({ ...deps, channels: [...deps.channels, pager(keyed)], holder: 'two' });
}
const counted = async () => {
  const mails = await world.db.select().from(mail);
  return {
    mails: mails.length,
    pages: pages.length,
    paged: new Set(pages.map(({ to }) => to)).size,
  };
};
const chunksOf = async (channel: string) =>
  (await world.batches()).filter((chunk) => chunk.channel === channel);

test.for([true, false])(
  'a channel of ten lines is planned, sent, retried and counted beside email (takes keys: %s)',
  async (keyed) => {
    await addBoth(5);
    await publish(world);
    answers = [{ kind: 'refused', code: 'busy', message: 'Try again later.' }];
    const sender = senderWith(keyed);
    await sender.poll();
    expect(await world.notification()).toMatchObject({ state: 'sending', planned: 10 });
    const waiting = (await chunksOf('pager')).filter(({ state }) => state === 'ready');
    expect(waiting.some(({ lastError }) => lastError === 'Try again later.')).toBe(true);
    await passTheWaits(world);
    await sender.poll();
    expect(await world.notification()).toMatchObject({
      state: 'done',
      planned: 10,
      sent: 10,
      failed: 0,
    });
    expect(await counted()).toEqual({ mails: 5, pages: 5, paged: 5 });
    expect(pages[0]?.text).toBe('Some cards are declined.');
    expect(await chunksOf(EMAIL)).toMatchObject([{ n: 5, state: 'done' }]);
    await sender.stop();
  },
);

test('a lost response is retried under the same key', async () => {
  await addBoth(2);
  await publish(world);
  answers = [{ kind: 'ambiguous', code: 'no_answer', message: 'No answer.' }];
  const sender = senderWith();
  await sender.poll();
  await passTheWaits(world);
  await sender.poll();
  expect(calls).toHaveLength(2);
  expect(new Set(calls).size).toBe(1);
  expect(calls[0]).toContain('/pager/');
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 4 });
  await sender.stop();
});

test('a recipient who failed on one channel is retried on that channel only', async () => {
  await addBoth(2);
  await publish(world);
  answers = [{ kind: 'sent', failures: [{ index: 1, message: 'No such pager.' }] }];
  const sender = senderWith();
  await sender.poll();
  const result = await world.notification();
  expect(result).toMatchObject({ state: 'done', sent: 3, failed: 1 });
  const sizes = [
    { name: EMAIL, size: 100 },
    { name: 'pager', size: 2 },
  ];
  await tryAgain(world.deps, lead, world.pageId, {
    id: result?.id ?? '',
    subscriberId: null,
    sizes,
  });
  await sender.poll();
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 4, failed: 0 });
  expect(await counted()).toEqual({ mails: 2, pages: 2, paged: 2 });
  await sender.stop();
});

test('a closed channel holds up no other', async () => {
  await addBoth(3);
  await publish(world);
  const closed = { refilledAt: 0, raisedAt: 0, closedUntil: 9e15, closedSince: 1 };
  await world.db.insert(channelState).values({ channel: 'pager', ...closed });
  const sender = senderWith();
  await sender.poll();
  expect(await counted()).toEqual({ mails: 3, pages: 0, paged: 0 });
  expect(await world.notification()).toMatchObject({ state: 'sending', planned: 6, sent: 3 });
  await world.db.update(channelState).set({ closedUntil: null, closedSince: null });
  await sender.poll();
  expect(await counted()).toEqual({ mails: 3, pages: 3, paged: 3 });
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 6 });
  await sender.stop();
});

test('a channel added after the first page of planning waits for the next update', async () => {
  await addBoth(2500);
  await publish(world);
  await planDue({ ...world.deps, holder: 'before' });
  const sender = senderWith();
  await sender.poll();
  expect(await world.notification()).toMatchObject({ state: 'done', planned: 2500, sent: 2500 });
  expect(pages).toEqual([]);
  await sender.stop();
});
