import { parse } from 'csv-parse/sync';
import { eq } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { subscriberCsv } from '../../api/routes/console/subscriber/export.ts';
import { subscriber, subscription } from '../../db/schema/index.ts';
import type { SubscriberFilter } from '../../db/subscriber/list.ts';
import { addSubscribers, makeWorld, type World } from '../support/mail/mail.ts';

let world: World;
afterEach(() => world.close());

const everybody: SubscriberFilter = { q: '', standing: 'all', channel: null };
const exported = (filter: SubscriberFilter = everybody) =>
  new Response(subscriberCsv(world.db, world.pageId, filter)).arrayBuffer();
const rowsOf = async (filter?: SubscriberFilter): Promise<Record<string, string>[]> =>
  parse(Buffer.from(await exported(filter)), { bom: true, columns: true });
const set = (id: string, changes: Partial<typeof subscriber.$inferInsert>) =>
  world.db.update(subscriber).set(changes).where(eq(subscriber.id, id));

test('the export has each subscriber that matches once, of as many as there are', async () => {
  world = await makeWorld();
  const emails = await addSubscribers(world, 1203);
  const [one, two] = await world.db.select().from(subscriber).limit(2);
  if (!one || !two) throw new Error('nobody is subscribed');
  await set(one.id, { state: 'unsubscribed', unsubscribedAt: world.clock.now });
  await set(two.id, { channel: 'webhook', email: 'webhook:1', label: 'hooks.example.com/…1a70' });
  const rows = await rowsOf();
  expect(rows).toHaveLength(emails.length);
  expect(new Set(rows.map(({ email }) => email)).size).toBe(emails.length);
  expect(rows.find(({ email }) => email === one.email)).toMatchObject({
    state: 'left',
    unsubscribed_at: new Date(world.clock.now).toISOString(),
  });
  const left = await rowsOf({ ...everybody, standing: 'left' });
  expect(left.map(({ email }) => email)).toEqual([one.email]);
  const hooks = await rowsOf({ ...everybody, channel: 'webhook' });
  expect(hooks).toMatchObject([{ email: 'hooks.example.com/…1a70', channel: 'Webhook' }]);
  expect(await rowsOf({ ...everybody, q: 'nowhere' })).toEqual([]);
});

test('spreadsheets read the export as text: a mark for UTF-8, quotation marks, and no formulas', async () => {
  world = await makeWorld();
  await addSubscribers(world, 4);
  const people = await world.db.select().from(subscriber).orderBy(subscriber.email);
  const consents = [
    '=HYPERLINK("https://x.example")',
    '@SUM(1)',
    'Say "yes",\r\nthen go',
    'Zoë 字',
  ];
  for (const [i, { id }] of people.entries()) await set(id, { consent: consents[i] ?? null });
  await set(people[0]?.id ?? '', { email: '+cmd|x@customers.example', allComponents: false });
  const follows = { subscriberId: people[0]?.id ?? '', componentId: world.components.payments };
  await world.db.insert(subscription).values(follows);
  expect(Buffer.from(await exported()).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  const rows = (await rowsOf()).toSorted((a, b) => ((a.email ?? '') < (b.email ?? '') ? -1 : 1));
  expect(rows.map(({ consent }) => consent)).toEqual([
    `'${consents[0]}`,
    `'${consents[1]}`,
    consents[2],
    consents[3],
  ]);
  expect(rows[0]).toMatchObject({
    email: "'+cmd|x@customers.example",
    components: 'Card payments',
  });
  expect(rows[1]).toMatchObject({ components: 'All', state: 'active', source: 'self' });
});
