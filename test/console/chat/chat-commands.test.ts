import { expect, test } from 'vitest';
import { saveSeverityScale } from '../../../api/actions/page/promise-settings.ts';
import { standardScale } from '../../../api/domain/response/severity.ts';
import { MINUTE } from '../../../api/domain/time/time.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import { type ChatWorld, eachChatWorld } from '../../support/chat/commands-world.ts';
import { SIGNING_SECRET } from '../../support/chat/slack-app.ts';
import { signedBySlack } from '../../support/chat/slack-workspace.ts';
import { rowsOf } from '../../support/world/drafts.ts';
import { eventually } from '../../support/world/eventually.ts';
import { NOON } from '../../support/world/world.ts';

let here: ChatWorld;
let world: ChatWorld['world'];
let slack: ChatWorld['slack'];
let app: ChatWorld['app'];

eachChatWorld((made) => {
  here = made;
  ({ world, slack, app } = made);
});

test('requests that Slack did not sign, or that are old, have no effect', async () => {
  const body = `${new URLSearchParams({ command: '/incident', text: 'new "X"', team_id: 'T0TEAM', user_id: 'U0ADA', channel_id: 'C0OPS', response_url: `${slack.url}/reply/x` })}`;
  const now = world.deps.clock();
  const good = await signedBySlack(SIGNING_SECRET, body, now);
  const bad = {
    'no signature': {},
    'another secret': await signedBySlack('f'.repeat(32), body, now),
    'another body': await signedBySlack(SIGNING_SECRET, `${body}&x=1`, now),
    'six minutes old': await signedBySlack(SIGNING_SECRET, body, now - 6 * MINUTE),
    'six minutes ahead': await signedBySlack(SIGNING_SECRET, body, now + 6 * MINUTE),
    'another time': { ...good, 'x-slack-request-timestamp': `${Math.floor(now / 1000) - 60}` },
    'another version': {
      ...good,
      'x-slack-signature': good['x-slack-signature'].replace('v0', 'v1'),
    },
    'no hex': { ...good, 'x-slack-signature': 'v0=zz' },
  };
  for (const [what, headers] of Object.entries(bad))
    expect([what, (await app.post(body, { headers })).status]).toEqual([what, 401]);
  expect(await here.drafts()).toEqual([]);
  const challenge = JSON.stringify({ type: 'url_verification', challenge: 'c0ffee' });
  const verified = await app.post(challenge, { type: 'application/json' });
  expect(await verified.text()).toBe('c0ffee');
  expect((await app.post('{', { type: 'application/json' })).status).toBe(200);
  const event = (inner: unknown) =>
    JSON.stringify({ type: 'event_callback', team_id: 'T0TEAM', event: inner });
  const pin = { type: 'pin_added', user: 'U0ADA', channel_id: 'C0OPS' };
  for (const odd of [
    '',
    'null',
    '[]',
    '{"type":7}',
    event(null),
    event({ ...pin, item: {} }),
    event({ ...pin, item: { message: { ts: '1e9', text: [] } } }),
  ])
    expect([odd, (await app.post(odd, { type: 'application/json' })).status]).toEqual([odd, 200]);
  for (const odd of [
    '',
    '%',
    'payload',
    'payload=%7B&command=x',
    'payload=null',
    'command=%00&text=%ED%A0%80',
    `${body}&user_id=`,
  ])
    expect([odd, (await app.post(odd)).status]).toEqual([odd, 200]);

  // The answer doesn't wait for Slack, and goes nowhere but to Slack.
  slack.trouble = ({ search }) => (search.get('user') === 'U0HANGS' ? 'hang' : null);
  expect((await app.post(body.replace('U0ADA', 'U0HANGS'))).status).toBe(200);
  const elsewhere = body.replace('127.0.0.1', 'localhost');
  expect((await app.post(elsewhere)).status).toBe(200);

  // The same delivery thirty times.
  const all = await Promise.all(
    Array.from({ length: 30 }, () => app.post(body, { headers: good })),
  );
  expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]));
  await app.answersAt(`${slack.url}/reply/x`);
  await eventually(async () => expect(await here.drafts()).toHaveLength(2));
  expect(slack.replies).toHaveLength(1);
});

test('an incident is opened, updated and resolved through previews', async () => {
  const api = await world.component('API');
  const preview = await here.type(
    'U0ADA',
    'new sev2 “Checkout fails” Cards are declined at db-7.internal. next:30m',
  );
  expect(preview).toMatchObject({ isForChannel: false });
  expect(preview.text).toContain('Preview: Checkout fails (SEV2, Investigating, new incident)');
  expect(preview.text).toContain('⛔ “db-7.internal”');
  expect(preview.buttons.map(({ action_id }) => action_id)).toEqual(['internal', 'open', 'cancel']);
  expect((await here.click('U0ADA', preview, 'cancel')).text).toBe(
    'Canceled. Nothing was published.',
  );

  const fixed = await here.type('U0ADA', 'new sev2 “Checkout fails” Cards are declined. next:30m');
  expect(fixed.text).toContain('Recipients: no subscribers yet');
  expect(fixed.text).toContain('next update in 30 minutes');
  expect(await here.open()).toEqual([]);
  const done = await here.click('U0ADA', fixed, 'publish');
  expect(done).toMatchObject({ replaces: true, text: expect.stringContaining('Published.') });
  expect(done.text).toContain('Use #incidents.');
  const [incident] = await here.open();
  const id = incident?.id ?? '';
  expect(await findIncident(world.deps.db, world.pageId, id)).toMatchObject({
    ...{ name: 'Checkout fails', severity: 'SEV2', state: 'investigating', audience: 'public' },
    nextUpdateBy: NOON + 30 * MINUTE,
    updates: [{ body: 'Cards are declined.', author: 'Ada' }],
  });
  // Another click, and another person's, publish nothing more.
  expect((await here.click('U0ADA', fixed, 'publish')).text).toContain('Published.');
  expect((await here.click('U0BO', fixed, 'publish')).text).toContain(
    'Ada published this already.',
  );
  expect(await here.open()).toHaveLength(1);

  await world.deps.db.$client.execute(
    `insert into incident_component (incident_id, component_id) values ('${id}', '${api}')`,
  );
  const update = await here.type('U0BO', 'update monitoring: A fix is live');
  const later = await here.type('U0ADA', 'update identified: We know the cause.');
  await app.click('U0BO', update, 'publish');
  const refused = await here.click('U0ADA', later, 'publish');
  expect(refused.text).toContain('Another update was published in the meantime');
  const resolved = await here.type('U0ADA', `resolve #${id.slice(0, 5)}`);
  expect(resolved.text).toContain('This incident is resolved.');
  expect(resolved.text).toContain('API: Operational');
  await app.click('U0ADA', resolved, 'publish');
  expect(await here.open()).toEqual([]);
  const record = await findIncident(world.deps.db, world.pageId, id);
  expect(record?.updates.map(({ state, author }) => `${state} ${author}`)).toEqual([
    'resolved Ada',
    'monitoring Bo',
    'investigating Ada',
  ]);
});

test('components are chosen in the preview of a new incident, which shows what they become', async () => {
  const preview = await here.type('U0ADA', 'new sev2 "Checkout fails" Cards are declined.');
  expect(preview.fields).toEqual([]);
  const [api, cards] = [await world.component('API'), await world.component('<b>Cards</b>')];
  await world.component('Mail');
  const first = await here.type('U0ADA', 'new sev2 "Checkout fails" Cards are declined. next:30m');
  expect(first.text).not.toContain('API:');
  const choose = async (from: typeof first, who: string, given: object) => {
    const [answer] = await app.choose(who, from, { components: [], ...given });
    return answer ?? expect.fail('no answer');
  };
  const both = await choose(first, 'U0ADA', { components: ['API', '<b>Cards</b>', 'none'] });
  expect([both.replaces, both.text]).toEqual([
    true,
    expect.stringContaining('API: Partial outage, &lt;b&gt;Cards&lt;/b&gt;: Partial outage'),
  ]);
  const [chosen, status] = both.fields[0]?.elements ?? [];
  expect(chosen?.initial_options?.map(({ value }) => value)).toEqual([api, cards]);
  expect(status).toMatchObject({ initial_option: { value: 'partial_outage' } });
  // A choice in a preview that is no longer the newest counts too; only buttons must not.
  const one = await choose(first, 'U0ADA', { components: ['API'], status: 'major_outage' });
  expect(one.text).toContain('API: Major outage');
  expect(one.text).not.toContain('Cards&lt;');
  expect((await choose(one, 'U0VIC', { components: ['Mail'] })).text).toContain('publisher');
  expect((await here.click('U0ADA', both, 'publish')).text).toContain('The draft was changed');
  await here.click('U0ADA', one, 'publish');
  const [incident] = await here.open();
  const shown = await rowsOf(world, 'select name, status from component order by name');
  expect([incident?.name, shown]).toEqual([
    'Checkout fails',
    [
      { name: '<b>Cards</b>', status: 'operational' },
      { name: 'API', status: 'major_outage' },
      { name: 'Mail', status: 'operational' },
    ],
  ]);
  expect((await choose(one, 'U0ADA', { components: ['Mail'] })).fields).toEqual([]);
  // Of many with long names, as many as a message can have.
  for (let n = 0; n < 40; n++) await world.component(`${n} ${'long name '.repeat(7)}`);
  const many = await here.type('U0ADA', `new sev2 "Checkout fails" ${'Cards fail. '.repeat(150)}`);
  const [offered] = many.fields[0]?.elements ?? [];
  expect(offered?.options?.length).toBeLessThan(30);
  expect(many.text).toContain('More components can be chosen in the console.');
  const all = (offered?.options ?? []).map(({ text }) => text.text);
  const every = await choose(many, 'U0ADA', { components: all });
  expect(every.fields[0]?.elements[0]?.initial_options).toHaveLength(all.length);
});

test('a second member approves by a click, where the severity demands it', async () => {
  const levels = standardScale.map((level, i) => ({ ...level, approval: i === 0 }));
  await saveSeverityScale(world.deps, world.owner, world.pageId, { levels });
  const preview = await here.type('U0ADA', 'new sev1 "Checkout fails" We look into it. next:30m');
  expect(preview.buttons.map(({ action_id }) => action_id)).toEqual([
    'ask',
    'internal',
    'open',
    'cancel',
  ]);
  const [said, request] = await app.click('U0ADA', preview, 'ask');
  expect(said).toMatchObject({ replaces: true, isForChannel: false });
  if (!request) throw new Error('nobody was asked');
  expect(request).toMatchObject({
    isForChannel: true,
    text: expect.stringContaining('Ada asks for approval: Checkout fails'),
  });
  for (const [who, why] of [
    ['U0ADA', 'You requested this approval.'],
    ['U0VIC', 'this needs a publisher'],
    ['U0STRANGER', 'doesn’t belong to a member'],
  ] as const)
    expect(await here.click(who, request, 'approve')).toMatchObject({
      ...{ isForChannel: false, replaces: false, text: expect.stringContaining(why) },
    });
  expect(await here.open()).toEqual([]);
  const [approved] = await Promise.all([1, 2].map(() => here.click('U0BO', request, 'approve')));
  expect(approved).toMatchObject({ isForChannel: true, replaces: true });
  const [incident, ...others] = await here.open();
  expect(others).toEqual([]);
  const record = await findIncident(world.deps.db, world.pageId, incident?.id ?? '');
  expect(record?.updates).toMatchObject([{ author: 'Ada, published by Bo' }]);
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

test('a text is published once, whatever is lost after Slack got its answer', async () => {
  const preview = await here.type('U0ADA', 'new sev2 "Checkout fails" We look into it. next:30m');
  const { db } = world.deps;
  const batch = db.$client.batch.bind(db.$client);
  // The process dies before the write, and then after it: the person sees no answer, and clicks again.
  for (const [n, dies] of ['before', 'after', 'after'].entries()) {
    const place = `${slack.url}/reply/lost${n}`;
    const button = preview.buttons.find(({ action_id }) => action_id === 'publish');
    const body = app.clickBody('U0ADA', button ?? { action_id: '', text: { text: '' } }, place);
    const lost = Promise.withResolvers<void>();
    db.$client.batch = async (statements, mode) => {
      if (!JSON.stringify(statements).includes('insert into \\"incident\\"'))
        return batch(statements, mode);
      if (dies === 'after') await batch(statements, mode);
      lost.resolve();
      return new Promise(() => {});
    };
    expect((await app.post(body)).status).toBe(200);
    await Promise.race([lost.promise, app.answersAt(place)]);
    db.$client.batch = batch;
  }
  expect((await here.click('U0ADA', preview, 'publish')).text).toContain('Published.');
  expect(await here.open()).toHaveLength(1);
  expect(await rowsOf(world, 'select 1 from incident_update')).toHaveLength(1);
});
