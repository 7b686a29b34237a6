import { expect, test } from 'vitest';
import { addOverride } from '../../../api/actions/on-call/override.ts';
import { createSchedule } from '../../../api/actions/on-call/schedule.ts';
import { type OverrideInput, ScheduleInput } from '../../../api/domain/on-call/input.ts';
import { MINUTE } from '../../../api/domain/time/time.ts';
import { refreshIncidentChannels } from '../../../api/notify/incident-channel/refresh.ts';
import { readChatCommands } from '../../../api/reads/chat/commands.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import { BOT_SCOPES, type ChatWorld, eachChatWorld } from '../../support/chat/commands-world.ts';
import { drawn, propsIn } from '../../support/world/console.ts';
import { rowsOf } from '../../support/world/drafts.ts';
import { addPerson } from '../../support/world/people.ts';
import { NOON } from '../../support/world/world.ts';

let here: ChatWorld;
let world: ChatWorld['world'];
let slack: ChatWorld['slack'];
let app: ChatWorld['app'];

eachChatWorld((made) => {
  here = made;
  ({ world, slack, app } = made);
});

test('an incident gets a channel with its people and topic, and what is pinned there becomes its timeline', async () => {
  await here.setUp({ makesChannels: true });
  const { deps, owner, pageId } = world;
  const schedule = ScheduleInput.parse({ name: 'Payments', zone: 'Etc/UTC' });
  const scheduleId = await createSchedule(deps, owner, pageId, schedule);
  const away = await addPerson(world, 'Noslack');
  for (const { id: personId } of [here.people.vic, away])
    await addOverride(deps, owner, { pageId, scheduleId }, {
      ...{ kind: 'add', personId, replacedId: null },
      ...{ from: NOON, until: NOON + 60 * MINUTE },
    } as OverrideInput);
  const day = '2026-11-20';
  slack.workspace.call('conversations.create', { name: `inc-${day}-checkout-fails` }, BOT_SCOPES);
  const done = await here.click(
    'U0ADA',
    await here.type('U0ADA', 'new sev2 "Checkout fails"'),
    'publish',
  );
  expect(done.text).toContain('Channel: <#C0ROOM1>');
  const room = slack.workspace.rooms.get('C0ROOM1');
  expect(room).toMatchObject({ name: `inc-${day}-checkout-fails-2`, members: ['U0ADA', 'U0VIC'] });
  expect(slack.posted.map(({ to, body }) => [to, `${(body as { text: string }).text}`])).toEqual([
    ['C0ROOM1', expect.stringContaining('*Checkout fails*')],
    ['C0ROOM1', expect.stringContaining('Noslack')],
  ]);
  expect(room?.topic).toMatch(/^SEV2 · Investigating · Next update by Nov 20, 12:30 UTC · http/);
  const [incident] = await here.open();
  const id = incident?.id ?? '';
  await here.type('U0BO', 'role commander me', 'C0ROOM1');
  await here.type('U0BO', 'severity sev1', 'C0ROOM1');
  await here.type('U0BO', 'next 1h', 'C0ROOM1');
  await Promise.all([1, 2, 3].map(() => refreshIncidentChannels(world.deps)));
  await refreshIncidentChannels(world.deps);
  expect(room?.members).toEqual(['U0ADA', 'U0VIC', 'U0BO']);
  expect(slack.workspace.topics).toHaveLength(2);
  expect(room?.topic).toMatch(/^SEV1 · Investigating · Next update by Nov 20, 13:00 UTC/);

  const ts = `${NOON / 1000 - 60}.000100`;
  const pin = { ts, text: 'Graph of <@U0BO|bo>: &lt;90%&gt; <https://g.example/x|errors>' };
  for (const who of ['U0BO', 'U0BO', 'U0STRANGER']) await app.pin(who, 'C0ROOM1', pin);
  await app.pin('U0STRANGER', 'C0ROOM1', { ts: `${NOON / 1000 - 30}.000200`, text: 'Call 2' });
  await app.pin('U0BO', 'C0OPS', { ts, text: 'elsewhere' });
  expect(await here.timeline(id)).toMatchObject([
    {
      ...{ author: 'Bo', kind: 'communication', at: NOON - MINUTE },
      text: 'Graph of @bo: <90%> errors (https://g.example/x)',
    },
    { author: 'Slack', text: 'Call 2' },
  ]);

  await app.click('U0BO', await here.type('U0BO', 'resolve', 'C0ROOM1'), 'publish');
  await refreshIncidentChannels(world.deps);
  expect(room?.topic).toMatch(/^SEV1 · Resolved · http/);
  expect(slack.workspace.topics).toHaveLength(3);
  const links = await rowsOf(world, 'select kind, url from incident_link');
  expect(links).toEqual([{ kind: 'chat', url: 'https://app.slack.com/client/T0TEAM/C0ROOM1' }]);
});

test('severity, roles, next update, notes and pins reach the room, as the person they are from', async () => {
  await app.click('U0ADA', await here.type('U0ADA', 'new sev2 "Checkout fails"'), 'internal');
  const [incident] = await here.open();
  const id = incident?.id ?? '';
  expect((await here.type('U0ADA', 'severity sev1')).text).toBe('“Checkout fails” is SEV1 now.');
  expect((await here.type('U0ADA', 'role commander <@U0BO|bo>')).text).toBe(
    'Commander of “Checkout fails”: Bo.',
  );
  expect((await here.type('U0ADA', 'role scribe me')).text).toContain('Ada');
  expect((await here.type('U0ADA', 'role scribe <@U0STRANGER>')).text).toContain(
    'Nothing was changed',
  );
  expect((await here.type('U0ADA', 'next 45m')).text).toBe('Next update by 12:45 UTC.');
  await here.type('U0BO', 'note ! Roll &lt;back&gt;');
  const record = await findIncident(world.deps.db, world.pageId, id);
  const [bo] = await rowsOf(world, "select id from user where name = 'Bo'");
  expect(record).toMatchObject({
    ...{ audience: 'internal', severity: 'SEV1', commanderId: bo?.id },
    nextUpdateBy: NOON + 45 * MINUTE,
  });
  expect(await here.timeline(id)).toMatchObject([
    { kind: 'decision', text: 'Roll <back>', author: 'Bo' },
  ]);
  expect((await here.type('U0ADA', 'status')).text).toContain(
    'Checkout fails (SEV1, Investigating)',
  );
  const refusals: [string, string, string][] = [
    ['U0VIC', 'note x', 'this needs a publisher'],
    ['U0VIC', 'new "X"', 'this needs a publisher'],
    ['U0STRANGER', 'note x', 'doesn’t belong to a member'],
    ['U0ADA', 'note #zzzz x', 'There is no such open incident'],
    ['U0ADA', 'frob', '“frob” isn’t a command.'],
  ];
  for (const [who, text, why] of refusals) expect((await here.type(who, text)).text).toContain(why);
  expect(await here.timeline(id)).toHaveLength(1);

  const inside = await here.type('U0ADA', 'update identified: We know the cause.');
  expect(inside.text).toContain('For the team only');
  const outside = await here.click('U0ADA', inside, 'public');
  expect(outside.text).toContain(
    'Public · next update in 15 minutes · Recipients: no subscribers yet',
  );
  expect(outside.buttons.map(({ action_id }) => action_id)).toEqual(['publish', 'open', 'cancel']);
  await here.click('U0ADA', outside, 'publish');
  expect(await findIncident(world.deps.db, world.pageId, id)).toMatchObject({ audience: 'public' });
});

test('without rights it says what is missing and where to write, and recovers by itself', async () => {
  await here.setUp({
    scopes: ['chat:write', 'users:read', 'users:read.email'],
    makesChannels: true,
  });
  const done = await here.click(
    'U0ADA',
    await here.type('U0ADA', 'new sev2 "Checkout fails"'),
    'publish',
  );
  expect(done.text).toContain('Published.');
  expect(done.text).toContain('lacks the scope channels:manage');
  expect(done.text).toContain('Use #incidents.');
  expect((await readChatCommands(world.deps.db, world.pageId, '')).problem).toContain(
    'channels:manage',
  );
  await here.setUp({ makesChannels: true });
  await refreshIncidentChannels(world.deps);
  expect(slack.workspace.rooms.size).toBe(0);
  world.wait(11 * MINUTE);
  slack.trouble = ({ path }) =>
    path.endsWith('conversations.invite')
      ? { status: 429, body: { ok: false, error: 'ratelimited' }, headers: { 'retry-after': '90' } }
      : null;
  await refreshIncidentChannels(world.deps);
  slack.trouble = () => null;
  await refreshIncidentChannels(world.deps);
  expect([...slack.workspace.rooms.values()]).toMatchObject([{ members: [] }]);
  world.wait(2 * MINUTE);
  await refreshIncidentChannels(world.deps);
  expect([...slack.workspace.rooms.values()]).toMatchObject([{ members: ['U0ADA'] }]);

  // No token at all: people who linked their account go on.
  slack.workspace.users.clear();
  const unknown = await here.type('U0ADA', 'note x');
  expect(unknown.text).toContain('Slack didn’t say who you are. If you are a member, make a code');
});

test('a code from the console links an account once', async () => {
  const bo = await world.browser();
  await bo.signIn('bo@example.com', 'correct horse');
  const PATH = '/admin/account/slack';
  const code = async () =>
    `${(await drawn(await bo.post(PATH, { do: 'code' }))).form?.values.code}`;
  const former = await code();
  const valid = await code();
  for (const wrong of [former, 'ABCD-EFGH-JKMN', ''])
    expect((await here.type('U0PRIVATE', `link ${wrong}`)).text).toContain('this code isn’t valid');
  const typed = valid.toLowerCase().replaceAll('-', '');
  expect((await here.type('U0PRIVATE', `link ${typed}`)).text).toContain('done as Bo');
  expect((await here.type('U0OTHER', `link ${valid}`)).text).toContain('this code isn’t valid');
  expect((await here.type('U0PRIVATE', 'new "X"')).text).toContain('Preview: X');
  expect((await here.drafts())[0]?.beganName).toBe('Bo');
  const late = await code();
  world.wait(16 * MINUTE);
  expect((await here.type('U0OTHER', `link ${late}`)).text).toContain('this code isn’t valid');
  await bo.post(PATH, { do: 'unlink', team: 'T0TEAM', user: 'U0PRIVATE' });
  expect((await here.type('U0PRIVATE', 'new "X"')).text).toContain('Slack didn’t say who you are');

  // An address that Slack has not confirmed, a stranger of a shared channel, a bot and a former user.
  for (const facts of [
    { is_email_confirmed: false },
    { team_id: 'T0OTHER' },
    { is_bot: true },
    { deleted: true },
  ]) {
    slack.workspace.users.set('U0ADA', {
      ...{ team_id: 'T0TEAM', email: 'ada@example.com', is_email_confirmed: true, ...facts },
    });
    expect((await here.type('U0ADA', 'new "Y"')).text).toContain('Nothing was done');
  }
  expect(await here.drafts()).toHaveLength(1);
});

test('an owner sets commands up, tests the token, and turns them off', async () => {
  const owner = await world.as('owner');
  const PATH = '/admin/settings/chat/commands';
  const settings = async () => propsIn(await drawn(await owner.get(PATH)), PATH);
  const { stored, manifest } = await settings();
  expect(stored).toMatchObject({ sharedChannel: 'incidents' });
  expect(JSON.parse(manifest).settings.interactivity.request_url).toMatch(/\/hooks\/slack$/);
  const tested = propsIn(await drawn(await owner.post(PATH, { do: 'test' })), PATH);
  expect(tested.rights?.[0]?.missing.map(({ scope }) => scope)).toEqual([
    ...['commands', 'channels:history', 'pins:read'],
  ]);
  const form = { do: 'save', channelName: '{{severity}}-{{id}}', sharedChannel: '#war-room' };
  const saved = await owner.post(PATH, { ...form, signingSecret: 'a'.repeat(32) });
  expect(saved.headers.get('location')).toBe(`${PATH}?done=saved`);
  const [row] = await rowsOf(world, 'select * from chat_commands');
  expect(row).toMatchObject({ shared_channel: 'war-room', makes_channels: 0 });
  expect(row?.signing_secret).not.toContain('aaaa');
  const wrong = [
    ['signingSecret', 'xoxb-1'],
    ['channelName', '{{nope}}'],
    ['channelName', ''],
  ];
  for (const [name = '', value = ''] of wrong)
    expect((await owner.post(PATH, { ...form, [name]: value })).status).toBe(422);
  await owner.post(PATH, { do: 'remove' });
  expect((await app.post('x=1')).status).toBe(404);
});
