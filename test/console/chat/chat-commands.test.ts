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
  expect((await here.type('U0ADA', 'new sev2 "Checkout fails" Cards fail.')).fields).toEqual([]);
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

test('an update changes components one after another, and what stays as it is is not sent', async () => {
  const [api, cards] = [await world.component('API'), await world.component('Cards')];
  const mail = await world.component('Mail');
  const failing = 'Cards: Partial outage';
  await app.click('U0ADA', await here.type('U0ADA', 'new sev2 "Cards fail" We look.'), 'publish');
  const [incident] = await here.open();
  await world.deps.db.$client.batch([
    "update component set status = 'partial_outage' where name = 'Cards'",
    "update component set status = 'under_maintenance' where name = 'Mail'",
    `insert into incident_component (incident_id, component_id) values ('${incident?.id}', '${cards}')`,
  ]);
  let now = await here.type('U0ADA', 'update identified: We know the cause. next:30m');
  const offered = () => now.fields[0]?.elements[0]?.options?.map(({ text }) => text.text);
  expect(offered()).toEqual([failing, 'API: Operational', 'Mail: Under maintenance']);
  const slow = 'API: Operational → Degraded performance';
  const back = 'Cards: Partial outage → Operational';
  // What is chosen; the component and status that are offered then; the changes that are shown.
  const steps: [string, string | null, string, string | undefined, string[]][] = [
    ['API: Operational', null, api, 'operational', []],
    ['', 'degraded_performance', api, 'degraded_performance', [slow]],
    ['Mail: Under maintenance', null, mail, undefined, [slow]],
    [failing, null, cards, 'partial_outage', [slow]],
    [failing, 'operational', cards, 'operational', [slow, back]],
    ['API: Operational', null, api, 'degraded_performance', [slow, back]],
    [failing, 'partial_outage', cards, 'partial_outage', [slow]],
    [failing, 'no_status', cards, 'partial_outage', [slow]],
    ['none', 'major_outage', cards, 'partial_outage', [slow]],
  ];
  for (const [chosen, status, ...expected] of steps) {
    const given = { components: [chosen].filter(Boolean), ...(status ? { status } : {}) };
    now = (await app.choose('U0ADA', now, given))[0] ?? expect.fail('no answer');
    const [one, its] = now.fields[0]?.elements ?? [];
    const changes = [slow, back].filter((change) => now.text.includes(change));
    expect([one?.initial_option?.value, its?.initial_option?.value, changes]).toEqual(expected);
    expect(now.text.split('→')).toHaveLength(changes.length + 1);
  }
  expect(
    (await app.choose('U0VIC', now, { components: [], status: 'operational' }))[0]?.text,
  ).toContain('publisher');
  await here.click('U0ADA', now, 'publish');
  expect(await rowsOf(world, 'select name, status from component order by name')).toEqual([
    { name: 'API', status: 'degraded_performance' },
    { name: 'Cards', status: 'partial_outage' },
    { name: 'Mail', status: 'under_maintenance' },
  ]);
  const record = await findIncident(world.deps.db, world.pageId, incident?.id ?? '');
  expect(record?.updates[0]?.changes).toMatchObject([{ componentId: api }]);
  // Of 500 components, those of the incident come first, and no more than Slack takes.
  await world.deps.db.$client.execute(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 500)
    insert into component (id, page_id, name, position, created_at, updated_at)
    select 'c' || i, '${world.pageId}', 'Long name of component ' || i, -1, 1, 1 from n`);
  now = await here.type('U0ADA', 'update monitoring: A fix is live.');
  expect(offered()?.slice(0, 2)).toEqual(['API: Degraded performance', failing]);
  expect(now.text).toContain('More components can be chosen in the console.');
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
