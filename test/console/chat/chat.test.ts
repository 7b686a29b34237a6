import { afterEach, beforeEach, expect, test } from 'vitest';
import { notifyOperators } from '../../../api/notify/operators.ts';
import { chatWorkspace, directMail, subscriber } from '../../../db/schema/index.ts';
import { sendToLoopback } from '../../support/chat/destinations.ts';
import { Slack } from '../../support/chat/slack.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
  propsIn,
} from '../../support/world/console.ts';

const PATH = '/admin/settings/chat';
const CHANNEL = 'C0STATUS1';
let slack: Slack;
let world: ConsoleWorld;
let owner: Browser;

beforeEach(async () => {
  slack = await new Slack().start();
  slack.tokens.set('xoxb-good-token-1', { scopes: ['chat:write'] });
  slack.channels.set(CHANNEL, {});
  world = await makeConsole({ env: { SLACK_API_URL: `${slack.url}/api` } });
  Object.assign(world.deps, { send: sendToLoopback });
  owner = await world.as('owner');
});
afterEach(async () => {
  await world.close();
  await slack.stop();
});

const settings = async () => propsIn(await drawn(await owner.get(PATH)), PATH);
const refusedIn = async (form: Record<string, string>) => {
  const answer = await owner.post(PATH, form);
  expect(answer.status).toBe(422);
  return (await drawn(answer)).form?.fields;
};
const connect = (token: string) => owner.post(PATH, { do: 'connect', token });

test('a workspace is connected, gets a channel by a test message, and is disconnected', async () => {
  expect((await connect('xoxb-good-token-1')).headers.get('location')).toBe(`${PATH}?done=saved`);
  const [row] = await world.deps.db.select().from(chatWorkspace);
  if (!row) expect.fail('no workspace');
  expect(row.token).not.toContain('xoxb');
  // That of another service is none of Slack’s.
  const other = { ...row, id: 'w0000other', channel: 'discord', createdAt: 0 } as const;
  await world.deps.db.insert(chatWorkspace).values(other);
  expect((await settings()).workspaces).toHaveLength(1);
  const [workspace] = (await settings()).workspaces;
  expect(workspace).toMatchObject({ name: 'Acme', token: 'xoxb-…en-1', pausedAt: null });
  const of = { workspace: workspace?.id ?? '', channel: CHANNEL };
  await owner.post(PATH, { do: 'add channel', ...of });
  await owner.post(PATH, { do: 'test', ...of });
  expect(slack.refused).toEqual([]);
  expect(slack.posted.map(({ to }) => to)).toEqual([CHANNEL, CHANNEL]);
  expect((await settings()).workspaces[0]?.channels).toMatchObject([{ channelId: CHANNEL }]);
  const [added] = await world.deps.db.select().from(subscriber);
  expect(added).toMatchObject({ channel: 'slack', state: 'active', source: 'team' });
  expect(added?.address).not.toContain(CHANNEL);
  await owner.post(PATH, { do: 'remove', ...of });
  expect((await settings()).workspaces).toEqual([]);
  expect(await world.deps.db.select().from(subscriber)).toMatchObject([{ state: 'unsubscribed' }]);
});

test('what Slack refuses is said in a sentence, and stores nothing', async () => {
  expect(
    await refusedIn({ do: 'connect', token: 'https://hooks.slack.com/services/T/B/x' }),
  ).toEqual({
    token: 'This isn’t a Slack bot token. It begins with xoxb-.',
  });
  expect(await refusedIn({ do: 'connect', token: 'xoxb-unknown-token' })).toEqual({
    token: 'Slack doesn’t accept the token. Slack says “invalid_auth”.',
  });
  expect(await world.deps.db.select().from(chatWorkspace)).toEqual([]);
  await connect('xoxb-good-token-1');
  const workspace = (await settings()).workspaces[0]?.id ?? '';
  slack.channels.set('C0PRIVATE', { member: false });
  expect(await refusedIn({ do: 'add channel', workspace, channel: '#general' })).toHaveProperty(
    'channel',
  );
  expect(await refusedIn({ do: 'add channel', workspace, channel: 'C0PRIVATE' })).toEqual({
    channel:
      'The app isn’t a member of this channel. Invite it there with /invite, then try again.',
  });
  expect(await world.deps.db.select().from(subscriber)).toEqual([]);
});

test('owners are told once that a workspace is paused, and a new token resumes it', async () => {
  await connect('xoxb-good-token-1');
  await world.deps.db
    .update(chatWorkspace)
    .set({ pausedAt: 5, pauseReason: 'The token was revoked.' });
  await notifyOperators(world.deps);
  await notifyOperators(world.deps);
  const mails = (await world.deps.db.select().from(directMail)).filter(
    ({ kind }) => kind === 'operator',
  );
  expect(new Set(mails.map(({ to }) => to)).size).toBe(mails.length);
  expect(mails[0]?.text).toContain('Acme. The token was revoked.');
  slack.tokens.set('xoxb-other-token', { scopes: ['chat:write'] });
  await connect('xoxb-other-token');
  expect((await settings()).workspaces).toMatchObject([{ token: 'xoxb-…oken', pausedAt: null }]);
});

test('a webhook or a chat is added as a subscriber, and a secret is shown in one response only', async () => {
  const NEW = '/admin/subscribers/destination';
  const SECRET = '/admin/subscribers/[id]/secret';
  const webhook = { channel: 'webhook', address: 'https://hooks.example.com/s3cret', scope: 'all' };
  const wrong = await owner.post(NEW, { ...webhook, address: 'https://localhost/x' });
  expect([wrong.status, (await drawn(wrong)).form?.fields.address]).toEqual([
    422,
    expect.stringContaining('private network'),
  ]);
  const { made } = propsIn(await drawn(await owner.post(NEW, webhook)), NEW);
  expect(made?.secret).toMatch(/^whsec_/);
  const id = made?.subscriber.id;
  expect(made?.subscriber).toMatchObject({ label: 'hooks.example.com/…', contactEmail: null });
  const replace = `/admin/subscribers/${id}/secret`;
  expect(propsIn(await drawn(await owner.get(replace)), SECRET).secret).toBeNull();
  const { secret } = propsIn(await drawn(await owner.post(replace, {})), SECRET);
  expect(secret).toMatch(/^whsec_/);
  expect(secret).not.toBe(made?.secret);
  expect((await owner.post(NEW, webhook)).status).toBe(409);

  const address = 'https://hooks.slack.com/services/T0TEAM/B0HOOK/s3cretAbcd';
  const contactEmail = 'Ops@Example.com';
  const added = await owner.post(NEW, { ...webhook, channel: 'slack', address, contactEmail });
  expect(added.headers.get('location')).toBe('/admin/subscribers?done=destination-added');
  const rows = await world.deps.db.select().from(subscriber);
  const chat = rows.find(({ channel }) => channel === 'slack');
  expect(chat).toMatchObject({ state: 'active', contactEmail: 'ops@example.com' });
  expect(JSON.stringify(rows)).not.toContain('s3cret');
  expect((await owner.get(`/admin/subscribers/${chat?.id}/secret`)).status).toBe(404);
});
