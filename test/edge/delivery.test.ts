import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { type EdgeWorld, startEdgeWorld } from '../support/edge-world.ts';
import { eventually } from '../support/eventually.ts';
import { seeded } from '../support/random.ts';
import { deliveryReport, original, recipient } from '../support/reports.ts';
import { FULL } from '../support/size.ts';

let on: EdgeWorld;
afterEach(() => on.stop());

const each = (people: string[]) => new Map(people.map((address) => [address, 1]));
const told = () => eventually(async () => expect(await on.states()).toEqual(['done']));

test('a publish brings one mail to each, by the queue’s hint, without waiting for the minute', async () => {
  on = await startEdgeWorld();
  const people = await on.addPeople(150);
  expect((await on.publish('Cards fail')).status).toBe(201);
  await told();
  expect(on.provider.inboxes()).toEqual(each(people));
});

test('where no queue is bound, the Worker that published looks by itself', async () => {
  on = await startEdgeWorld({ queue: false });
  const people = await on.addPeople(3);
  await on.publish('Cards fail');
  await told();
  expect(on.provider.inboxes()).toEqual(each(people));
});

test('when the queue loses every message, cron alone brings every mail, once', async () => {
  on = await startEdgeWorld({ queue: 'loses everything' });
  const people = await on.addPeople(250);
  await on.publish('Cards fail');
  expect(await on.states()).toEqual(['planning']);
  await on.edge.minute();
  await told();
  expect(on.provider.inboxes()).toEqual(each(people));
});

test('what nobody acknowledged in time, and what nobody commands, cron mails once to whom it concerns', async () => {
  on = await startEdgeWorld();
  await on.lead(); // an owner
  await on.publish('Cards fail', 'due', { severity: 'SEV1' });
  await on.db.run(sql`update obligation set due_at = 1`);
  await Promise.all([on.edge.minute(), on.edge.minute()]);
  await on.edge.minute();
  await eventually(async () => expect(on.provider.inboxes()).toEqual(each(['lea@example.com'])));
  const rows = await on.db.all(sql`select kind, state from obligation order by kind`);
  // Who commands is asked once somebody acknowledged.
  expect(rows).toEqual([
    { kind: 'acknowledge', state: 'missed' },
    { kind: 'role_missing', state: 'open' },
  ]);
});

test('when the queue repeats every message, nobody is told twice', async () => {
  on = await startEdgeWorld();
  const people = await on.addPeople(250);
  on.provider.delay = () => 50;
  await on.publish('Cards fail');
  await Promise.all([
    on.edge.deliver(['poll', 'poll', 'poll']),
    on.edge.minute(),
    on.edge.minute(),
    on.edge.deliver(['poll', 'poll', 'poll']),
  ]);
  await told();
  await on.edge.deliver(['poll', 'poll', 'poll']);
  await on.edge.minute();
  expect(on.provider.inboxes()).toEqual(each(people));
});

test('when the queue delivers each message three times, the last one first, nobody is told twice', async () => {
  on = await startEdgeWorld({ queue: 'by hand' });
  const people = await on.addPeople(250);
  on.provider.delay = () => 50;
  for (const name of ['first', 'second', 'third']) await on.publish(`The ${name}`);
  const hints = ['look 1', 'look 2', 'look 3'].reverse().flatMap((hint) => [hint, hint, hint]);
  await on.edge.deliver(hints);
  await eventually(async () => expect(await on.states()).toEqual(['done', 'done', 'done']));
  expect(on.provider.inboxes()).toEqual(new Map(people.map((address) => [address, 3])));
});

test('a run that reaches 80 % of its requests stops in order, and the next ones go on', async () => {
  on = await startEdgeWorld({ queue: 'loses everything', env: { SUBREQUEST_LIMIT: '30' } });
  const people = await on.addPeople(1500);
  await on.publish('Cards fail');
  const spent: number[] = [];
  for (let run = 0; run < 20 && !(await on.states()).includes('done'); run++) {
    const before = on.between.requests() + on.provider.calls.length;
    await on.edge.minute();
    spent.push(on.between.requests() + on.provider.calls.length - before);
  }
  await told();
  expect(on.provider.inboxes()).toEqual(each(people));
  expect(spent.length).toBeGreaterThan(1);
  expect(Math.max(...spent)).toBeLessThanOrEqual(30);
});

test('a run asks the database at most three times for each batch of a hundred', async () => {
  on = await startEdgeWorld({ queue: 'loses everything', env: { SUBREQUEST_LIMIT: '10000' } });
  const people = await on.addPeople(1600);
  await on.publish('Cards fail');
  const before = on.between.requests();
  await on.edge.minute();
  expect(on.provider.inboxes()).toEqual(each(people));
  expect(on.provider.calls).toHaveLength(16);
  const asked = on.between.requests() - before;
  console.log(
    `A run of 16 batches asked the database ${asked} times, the minute’s other work included`,
  );
  expect(asked / 16).toBeLessThanOrEqual(3);
});

test('a report of a mail that came back ends mail to that person, in the Worker too', async () => {
  on = await startEdgeWorld({ env: { BOUNCE_HOOK_SECRET: '0123456789abcdef0123456789' } });
  const [gone = '', ...others] = await on.addPeople(3);
  await on.publish('Cards fail');
  await told();
  const copy = on.provider.copies.find(({ to }) => to === gone);
  const unsubscribe = `List-Unsubscribe: ${copy?.headers['List-Unsubscribe']}\r\n`;
  const answer = await fetch(`${on.url}/hooks/bounce`, {
    method: 'POST',
    headers: { authorization: 'Bearer 0123456789abcdef0123456789' },
    body: deliveryReport('', [recipient(gone)], {
      returned: ['message/rfc822', original('0100@provider.example', unsubscribe)],
    }),
  });
  expect(answer.status).toBe(202);
  await on.publish('Login fails');
  await eventually(async () => expect(await on.states()).toEqual(['done', 'done']));
  const second = on.provider.copies.filter(({ subject }) => subject.includes('Login fails'));
  expect(second.map(({ to }) => to).sort()).toEqual(others);
});

test.each(Array.from({ length: FULL ? 10 : 1 }, () => Math.floor(Math.random() * 1e9)))(
  'a Worker killed at random moments of a fan-out loses no mail and doubles none (KILLS=%i)',
  async (chosen) => {
    const random = seeded(Number(process.env.KILLS ?? chosen));
    on = await startEdgeWorld({ env: { SUBREQUEST_LIMIT: '10000' } });
    const people = await on.addPeople(1200);
    on.provider.delay = () => 40 + random() * 40;
    await on.publish('Cards fail');
    for (let kill = 0; kill < (FULL ? 8 : 2); kill++) {
      void on.edge.minute().catch(() => 'it was killed');
      await new Promise((resume) => setTimeout(resume, random() * 500));
      await on.restart();
      await on.passTheWaits();
    }
    await eventually(async () => {
      await on.passTheWaits();
      await on.edge.minute();
      expect(await on.states()).toEqual(['done']);
    });
    expect(on.provider.inboxes()).toEqual(each(people));
  },
);

test('of two runs of the cron at once, one sends and the other leaves it to that one', async () => {
  on = await startEdgeWorld({ queue: 'loses everything', env: { SUBREQUEST_LIMIT: '10000' } });
  const people = await on.addPeople(1200);
  on.provider.delay = () => 100;
  await on.publish('Cards fail');
  let running = 2;
  const run = () => on.edge.minute().finally(() => running--);
  const runs = Promise.all([run(), run()]);
  const senders = new Set<string>();
  while (running > 0) for (const { holder } of await leases()) senders.add(holder);
  await runs;
  await told();
  expect(on.provider.inboxes()).toEqual(each(people));
  expect(senders.size).toBeLessThanOrEqual(1);
  expect(await on.db.all(sql`select holder from lane where channel = 'email'`)).toEqual([
    { holder: null },
  ]);
});

const leases = () =>
  on.db.all<{ holder: string }>(
    sql`select distinct lease_holder as holder from chunk where state = 'leased'`,
  );
