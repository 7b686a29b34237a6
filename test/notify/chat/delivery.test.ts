import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DiscordMessage } from '../../../api/notify/channels/discord/message.ts';
import type { SlackMessage } from '../../../api/notify/channels/slack/message.ts';
import { Sender } from '../../../api/notify/queue/sender.ts';
import {
  chatMessage,
  chatWorkspace,
  deliveryAttempt,
  EMAIL,
  notification,
  subscriber,
} from '../../../db/schema/index.ts';
import { dayAndTime, untilTime } from '../../../templates/email/when.ts';
import {
  addDestination,
  addWorkspace,
  chatChannels,
  encryption,
} from '../../support/chat/destinations.ts';
import { Discord } from '../../support/chat/discord.ts';
import type { Posted } from '../../support/chat/far-end.ts';
import { Slack } from '../../support/chat/slack.ts';
import { Teams } from '../../support/chat/teams.ts';
import {
  BASE_URL,
  makeWorld,
  passTheWaits,
  publish,
  replyNext,
  type World,
} from '../../support/mail/mail.ts';

let world: World;
let sender: Sender;
let open: (holder: string) => Sender;
let slack: Slack;
let teams: Teams;
let discord: Discord;

beforeEach(async () => {
  world = await makeWorld();
  [slack, teams, discord] = await Promise.all([
    new Slack().start(),
    new Teams().start(),
    new Discord().start(),
  ]);
  const { deps, db } = world;
  const { signer } = deps;
  const chat = chatChannels({ db, signer, baseUrl: BASE_URL, slackApi: `${slack.url}/api` });
  const channels = [...deps.channels.filter(({ name }) => name === EMAIL), ...chat];
  open = (holder) => new Sender({ ...deps, encryption, channels, holder });
  sender = open('chat');
});
afterEach(async () => {
  await sender.stop();
  await Promise.all([slack.stop(), teams.stop(), discord.stop()]);
  await world.close();
});

const send = async () => {
  await world.db.run(sql`update chunk set due_at = 0 where state = 'ready'`);
  await world.db.run(sql`update host_state set closed_until = null`);
  await passTheWaits(world);
  await sender.poll();
};
const attempts = () => world.db.select().from(deliveryAttempt).orderBy(deliveryAttempt.at);
const results = async () =>
  (await world.db.select().from(notification).orderBy(notification.createdAt)).map(
    ({ state, sent, failed, unknown }) => ({ state, sent, failed, unknown }),
  );
const textsOf = (body: unknown) => JSON.stringify((body as SlackMessage).blocks);

test('a Slack webhook gets one message for each update', async () => {
  await addDestination(world, {
    id: 'hook',
    channel: 'slack',
    address: slack.addWebhook(),
    locale: 'de',
  });
  const id = await publish(world);
  await send();
  await replyNext(world, id, 'identified', 'Found it.');
  await send();
  expect(slack.posted.map(({ body }) => (body as SlackMessage).text)).toEqual([
    '🟠 Wird untersucht: Payments fail',
    '🟠 Ursache gefunden: Payments fail',
  ]);
  expect(textsOf(slack.posted[0]?.body)).toContain(`<${BASE_URL}/de/subscriptions/hook.`);
  expect(slack.posted[0]?.body).toMatchObject({ unfurl_links: false, link_names: false });
  expect(slack.refused).toEqual([]);
});

test('a message has the text of each update that it replaces, or a link to those without room', async () => {
  await addDestination(world, { id: 'slack', channel: 'slack', address: slack.addWebhook() });
  await addDestination(world, { id: 'app', channel: 'slack', address: await addWorkspace(world) });
  await addDestination(world, { id: 'teams', channel: 'teams', address: teams.addWorkflow() });
  await addDestination(world, { id: 'discord', channel: 'discord', address: discord.addWebhook() });
  const bodies: string[] = [];
  const quickly = async (id: string, from: number, to: number) => {
    bodies.length = 0;
    await world.db.run(sql`update page set mail_hold = 30`);
    for (let n = from; n <= to; n++) {
      if (n === to) await world.db.run(sql`update page set mail_hold = 0`);
      bodies.push(`Text ${n}.`);
      await replyNext(world, id, 'identified', `Text ${n}.`);
    }
    await send();
  };
  const newest = () =>
    [slack.posted.filter(({ thread }) => !thread), slack.posted.filter(({ thread }) => thread)]
      .concat([teams.posted, discord.posted])
      .map((posted) => JSON.stringify(posted.at(-1)?.body));
  const id = await publish(world);
  await send();
  await quickly(id, 1, 4);
  for (const text of newest()) {
    for (const body of bodies) expect(text).toContain(body);
    expect(text).not.toContain('Earlier updates');
  }
  await quickly(id, 5, 16);
  for (const text of newest()) expect(text).toContain('Earlier updates are on the status page.');
});

test('the times of a card of Teams are in the zone and language of the subscription, and in UTC', async () => {
  const address = teams.addWorkflow();
  for (const [id, of] of Object.entries({
    page: {},
    tokyo: { zone: 'Asia/Tokyo', locale: 'ja' as const },
    kolkata: { zone: 'Asia/Kolkata' },
  }))
    await addDestination(world, { ...of, id, channel: 'teams', address });
  await world.db.run(sql`update page set time_zone = 'America/St_Johns'`);
  await publish(world);
  await send();
  const cards = teams.posted.map(({ body }) => JSON.stringify(body));
  const of = (id: string) => cards.find((card) => card.includes(`/subscriptions/${id}.`));
  const at = world.clock.now;
  const until = at + 50 * 60_000;
  expect(of('page')).toContain(`Next update by ${untilTime(until, 'America/St_Johns', at)}.`);
  expect(of('kolkata')).toContain(
    `Next update by ${untilTime(until, 'Asia/Kolkata', at)} (${untilTime(until, 'Etc/UTC', at)}).`,
  );
  expect(of('tokyo')).toContain(dayAndTime(at, 'Asia/Tokyo', 'ja'));
  for (const card of cards) expect(card).not.toMatch(/[\uE000-\uF8FF]/);
});

test('what is sent too fast is sent again, and a message whose response is lost is not', async () => {
  for (const id of ['busy', 'lost'])
    await addDestination(world, { id, channel: 'slack', address: slack.addWebhook(id) });
  let calls = 0;
  slack.trouble = ({ path }) => {
    if (path.includes('lost')) return 'drop';
    return ++calls === 1 ? { status: 429, headers: { 'retry-after': '1' } } : null;
  };
  await publish(world);
  await send();
  await send();
  await send();
  expect(slack.posted.map(({ to }) => to.split('/')[3])).toEqual(
    expect.arrayContaining(['busy', 'lost']),
  );
  expect(slack.posted).toHaveLength(2);
  expect(await results()).toEqual([{ state: 'needs_operator', sent: 1, failed: 0, unknown: 1 }]);
});

test('no message counts as begun that still waits for its turn: a crash would leave it unknown', async () => {
  for (let i = 0; i < 50; i++)
    await addDestination(world, {
      id: `discord${i}`,
      channel: 'discord',
      address: discord.addWebhook(),
    });
  discord.trouble = () => 'hang';
  await publish(world);
  void sender.poll();
  await expect.poll(() => discord.calls, { timeout: 30_000 }).toBe(20);
  const [row] = await world.db.all<{ begun: number }>(
    sql`select count(*) as begun from chunk where frozen is not null`,
  );
  expect(row?.begun).toBe(20);
  await discord.stop(); // ends the calls that hang
});

test('after a crash, a host is not blamed for calls that the crash interrupted', async () => {
  await addDestination(world, { id: 'hook', channel: 'teams', address: teams.addWorkflow() });
  teams.trouble = () => 'hang';
  await publish(world);
  void sender.poll();
  await expect.poll(() => teams.calls).toBe(1);
  await world.db.run(sql`update chunk set due_at = 0`); // the lease of the process that died has ended
  await open('after the crash').poll();
  expect(await results()).toMatchObject([{ unknown: 1 }]);
  expect(await world.db.all(sql`select * from host_state`)).toEqual([]);
  await teams.stop();
});

test('a destination that is gone gets no more, and the others do', async () => {
  await addDestination(world, {
    id: 'slack',
    channel: 'slack',
    address: slack.addWebhook('a', 'channel_is_archived'),
  });
  await addDestination(world, {
    id: 'discord',
    channel: 'discord',
    address: `${discord.url}/api/webhooks/1/gone`,
  });
  await addDestination(world, {
    id: 'teams',
    channel: 'teams',
    address: `${teams.url}/gone?sig=secret`,
  });
  await addDestination(world, { id: 'well', channel: 'teams', address: teams.addWorkflow() });
  await publish(world);
  await send();
  const rows = await world.db.select().from(subscriber).orderBy(subscriber.id);
  expect(rows.map(({ id, quarantineReason }) => [id, quarantineReason])).toEqual([
    ['discord', 'The Discord webhook no longer exists.'],
    ['slack', 'The Slack channel is archived.'],
    ['teams', 'The workflow no longer exists.'],
    ['well', null],
  ]);
  expect(rows.every(({ state }) => state === 'active')).toBe(true);
  expect(await results()).toEqual([{ state: 'done', sent: 1, failed: 3, unknown: 0 }]);
  const [accepted] = (await attempts()).filter(({ status }) => status === 202);
  expect(accepted?.excerpt).toBe('Accepted. Teams doesn’t report whether the card was posted.');
});

test('a Slack app keeps one message for an incident, with each update in its thread', async () => {
  await addDestination(world, { id: 'app', channel: 'slack', address: await addWorkspace(world) });
  const id = await publish(world);
  await send();
  expect(slack.posted.map(({ thread }) => thread)).toEqual([null]);
  await replyNext(world, id, 'identified', 'A bad deploy.');
  await send();
  await replyNext(world, id, 'resolved', 'Rolled back.');
  await send();
  const [root, ...replies] = slack.posted;
  expect(replies.map(({ thread }) => thread)).toEqual([root?.id, root?.id, root?.id]);
  expect(
    replies.map(
      ({ body }) => /Some cards are declined|A bad deploy|Rolled back/.exec(textsOf(body))?.[0],
    ),
  ).toEqual(['Some cards are declined', 'A bad deploy', 'Rolled back']);
  expect(root?.edits.map((body) => (body as SlackMessage).text)).toEqual([
    '🟠 Identified: Payments fail',
    '🟢 Resolved: Payments fail',
  ]);
  expect(await results()).toMatchObject([{ sent: 1 }, { sent: 1 }, { sent: 1, unknown: 0 }]);
  await publish(world, { name: 'Another' });
  await send();
  expect(slack.posted.at(-1)?.thread).toBe(null);
});

test('a reply of Slack that was lost is found in the history, or the outcome is unknown', async () => {
  await addDestination(world, { id: 'app', channel: 'slack', address: await addWorkspace(world) });
  slack.trouble = ({ path }) => (path.endsWith('postMessage') ? 'drop' : null);
  const id = await publish(world);
  await send();
  expect(slack.posted).toHaveLength(1);
  expect(await results()).toMatchObject([{ sent: 1, unknown: 0 }]);
  slack.tokens.set('xoxb-good', { scopes: ['chat:write'] });
  await replyNext(world, id, 'identified', 'A bad deploy.');
  await send();
  await send();
  expect(slack.posted).toHaveLength(2);
  expect(await results()).toMatchObject([{ sent: 1 }, { sent: 0, unknown: 1 }]);
});

test('a retry continues where the limit stopped it', async () => {
  await addDestination(world, { id: 'app', channel: 'slack', address: await addWorkspace(world) });
  await addDestination(world, { id: 'hook', channel: 'discord', address: discord.addWebhook() });
  const id = await publish(world);
  await send();
  let [slackCalls, discordCalls] = [0, 0];
  const busy = { status: 429, headers: { 'retry-after': '1' } };
  slack.trouble = () => (++slackCalls % 2 === 0 ? busy : null);
  discord.trouble = () => (++discordCalls === 2 ? busy : null);
  await replyNext(world, id, 'identified', 'A bad deploy.');
  for (let i = 0; i < 5; i++) await send();
  expect(slack.posted).toHaveLength(3);
  expect(slack.posted[0]?.edits).toHaveLength(1);
  expect(discord.posted).toHaveLength(2);
  expect(discord.posted[0]?.edits).toHaveLength(1);
  expect(await results()).toMatchObject([{ sent: 2 }, { sent: 2, failed: 0, unknown: 0 }]);
});

test('a refused token pauses its workspace and unsubscribes nobody', async () => {
  await addDestination(world, { id: 'app', channel: 'slack', address: await addWorkspace(world) });
  slack.tokens.set('xoxb-good', { scopes: [], error: 'token_revoked' });
  await publish(world);
  await send();
  const [workspace] = await world.db.select().from(chatWorkspace);
  expect(workspace).toMatchObject({ pauseReason: 'The token was revoked.' });
  expect(workspace?.pausedAt).toBeGreaterThan(0);
  const calls = slack.calls;
  await send();
  expect(slack.calls, 'nothing is asked of Slack meanwhile').toBe(calls);
  const [row] = await world.db.select().from(subscriber);
  expect(row).toMatchObject({ state: 'active', quarantinedAt: null, failingSince: null });
  slack.tokens.set('xoxb-good', { scopes: ['chat:write'] });
  await world.db.update(chatWorkspace).set({ pausedAt: null, pauseReason: null });
  await send();
  expect(await results()).toMatchObject([{ state: 'done', sent: 1 }]);
});

test('Discord posts each update, and edits the first message to the current state', async () => {
  await addDestination(world, { id: 'hook', channel: 'discord', address: discord.addWebhook() });
  const id = await publish(world);
  await send();
  await replyNext(world, id, 'resolved', 'Rolled back.');
  await send();
  const [first, second] = discord.posted as [Posted, Posted];
  expect((second.body as DiscordMessage).embeds[0].description).toContain('Rolled back.');
  const [edited] = first.edits as DiscordMessage[];
  expect(edited?.embeds[0].description).toContain('**🟢 Resolved**');
  expect(edited?.embeds[0].fields?.[0]?.value).toContain('Some cards are declined.');
  expect(await world.db.select().from(chatMessage)).toMatchObject([{ messageId: first.id }]);
});
