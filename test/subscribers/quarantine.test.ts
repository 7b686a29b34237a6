import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { maintainSubscribers } from '../../api/actions/subscriber/upkeep/maintain.ts';
import { DAY, HOUR } from '../../api/domain/time/time.ts';
import { prune } from '../../db/prune.ts';
import { deliveryAttempt, directMail, subscriber } from '../../db/schema/index.ts';
import { addDestination } from '../support/chat/destinations.ts';
import { BASE_URL, makeWorld, type World } from '../support/mail/mail.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
  for (const id of ['one', 'two'])
    await addDestination(world, {
      id,
      channel: 'webhook',
      address: `https://hooks.example.com/${id}`,
    });
  await world.db
    .update(subscriber)
    .set({ label: 'hooks.example.com/…', contactEmail: 'ops@customer.example' });
  await world.db.run(sql`insert into user (id, name, email, email_verified, created_at, updated_at)
    values ('lead', 'Lea', 'lea@acme.example', 1, 0, 0) on conflict do nothing`);
  await world.db.run(sql`insert into member (page_id, user_id, role, created_at)
    values (${world.pageId}, 'lead', 'owner', 0) on conflict do nothing`);
});
afterEach(() => world.close());

const mails = () => world.db.select().from(directMail).orderBy(directMail.createdAt);
const quarantine = (id: string) =>
  world.db.run(sql`update subscriber set quarantined_at = ${world.clock.now}, quarantine_reason = 'It is gone.'
    where id = ${id}`);
/** To whom mail was written in these hours, and what about. */
const hours = async (n: number) => {
  const written: string[] = [];
  for (let i = 0; i < n; i++) {
    const before = new Set((await mails()).map(({ id }) => id));
    world.clock.now += HOUR;
    await maintainSubscribers(world.deps);
    for (const { id, to, subject } of await mails())
      if (!before.has(id)) written.push(`${to}: ${subject}`);
    const at = world.clock.now;
    await world.db.run(
      sql`update letter set state = 'done', sent_at = ${at} where sent_at is null`,
    );
    await prune(world.db, at - 2 * DAY);
  }
  return written;
};

test('the contact of a destination is told once that it gets no more, with the last response and the way back', async () => {
  await world.db.update(subscriber).set({ locale: 'de' });
  await world.db.insert(deliveryAttempt).values({
    ...{ id: 'a', pageId: world.pageId, subscriberId: 'one', channel: 'webhook', at: 1 },
    ...{ durationMs: 5, outcome: 'gone', status: 410, excerpt: '<b>moved away</b>' },
  });
  await maintainSubscribers(world.deps);
  expect(await mails()).toEqual([]);
  await quarantine('one');
  await maintainSubscribers(world.deps);
  await maintainSubscribers(world.deps);
  const [mail, ...more] = (await mails()).filter(({ to }) => to === 'ops@customer.example');
  expect(more).toEqual([]);
  expect(mail?.subject).toBe(
    'Statusmeldungen von Acme an einen Webhook oder Chat wurden eingestellt',
  );
  expect(mail?.text).toContain('hooks.example.com/…');
  expect(mail?.text).toContain('HTTP 410 · <b>moved away</b>');
  expect(mail?.html).toContain('&lt;b&gt;moved away');
  const [link = ''] = /https:\S+deliveries/.exec(mail?.text ?? '') ?? [];
  const page = await world.app.request(link);
  expect([page.status, (await page.json()).isQuarantined]).toEqual([200, true]);
  expect(link.startsWith(`${BASE_URL}/subscriptions/one.`)).toBe(true);
  expect((await hours(4 * 24)).filter((one) => one.startsWith('ops@'))).toEqual([]);
});

test('owners get one summary a day, and none for days without news', async () => {
  await world.db.update(subscriber).set({ contactEmail: null });
  await quarantine('one');
  expect(await hours(1)).toEqual([]);
  await quarantine('two');
  expect(await hours(5 * 24)).toEqual([
    'lea@acme.example: 2 webhooks or chats no longer get updates',
  ]);
});

test('a destination that was brought back or that left is no news', async () => {
  await quarantine('one');
  await quarantine('two');
  await world.db.run(sql`update subscriber set quarantined_at = null where id = 'one'`);
  await world.db.run(sql`update subscriber set state = 'unsubscribed' where id = 'two'`);
  expect(await hours(30)).toEqual([]);
});
