import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mail, notification, subscriber } from '../../db/schema/index.ts';
import { addSubscribers, makeWorld, publish, replyNext, type World } from '../support/mail/mail.ts';

let world: World;
const byId = (id: string) => eq(subscriber.id, id);
const first = eq(subscriber.email, 'person-0@customers.example');

beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

/** The subjects that each person got, in order. */
async function received(): Promise<Record<string, string[]>> {
  const rows = await world.db.select().from(mail).orderBy(mail.createdAt);
  const by = Map.groupBy(rows, ({ to }) => to.split('@')[0] ?? '');
  const state = (subject: string) => /^\[(.+?)\]/.exec(subject)?.[1] ?? subject;
  return Object.fromEntries([...by].map(([to, all]) => [to, all.map((m) => state(m.subject))]));
}

async function update(id: string, state: Parameters<typeof replyNext>[2], body: string) {
  await replyNext(world, id, state, body);
  await world.poll();
}

test('start and end: the first update and one summary; everybody else gets each update', async () => {
  await addSubscribers(world, 2);
  await world.db.update(subscriber).set({ detail: 'start-and-end', locale: 'de' }).where(first);
  const id = await publish(world, { body: 'FIRST-TEXT' });
  await world.poll();
  await update(id, 'identified', 'SECOND-TEXT');
  await update(id, 'monitoring', 'THIRD-TEXT');
  await update(id, 'resolved', 'FOURTH-TEXT');
  await update(id, 'resolved', 'AFTERWARDS');
  expect(await received()).toEqual({
    'person-0': ['Wird untersucht', 'Behoben'],
    'person-1': ['Investigating', 'Identified', 'Monitoring', 'Resolved', 'Resolved'],
  });
  const rows = await world.db.select().from(mail);
  const summary = rows.find(({ to, text }) => to.startsWith('person-0') && /FOURTH/.test(text));
  for (const part of [summary?.text ?? '', summary?.html ?? '']) {
    expect(part).toContain('Zusammenfassung aller Meldungen.');
    const order = ['FOURTH-TEXT', 'THIRD-TEXT', 'SECOND-TEXT', 'FIRST-TEXT'].map((text) =>
      part.indexOf(text),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
    expect(part).not.toContain('AFTERWARDS');
  }
  const written = await world.db.select().from(notification);
  expect(written.every(({ state }) => state === 'done')).toBe(true);
});

test('a start whose email was not sent yet reaches those who chose start and end with the next update', async () => {
  await addSubscribers(world, 1);
  await world.db.update(subscriber).set({ detail: 'start-and-end' });
  const id = await publish(world);
  await update(id, 'identified', 'The cause is known.');
  await update(id, 'monitoring', 'A fix is in place.');
  expect(await received()).toEqual({ 'person-0': ['Identified'] });
});

test('internal updates are in no summary, and a long one ends with the newest', async () => {
  await addSubscribers(world, 1);
  await world.db.update(subscriber).set({ detail: 'start-and-end' });
  const id = await publish(world, { body: `FIRST-TEXT ${'x'.repeat(20_000)}` });
  await world.poll();
  await update(id, 'identified', `SECOND-TEXT ${'y'.repeat(20_000)}`);
  await update(id, 'monitoring', `THIRD-TEXT ${'z'.repeat(20_000)}`);
  await world.db.run(
    `insert into incident_update (id, page_id, incident_id, seq, audience, state, body, deliver_notifications, author, display_at, created_at, updated_at)
     values ('internal', '${world.pageId}', '${id}', 4, 'internal', 'monitoring', 'SECRET-TEXT', 0, 'Lea', 0, 0, 0)`,
  );
  await update(id, 'resolved', 'OVER-TEXT');
  const rows = await world.db.select().from(mail).orderBy(mail.createdAt);
  const summary = rows.at(-1)?.text ?? '';
  expect(summary).toContain('OVER-TEXT');
  expect(summary).toContain('THIRD-TEXT');
  expect(summary).not.toContain('FIRST-TEXT');
  expect(summary).toContain('Earlier updates are on the status page.');
  expect(summary).not.toContain('SECRET-TEXT');
});

test('times are in the subscriber’s zone and in UTC; without one in the page’s', async () => {
  await addSubscribers(world, 3);
  const [kolkata, utc, none] = await world.db.select().from(subscriber).orderBy(subscriber.email);
  const set = (who: typeof none, zone: string, locale: 'ja' | null = null) =>
    world.db
      .update(subscriber)
      .set({ zone, locale })
      .where(byId(who?.id ?? ''));
  await set(kolkata, 'Asia/Kolkata', 'ja');
  await set(utc, 'Etc/UTC');
  await world.db.run(`update page set time_zone = 'America/New_York'`);
  await publish(world, { body: 'Since 09:00 \uE002full:0\uE003typed\uE004.' });
  await world.poll();
  const rows = await world.db.select().from(mail).orderBy(mail.to);
  const [inJapanese, inUtc, inPage] = rows;
  for (const part of ['text', 'html'] as const) {
    expect(inJapanese?.[part]).toContain('20:20 IST (14:50 UTC)');
    expect(inUtc?.[part]).toContain('Next update by 14:50 UTC.');
    expect(inPage?.[part]).toContain('Next update by 09:50 EST.');
    for (const row of rows) expect(row[part]).not.toMatch(/[\uE000-\uE004]/);
    expect(inPage?.[part]).toContain('Since 09:00 full:0typed.');
  }
});

test('one incident is one thread in every mail program', async () => {
  await addSubscribers(world, 1);
  const id = await publish(world);
  await world.poll();
  await update(id, 'resolved', 'It works again.');
  await publish(world, { name: 'Another one' });
  await world.poll();
  const rows = await world.db.select().from(mail).orderBy(mail.createdAt);
  const [first, second, other] = rows.map(({ headers }) => headers);
  for (const name of ['References', 'In-Reply-To', 'Thread-Index', 'Thread-Topic']) {
    expect(first?.[name]).toBeTruthy();
    expect(second?.[name]).toBe(first?.[name]);
    expect(other?.[name]).not.toBe(first?.[name]);
  }
  expect(atob(first?.['Thread-Index'] ?? '')).toHaveLength(22);
});
