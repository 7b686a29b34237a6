import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EMAIL } from '../../../api/notify/channels/email/channel.ts';
import type { SenderDeps } from '../../../api/notify/port/sending.ts';
import { planDue } from '../../../api/notify/queue/planning/fan-out.ts';
import { savePlannedPage } from '../../../db/delivery/fan-out.ts';
import { batch, mail, notification } from '../../../db/schema/index.ts';
import { addSubscribers, makeWorld, publish, type World } from '../../support/mail/mail.ts';

let world: World;
let senderDeps: SenderDeps;

beforeEach(async () => {
  world = await makeWorld();
  const { deps } = world;
  senderDeps = { ...deps, holder: 'me' };
});
afterEach(() => world.close());

const planned = async () => {
  const rows = await world.db.select().from(batch).orderBy(batch.batchNo);
  return { numbers: rows.map((row) => row.batchNo), people: rows.flatMap((row) => row.recipients) };
};

test.for([0, 1, 2, 3])(
  'a planner that dies after page %i is followed by one that misses and repeats nobody',
  async (pages) => {
    await addSubscribers(world, 2500);
    await publish(world);
    for (let i = 0; i < pages; i++) await planDue(senderDeps);
    while (await planDue(senderDeps));
    const { numbers, people } = await planned();
    expect(numbers).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
    expect(new Set(people).size).toBe(2500);
    expect(people).toHaveLength(2500);
    const [notified] = await world.db.select().from(notification);
    expect(notified).toMatchObject({ state: 'sending', planned: 2500 });
  },
);

test('a page of planning that fails halfway leaves no batch and no cursor', async () => {
  await addSubscribers(world, 1200);
  await publish(world);
  await world.db.run(sql`create trigger fail before insert on chunk when new.chunk_no = 7
    begin select raise(abort, 'disk full'); end`);
  await planDue(senderDeps);
  expect((await planned()).numbers).toEqual([]);
  expect((await world.db.select().from(notification))[0]).toMatchObject({
    planCursor: null,
    planned: 0,
  });
  await world.db.run(sql`drop trigger fail`);
  while (await planDue(senderDeps));
  expect((await planned()).people).toHaveLength(1200);
});

test('two planners at the same page plan everybody once', async () => {
  await addSubscribers(world, 1500);
  await publish(world);
  await Promise.all([planDue(senderDeps), planDue(senderDeps)]);
  while (await planDue(senderDeps));
  const { people } = await planned();
  expect(people).toHaveLength(1500);
  expect((await world.db.select().from(notification))[0]?.planned).toBe(1500);
});

test('a planner that read the cursor before another planned its page plans nothing twice', async () => {
  await addSubscribers(world, 1500);
  await publish(world);
  const [stale] = await world.db.select().from(notification);
  if (!stale) throw new Error('nothing to plan');
  await planDue(senderDeps);
  const first = await planned();
  const late = { from: 'late', subject: 'late', html: 'late', text: 'late', translated: {} };
  const messages = { revision: 1, byChannel: { [EMAIL]: late } };
  const page = { messages, channels: [{ name: EMAIL, size: 100 }], limit: 1000 };
  expect(await savePlannedPage(world.db, stale, page)).toBe(false);
  expect(await planned()).toEqual(first);
  expect((await world.db.select().from(notification))[0]?.subject).not.toBe('late');
  while (await planDue(senderDeps));
  expect(new Set((await planned()).people).size).toBe(1500);
  expect((await planned()).people).toHaveLength(1500);
});

test('one notification that cannot be planned does not hold up the next', async () => {
  await addSubscribers(world, 1);
  await publish(world, { name: 'First' });
  await world.db.run(sql`update notification set update_id = 'gone'`);
  await publish(world, { name: 'Second' });
  await world.poll();
  expect((await world.db.select().from(mail)).map((row) => row.subject)).toEqual([
    '[Investigating] Card payments: Second',
  ]);
});

test('the text is rendered once: a later edit changes no email', async () => {
  await addSubscribers(world, 1);
  await publish(world);
  await planDue(senderDeps);
  await world.db.run(sql`update incident_update set body = 'Edited.'`);
  await world.poll();
  const [sent] = await world.db.select().from(mail);
  expect(sent?.text).toContain('Some cards are declined.');
});
