import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectWorkspace } from '../../../api/actions/chat/workspace.ts';
import { DAY, HOUR } from '../../../api/domain/time/time.ts';
import { notifyOperators } from '../../../api/notify/operators.ts';
import { Sender } from '../../../api/notify/queue/sender.ts';
import { prune } from '../../../db/prune.ts';
import {
  batch,
  chatWorkspace,
  directMail,
  notification,
  subscriber,
} from '../../../db/schema/index.ts';
import {
  addDestination,
  addWorkspace,
  chatChannels,
  encryption,
} from '../../support/chat/destinations.ts';
import { Slack } from '../../support/chat/slack.ts';
import {
  BASE_URL,
  lead,
  makeWorld,
  passTheWaits,
  publish,
  type World,
} from '../../support/mail/mail.ts';

let world: World;
let sender: Sender;
let slack: Slack;

beforeEach(async () => {
  world = await makeWorld();
  slack = await new Slack().start();
  const { deps, db } = world;
  const chat = chatChannels({
    db,
    signer: deps.signer,
    baseUrl: BASE_URL,
    slackApi: `${slack.url}/api`,
  });
  sender = new Sender({ ...deps, encryption, channels: chat, holder: 'chat' });
  await addDestination(world, { id: 'app', channel: 'slack', address: await addWorkspace(world) });
  slack.tokens.set('xoxb-good', { scopes: [], error: 'token_revoked' });
});
afterEach(async () => {
  await sender.stop();
  await slack.stop();
  await world.close();
});

const send = async () => {
  await world.db.run(sql`delete from host_state`);
  await passTheWaits(world);
  await sender.poll();
};
const reconnect = async (token: string) => {
  const [existing] = await world.db.select().from(chatWorkspace);
  const of = { pageId: world.pageId, existing };
  await connectWorkspace({ ...world.deps, encryption }, lead, of, {
    token,
    teamId: 'T0TEAM',
    team: 'Acme',
  });
};

test('messages wait for a refused token through any number of attempts, and go out once after it is replaced', async () => {
  await publish(world);
  for (let i = 0; i < 30; i++) await send();
  expect(await world.notification()).toMatchObject({ state: 'sending', failed: 0 });
  const [waiting] = await world.db.select().from(batch);
  expect(waiting).toMatchObject({ state: 'ready', lastCode: 'credential' });
  expect((waiting?.dueAt ?? 0) - Date.now()).toBeGreaterThan(HOUR / 2);
  expect(await world.db.select().from(subscriber)).toMatchObject([
    { state: 'active', quarantinedAt: null, failingSince: null },
  ]);
  slack.tokens.set('xoxb-new', { scopes: ['chat:write'] });
  await reconnect('xoxb-new');
  await sender.poll();
  await send();
  expect(slack.posted).toHaveLength(1);
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 1, failed: 0 });
});

test('after a token is replaced, a message has all its attempts again', async () => {
  await publish(world);
  for (let i = 0; i < 20; i++) await send();
  slack.tokens.set('xoxb-new', { scopes: ['chat:write'] });
  await reconnect('xoxb-new');
  slack.trouble = () => ({ status: 429, body: {}, headers: { 'retry-after': '1' } });
  await sender.poll();
  expect(await world.notification()).toMatchObject({ state: 'sending', failed: 0 });
  slack.trouble = () => null;
  await send();
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 1 });
});

test('messages that waited for a token for three days fail, and say why', async () => {
  await publish(world);
  await send();
  await world.db.run(sql`update chunk set attempts = 72`);
  await send();
  const [row] = await world.db.select().from(notification);
  expect(row).toMatchObject({ state: 'done', failed: 1 });
  const [ended] = await world.db.select().from(batch);
  expect(ended?.failures).toMatchObject([{ message: 'The token was revoked.' }]);
});

test('owners are told once of a paused workspace, however long it is paused', async () => {
  await world.db.run(sql`insert into user (id, name, email, email_verified, created_at, updated_at)
    values ('lead', 'Lea', 'lea@acme.example', 1, 0, 0) on conflict do nothing`);
  await world.db.run(sql`insert into member (page_id, user_id, role, created_at)
    values (${world.pageId}, 'lead', 'owner', 0) on conflict do nothing`);
  await publish(world);
  await send();
  await notifyOperators(world.deps);
  const mails = () => world.db.select().from(directMail);
  expect(await mails()).toHaveLength(1);
  await world.db.run(sql`update letter set state = 'done', sent_at = 5`);
  await prune(world.db, Date.now() - 2 * DAY);
  await notifyOperators(world.deps);
  expect(await mails()).toHaveLength(1);
  await reconnect('xoxb-good');
  await prune(world.db, Date.now() - 2 * DAY);
  expect(await mails()).toEqual([]);
});
