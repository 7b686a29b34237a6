import { eq, sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { smtpMailer } from '../../../api/notify/channels/email/smtp.node.ts';
import { channelState } from '../../../db/schema/index.ts';
import {
  addSubscribers,
  makeWorld,
  passTheWaits,
  publish,
  type World,
} from '../../support/mail/mail.ts';
import { type Step, startSmtp } from '../../support/mail/smtp.ts';

/** Shorter than outside, so that the tests wait less; longer than any fast mail, ms. */
const SLOW_AFTER = 750;

let world: World;
let server: Awaited<ReturnType<typeof startSmtp>>;
let release: () => void;
afterEach(async () => {
  release();
  await world.close();
  await server.stop();
});

type Replies = Parameters<typeof startSmtp>[0]['onStep'];

/** A server that answers the people at these places of its order late: once they are released. */
async function start(
  people: number,
  places: readonly number[],
  at: Step,
  { options = '', onStep }: { options?: string; onStep?: Replies } = {},
) {
  const seen = new Set<string>();
  const slow = new Set<string>();
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  server = await startSmtp({
    ...(onStep ? { onStep } : {}),
    wait: (step, to) => {
      if (step === 'RCPT' && !seen.has(to) && places.includes(seen.size)) slow.add(to);
      if (step === 'RCPT') seen.add(to);
      return step === at && slow.has(to) ? released : undefined;
    },
  });
  world = await makeWorld({
    mailer: () => smtpMailer({ url: `${server.url}${options}`, host: 'status.acme.example' }),
    slowAfter: SLOW_AFTER,
  });
  const all = await addSubscribers(world, people);
  await publish(world);
  return { all, slow };
}
const accepted = () => server.taken.map(({ to }) => to);
const until = (seen: () => unknown) => expect.poll(seen, { timeout: 30_000 });
const expectOneEach = (people: string[]) => expect(accepted().sort()).toEqual([...people].sort());

test.each([
  ['RCPT', 0],
  ['RCPT', 7],
  ['DATA', 19],
] as const)(
  'nobody waits for one slow recipient: the others are notified first (%s, place %s)',
  async (at, place) => {
    const { all, slow } = await start(20, [place], at);
    const polled = world.poll();
    await until(() => accepted().length + slow.size).toBe(20);
    const [one] = slow;
    expect(accepted()).not.toContain(one);
    release();
    await polled;
    expectOneEach(all);
    expect(accepted().at(-1)).toBe(one);
    expect(await world.notification()).toMatchObject({
      state: 'done',
      planned: 20,
      sent: 20,
      failed: 0,
    });
  },
);

test('slow recipients use half of the connections: the others are notified on the rest', async () => {
  const places = [0, 3, 6, 9, 12];
  const { all, slow } = await start(30, places, 'RCPT');
  const polled = world.poll();
  await until(() => accepted().length).toBe(30 - places.length);
  expect(accepted().filter((to) => slow.has(to))).toEqual([]);
  const waiting = (await world.batches()).filter(({ lastCode }) => lastCode === 'slow');
  expect(waiting.map(({ attempts }) => attempts)).toEqual(waiting.map(() => 0));
  expect(waiting.length).toBeGreaterThan(0);
  release();
  await polled;
  for (let round = 0; round < 10 && (await world.notification())?.state !== 'done'; round++) {
    await passTheWaits(world);
    await world.poll();
  }
  expectOneEach(all);
  expect(await world.notification()).toMatchObject({
    state: 'done',
    planned: 30,
    sent: 30,
    failed: 0,
  });
}, 60_000);

test('an email already transmitted to a slow server is waited for, and sent once', async () => {
  const { all, slow } = await start(20, [2, 5, 8, 11], 'END');
  const polled = world.poll();
  await until(() => accepted().length).toBeGreaterThanOrEqual(10);
  release();
  await polled;
  expectOneEach(all);
  for (const to of slow) expect(server.times('RCPT', to)).toBe(1);
  expect(await world.notification()).toMatchObject({
    state: 'done',
    planned: 20,
    sent: 20,
    unknown: 0,
  });
}, 60_000);

test('no batch is split, and nobody is notified twice, once another process has the lease', async () => {
  const { all, slow } = await start(20, [4], 'RCPT');
  const polled = world.poll();
  await until(() => slow.size).toBe(1);
  await world.db.run(sql`update chunk set lease_token = 'theirs'`);
  await new Promise((later) => setTimeout(later, SLOW_AFTER + 500));
  expect(await world.batches()).toHaveLength(1);
  expect(accepted()).toHaveLength(4);
  await passTheWaits(world);
  await until(() => accepted().length).toBe(19);
  release();
  await polled;
  const counts = Map.groupBy(accepted(), (to) => to);
  expect([...counts.keys()].sort()).toEqual([...all].sort());
  expect(accepted().length - 20).toBeLessThanOrEqual(1);
});

test('slow recipients whose first email may have arrived wait as slow ones, and stay in doubt', async () => {
  // The replies to three mails are lost; afterwards, the servers of these three are slow.
  const lost = new Set<string>();
  const { all, slow } = await start(20, [], 'RCPT', {
    options: '?maxConnections=2',
    onStep: (step, { to, times, taken }) => {
      if (step !== 'END' || times > 1 || ![3, 9, 15].includes(taken)) return undefined;
      lost.add(to);
      return 'hang up';
    },
  });
  await world.poll();
  expect(await world.notification()).toMatchObject({ sent: 17 });
  for (const to of lost) slow.add(to);
  await passTheWaits(world);
  const polled = world.poll();
  const waiting = async () =>
    (await world.batches()).filter(
      ({ state, lastCode }) => state === 'ready' && lastCode === 'slow',
    );
  await until(async () => (await waiting()).reduce((sum, { n }) => sum + n, 0)).toBe(2);
  for (const batch of await waiting()) {
    expect(batch.attempts, 'nobody was tried').toBe(1);
    expect(batch.recipientSnapshot).toHaveLength(batch.n);
  }
  release();
  await polled;
  for (let round = 0; round < 5 && (await world.notification())?.state !== 'done'; round++) {
    await passTheWaits(world);
    await world.poll();
  }
  expect([...new Set(accepted())].sort()).toEqual([...all].sort());
  expect(accepted().length - 20).toBeLessThanOrEqual(lost.size);
  expect(await world.notification()).toMatchObject({
    state: 'done',
    sent: 20,
    failed: 0,
    unknown: 0,
  });
}, 60_000);

test('on a single connection, everybody else is notified before a slow recipient', async () => {
  const { all, slow } = await start(30, [0, 11], 'RCPT', { options: '?maxConnections=1' });
  const polled = world.poll();
  await until(() => accepted().length).toBe(28);
  expect(accepted().filter((to) => slow.has(to))).toEqual([]);
  release();
  await polled;
  await passTheWaits(world);
  await world.poll();
  expectOneEach(all);
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 30, failed: 0 });
}, 60_000);

const circuit = async () =>
  (await world.db.select().from(channelState).where(eq(channelState.channel, 'email')))[0]
    ?.closedSince;
const passTheProbe = async () => {
  await world.db.run(sql`update lane set closed_until = min(closed_until, 1)`);
  await passTheWaits(world);
};

test('on a single connection, a probe that meets a slow recipient closes the circuit with the next one', async () => {
  let isRefused = true;
  const { all, slow } = await start(30, [0], 'RCPT', {
    options: '?maxConnections=1',
    onStep: (step) => (step === 'MAIL' && isRefused ? '550 5.7.1 refused' : undefined),
  });
  await world.poll();
  expect(await circuit()).not.toBeNull();
  isRefused = false;
  await passTheProbe();
  const polled = world.poll();
  await until(() => accepted().length).toBeGreaterThan(0);
  await until(circuit).toBeNull();
  await passTheWaits(world);
  await until(() => accepted().length).toBe(29);
  expect(accepted().filter((to) => slow.has(to))).toEqual([]);
  release();
  await polled;
  await passTheWaits(world);
  await world.poll();
  expectOneEach(all);
  expect(await circuit()).toBeNull();
}, 60_000);

test('a probe whose connection is cut proves nothing, and the circuit stays open', async () => {
  let isRefused = true;
  await start(1, [], 'RCPT', {
    onStep: (step) => {
      if (step === 'MAIL' && isRefused) return '550 5.7.1 refused';
      return step === 'RCPT' ? 'hang up' : undefined;
    },
  });
  await world.poll();
  const opened = await circuit();
  expect(opened).not.toBeNull();
  isRefused = false;
  await passTheProbe();
  await world.poll();
  expect(server.times('RCPT', 'person-0@customers.example')).toBe(1);
  expect(await circuit()).toBe(opened);
});
