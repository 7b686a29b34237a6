import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { saveChatCommands } from '../../api/actions/chat/commands.ts';
import { SIGNING_SECRET } from '../support/chat/slack-app.ts';
import { signedBySlack } from '../support/chat/slack-workspace.ts';
import { type EdgeWorld, startEdgeWorld } from '../support/edge/edge-world.ts';
import { deliveryReport, original, recipient } from '../support/reports.ts';
import { FULL } from '../support/size.ts';
import { eventually } from '../support/world/eventually.ts';
import { seeded } from '../support/world/random.ts';
import { owner } from '../support/world/world.ts';

let world: EdgeWorld;
afterEach(() => world.stop());

const each = (people: string[]) => new Map(people.map((address) => [address, 1]));
const allDone = () => eventually(async () => expect(await world.states()).toEqual(['done']));

test('a publish sends one email to each, by the queue’s message, without waiting for cron', async () => {
  world = await startEdgeWorld();
  const people = await world.addPeople(150);
  expect((await world.publish('Cards fail')).status).toBe(201);
  await allDone();
  expect(world.provider.inboxes()).toEqual(each(people));
});

test('without a queue binding, the Worker that published polls by itself', async () => {
  world = await startEdgeWorld({ queue: false });
  const people = await world.addPeople(3);
  await world.publish('Cards fail');
  await allDone();
  expect(world.provider.inboxes()).toEqual(each(people));
});

test('when the queue loses every message, cron alone sends every email, once', async () => {
  world = await startEdgeWorld({ queue: 'loses everything' });
  const people = await world.addPeople(250);
  await world.publish('Cards fail');
  expect(await world.states()).toEqual(['planning']);
  await world.edge.minute();
  await allDone();
  expect(world.provider.inboxes()).toEqual(each(people));
});

test('missed acknowledgments and unassigned commanders are emailed once by cron', async () => {
  world = await startEdgeWorld();
  await world.lead(); // an owner
  await world.publish('Cards fail', 'due', { severity: 'SEV1' });
  await world.db.run(sql`update obligation set due_at = 1`);
  // A vendor that is polled by the same cron.
  await world.db.run(sql`insert into upstream (component_id, page_id, vendor, page_url, url, kind, created_by, created_at)
    select id, page_id, 'X', 'https://x.example/', 'https://127.0.0.1/', 'statuspage', 'x', 1 from component limit 1`);
  await world.db.run(
    sql`insert into upstream_poll (url, kind, due_at) values ('https://127.0.0.1/', 'statuspage', 1)`,
  );
  await Promise.all([world.edge.minute(), world.edge.minute()]);
  await world.edge.minute();
  await eventually(async () => expect(world.provider.inboxes()).toEqual(each(['lea@example.com'])));
  const rows = await world.db.all(sql`select kind, state from obligation order by kind`);
  // The missing commander becomes an obligation after the acknowledgment.
  expect(rows).toEqual([
    { kind: 'acknowledge', state: 'missed' },
    { kind: 'role_missing', state: 'open' },
  ]);
  expect(await world.db.all(sql`select misses, failure from upstream_poll`)).toEqual([
    { misses: 1, failure: 'The address is not allowed.' },
  ]);
});

test('when the queue repeats every message, nobody is notified twice', async () => {
  world = await startEdgeWorld();
  const people = await world.addPeople(250);
  world.provider.delay = () => 50;
  await world.publish('Cards fail');
  await Promise.all([
    world.edge.deliver(['poll', 'poll', 'poll']),
    world.edge.minute(),
    world.edge.minute(),
    world.edge.deliver(['poll', 'poll', 'poll']),
  ]);
  await allDone();
  await world.edge.deliver(['poll', 'poll', 'poll']);
  await world.edge.minute();
  expect(world.provider.inboxes()).toEqual(each(people));
});

test('when the queue delivers each message three times, the last one first, nobody is notified twice', async () => {
  world = await startEdgeWorld({ queue: 'by hand' });
  const people = await world.addPeople(250);
  world.provider.delay = () => 50;
  for (const name of ['first', 'second', 'third']) await world.publish(`The ${name}`);
  const hints = ['look 1', 'look 2', 'look 3'].reverse().flatMap((hint) => [hint, hint, hint]);
  await world.edge.deliver(hints);
  await eventually(async () => expect(await world.states()).toEqual(['done', 'done', 'done']));
  expect(world.provider.inboxes()).toEqual(new Map(people.map((address) => [address, 3])));
});

test('a run that reaches 80% of its requests stops cleanly, and the next ones continue', async () => {
  world = await startEdgeWorld({ queue: 'loses everything', env: { SUBREQUEST_LIMIT: '40' } });
  const people = await world.addPeople(1500);
  await world.publish('Cards fail');
  const spent: number[] = [];
  for (let run = 0; run < 20 && !(await world.states()).includes('done'); run++) {
    const before = world.between.requests() + world.provider.calls.length;
    await world.edge.minute();
    spent.push(world.between.requests() + world.provider.calls.length - before);
  }
  await allDone();
  expect(world.provider.inboxes()).toEqual(each(people));
  console.log(`Requests of each run: ${spent.join(', ')}`);
  expect(spent.length).toBeGreaterThan(1);
  expect(Math.max(...spent)).toBeLessThanOrEqual(40);
});

test('a run makes at most three database requests for each batch of a hundred', async () => {
  world = await startEdgeWorld({ queue: 'loses everything', env: { SUBREQUEST_LIMIT: '10000' } });
  const people = await world.addPeople(1600);
  await world.publish('Cards fail');
  const before = world.between.requests();
  await world.edge.minute();
  expect(world.provider.inboxes()).toEqual(each(people));
  expect(world.provider.calls).toHaveLength(16);
  const asked = world.between.requests() - before;
  console.log(
    `A run of 16 batches asked the database ${asked} times, the minute’s other work included`,
  );
  expect(asked / 16).toBeLessThanOrEqual(3);
});

test('a command of Slack and a bounce report have their effect in the Worker too', async () => {
  world = await startEdgeWorld({ env: { BOUNCE_HOOK_SECRET: '0123456789abcdef0123456789' } });
  await publishFromSlack();
  const [gone = '', ...others] = await world.addPeople(3);
  await world.publish('Cards fail');
  await allDone();
  const copy = world.provider.copies.find(({ to }) => to === gone);
  const unsubscribe = `List-Unsubscribe: ${copy?.headers['List-Unsubscribe']}\r\n`;
  const answer = await fetch(`${world.url}/hooks/bounce`, {
    method: 'POST',
    headers: { authorization: 'Bearer 0123456789abcdef0123456789' },
    body: deliveryReport('', [recipient(gone)], {
      returned: ['message/rfc822', original('0100@provider.example', unsubscribe)],
    }),
  });
  expect(answer.status).toBe(202);
  await world.publish('Login fails');
  await eventually(async () => expect(await world.states()).toEqual(['done', 'done']));
  const second = world.provider.copies.filter(({ subject }) => subject.includes('Login fails'));
  expect(second.map(({ to }) => to).sort()).toEqual(others);
});

/** A signed command and a click; what an unsigned one asks for is not done. */
async function publishFromSlack(): Promise<void> {
  const { deps, pageId, db } = world;
  const key = { pageId, teamId: 'T0TEAM', externalId: 'U0LEA' };
  await world.lead();
  await db.run(sql`insert into chat_person (page_id, team_id, external_id, user_id, created_at)
    select ${pageId}, ${key.teamId}, ${key.externalId}, id, 1 from user where email = 'lea@example.com'`);
  await saveChatCommands(deps, owner, pageId, {
    ...{ signingSecret: SIGNING_SECRET, makesChannels: false },
    ...{ channelName: 'inc-{{id}}', sharedChannel: '' },
  });
  const post = async (fields: Record<string, string>, secret = SIGNING_SECRET) => {
    const body = `${new URLSearchParams(fields)}`;
    const headers = await signedBySlack(secret, body, Date.now());
    return (
      await fetch(`${world.url}/hooks/slack`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      })
    ).status;
  };
  // Nothing is sent to such an address.
  const place = {
    team_id: key.teamId,
    channel_id: 'C0OPS',
    response_url: 'https://slack.invalid/x',
  };
  const command = {
    ...place,
    command: '/incident',
    user_id: key.externalId,
    text: 'new "Slow logins" We look into it.',
  };
  expect(await post(command, 'f'.repeat(32))).toBe(401);
  expect([await post(command), await post(command)]).toEqual([200, 200]);
  const drafts = () => db.all<{ id: string; state: string }>(sql`select id, state from draft`);
  await eventually(async () => expect(await drafts()).toHaveLength(1));
  const [draft] = await drafts();
  const value = JSON.stringify({ id: draft?.id, revision: 1, warned: ['no-promise'] });
  const click = {
    ...{ type: 'block_actions', team: { id: key.teamId }, user: { id: key.externalId } },
    ...{ channel: { id: 'C0OPS' }, response_url: place.response_url },
    actions: [{ action_id: 'internal', value }],
  };
  expect(await post({ payload: JSON.stringify(click) })).toBe(200);
  await eventually(async () => expect(await drafts()).toMatchObject([{ state: 'published' }]));
  expect(await db.all(sql`select name, audience from incident`)).toEqual([
    { name: 'Slow logins', audience: 'internal' },
  ]);
}

test.each(Array.from({ length: FULL ? 10 : 1 }, () => Math.floor(Math.random() * 1e9)))(
  'a Worker killed at random moments of a fan-out loses and duplicates no email (KILLS=%i)',
  async (chosen) => {
    const random = seeded(Number(process.env.KILLS ?? chosen));
    world = await startEdgeWorld({ env: { SUBREQUEST_LIMIT: '10000' } });
    const people = await world.addPeople(1200);
    world.provider.delay = () => 40 + random() * 40;
    await world.publish('Cards fail');
    for (let kill = 0; kill < (FULL ? 8 : 2); kill++) {
      void world.edge.minute().catch(() => 'it was killed');
      await new Promise((resume) => setTimeout(resume, random() * 500));
      await world.restart();
      await world.passTheWaits();
    }
    await eventually(async () => {
      await world.passTheWaits();
      await world.edge.minute();
      expect(await world.states()).toEqual(['done']);
    });
    expect(world.provider.inboxes()).toEqual(each(people));
  },
);

test('of two simultaneous cron runs, one sends and the other stands back', async () => {
  world = await startEdgeWorld({ queue: 'loses everything', env: { SUBREQUEST_LIMIT: '10000' } });
  const people = await world.addPeople(1200);
  world.provider.delay = () => 100;
  await world.publish('Cards fail');
  let running = 2;
  const run = () => world.edge.minute().finally(() => running--);
  const runs = Promise.all([run(), run()]);
  const senders = new Set<string>();
  while (running > 0) for (const { holder } of await leases()) senders.add(holder);
  await runs;
  await allDone();
  expect(world.provider.inboxes()).toEqual(each(people));
  expect(senders.size).toBeLessThanOrEqual(1);
  expect(await world.db.all(sql`select holder from lane where channel = 'email'`)).toEqual([
    { holder: null },
  ]);
});

const leases = () =>
  world.db.all<{ holder: string }>(
    sql`select distinct lease_holder as holder from chunk where state = 'leased'`,
  );
