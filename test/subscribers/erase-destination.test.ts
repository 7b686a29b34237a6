import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeIncident } from '../../api/actions/incident/remove.ts';
import { addDestination } from '../../api/actions/subscriber/destination/destination.ts';
import { eraseSubscriber } from '../../api/actions/subscriber/erase.ts';
import { webhookChannel } from '../../api/notify/channels/webhook/channel.ts';
import { Sender } from '../../api/notify/queue/sender.ts';
import { subscriberCsv } from '../../api/routes/console/subscriber/export.ts';
import { chatMessage, EMAIL, subscriber } from '../../db/schema/index.ts';
import {
  addDestination as addChat,
  addWorkspace,
  chatChannels,
  encryption,
  sendToLoopback,
} from '../support/chat/destinations.ts';
import { Discord } from '../support/chat/discord.ts';
import { Slack } from '../support/chat/slack.ts';
import {
  addSubscribers,
  BASE_URL,
  lead,
  makeWorld,
  passTheWaits,
  publish,
  replyNext,
  SECRET,
  type World,
} from '../support/mail/mail.ts';
import { command } from '../support/server/command.ts';
import { dump } from '../support/world/dump.ts';

let world: World;
let sender: Sender;
let slack: Slack;
let discord: Discord;

beforeEach(async () => {
  world = await makeWorld();
  [slack, discord] = await Promise.all([new Slack().start(), new Discord().start()]);
  const { deps, db } = world;
  const common = { db, signer: deps.signer, baseUrl: BASE_URL };
  const email = deps.channels.filter(({ name }) => name === EMAIL);
  const chats = chatChannels({ ...common, slackApi: `${slack.url}/api` });
  const webhook = webhookChannel({ ...common, encryption, send: sendToLoopback });
  const channels = [...email, ...chats, webhook];
  sender = new Sender({ ...deps, encryption, channels, holder: 'erase' });
});
afterEach(async () => {
  await sender.stop();
  await Promise.all([slack.stop(), discord.stop()]);
  await world.close();
});

const send = async () => {
  await passTheWaits(world);
  await sender.poll();
};
const erase = (id: string) => eraseSubscriber(world.deps, lead, world.pageId, id);
/** Two channels of a Slack app and two of Discord; the first of each is named `gone-…`. */
async function addChats() {
  for (const name of ['gone', 'stays']) {
    const address = await addWorkspace(world, { channelId: `C0${name.toUpperCase()}` });
    slack.channels.set(`C0${name.toUpperCase()}`, {});
    await addChat(world, { id: `${name}-slack`, channel: 'slack', address });
    await addChat(world, {
      id: `${name}-discord`,
      channel: 'discord',
      address: discord.addWebhook(),
    });
  }
}
const logOf = async (name: string) =>
  (
    await world.db.all<{ id: string }>(
      sql`select id from delivery_attempt where subscriber_id like ${`${name}%`}`,
    )
  ).length;
const anchors = async () =>
  (await world.db.select().from(chatMessage)).map(({ subscriberId }) => subscriberId).toSorted();

test('a chat that is erased while its first message is posted leaves nothing, and the others go on', async () => {
  await addChats();
  const erasing = new Map<string, Promise<unknown>>();
  const eraseOnce = (id: string) => {
    if (!erasing.has(id)) erasing.set(id, erase(id));
    return null;
  };
  slack.trouble = () => eraseOnce('gone-slack');
  discord.trouble = () => eraseOnce('gone-discord');
  slack.delay = () => 300;
  discord.delay = () => 300;
  const id = await publish(world);
  await send();
  await Promise.all(erasing.values());
  await send();
  expect(erasing.size).toBe(2);
  expect(await anchors()).toEqual(['stays-discord', 'stays-slack']);
  expect([await logOf('gone'), await logOf('stays')]).toEqual([0, 2]);
  expect(world.logged.filter(({ level }) => level === 'error')).toEqual([]);
  await replyNext(world, id, 'identified', 'Found it.');
  await send();
  const calls = await world.db.all<{ state: string }>(
    sql`select state from chunk where json_extract(recipients, '$[0]') like 'stays%'`,
  );
  expect(calls.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done']);
});

test('messages of a deleted incident are forgotten, also when one is being posted', async () => {
  await addChats();
  const kept = await publish(world, { name: 'Login fails' });
  const deleted = await publish(world);
  await send();
  expect(await anchors()).toHaveLength(8);
  await removeIncident(world.deps, lead, world.pageId, deleted);
  const left = await world.db.select().from(chatMessage);
  expect(left.map(({ incidentId }) => incidentId)).toEqual(Array(4).fill(kept));

  const third = await publish(world, { name: 'Search is slow' });
  let removing: Promise<unknown> | undefined;
  slack.trouble = () => {
    removing ??= removeIncident(world.deps, lead, world.pageId, third);
    return null;
  };
  slack.delay = () => 300;
  await send();
  await removing;
  await send();
  expect(removing).toBeDefined();
  expect(await world.db.select().from(chatMessage)).toEqual(left);
  expect(world.logged.filter(({ level }) => level === 'error')).toEqual([]);
});

const CANARY = 'canary-7d03aa';
const HOOK = `https://hooks.example.com/${CANARY}?key=${CANARY}-key`;

test('an erased webhook is in no table, file, log, dump, backup or export', async () => {
  await world.db.$client.execute('pragma journal_mode = wal');
  await addSubscribers(world, 1);
  const page = { id: world.pageId };
  const of = {
    ...{ channel: 'webhook' as const, address: HOOK },
    contactEmail: `${CANARY}@customers.example`,
    choice: { allComponents: true, componentIds: [] },
  };
  const { id } = await addDestination(world.deps, lead, page, of);
  const [{ label, email, hostKey } = { label: null, email: '', hostKey: null }] = await world.db
    .select()
    .from(subscriber)
    .where(sql`id = ${id}`);
  await publish(world);
  await send();
  expect(await logOf(id), 'it was tried').toBe(1);
  const found = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'allclear-erase-'));
    const env = { DATABASE_URL: world.url, SECRET_KEY: SECRET };
    for (const [name, file, ...more] of [
      ['dump', 'all.jsonl', '--with-secrets'],
      ['backup', 'backup.db'],
    ] as const)
      expect(await command(name, ['--out', join(folder, file), ...more], env)).toMatchObject({
        code: 0,
      });
    const everyone = { standing: null, channel: null, q: '' };
    const csv = await new Response(subscriberCsv(world.db, world.pageId, everyone)).text();
    await world.db.$client.execute('pragma wal_checkpoint(truncate)');
    const files = [dirname(world.url.replace('file:', '')), folder].flatMap((at) =>
      readdirSync(at).map(
        (name) => [name, readFileSync(join(at, name)).toString('latin1')] as const,
      ),
    );
    rmSync(folder, { recursive: true, force: true });
    const places = [...files, ['csv', csv], ['log', JSON.stringify(world.logged)]] as const;
    const tables = Object.entries(await dump(world.db)).map(
      ([name, lines]) => [name, lines.join('\n')] as const,
    );
    // Ids stay, in the audit log and the list of a batch: they lead to nobody.
    const traces = [CANARY, email, label, hostKey].filter((one) => one !== null);
    return [...places, ...tables].flatMap(([place, text]) =>
      traces.some((one) => text.includes(one)) ? [place] : [],
    );
  };
  expect(await found()).toEqual(
    expect.arrayContaining(['all.jsonl', 'backup.db', 'csv', 'subscriber']),
  );
  await erase(id);
  expect(await found()).toEqual([]);
  await send();
  const again = await addDestination(world.deps, lead, page, of);
  expect(again.id).not.toBe(id);
});
