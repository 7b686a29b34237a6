import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newPage } from '../../api/actions/page/page.ts';
import { issueToken } from '../../api/actions/team/token.ts';
import { write } from '../../db/engine/write.ts';
import { Incident, Refusal } from '../support/api/v1.ts';
import { type Client, clientOf, form } from '../support/server/client.ts';
import { dump } from '../support/world/dump.ts';
import { type Subject, startSubject } from '../support/world/subject.ts';

type Store = NonNullable<Subject['store']>;
type Asked = [
  about: string,
  status: number,
  ...[method: string, path: string, body: unknown, options?: Parameters<Client['ask']>[3]],
];
const I = '/pages/:p/incidents';

let subject: Subject;
let { ask, newComponent, newIncident, readComponent }: Client = {} as Client; // made before the first test runs
beforeAll(async () => {
  subject = await startSubject();
  ({ ask, newComponent, newIncident, readComponent } = clientOf(subject));
});
afterAll(() => subject.stop());

describe('user input', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "'; drop table incident; --",
    '{{ constructor.constructor("x")() }} {% raw %}',
    ']]>&amp;&#x3C;%00\\u0000',
    '𝕌𝕟𝕚𝕔𝕠𝕕𝕖 ‮right to left‬ é 👩‍🚒 \u{1F6A8}',
    'line one\r\nline two\ttab',
    '__proto__',
  ];

  test.each(hostile)('%j is returned as typed', async (text) => {
    const made = await newIncident({
      name: text,
      body: text,
      metadata: { note: { text } },
      preflight_override: 'told as it is',
    });
    const read = Incident.parse((await ask('GET', `/pages/:p/incidents/${made.id}`)).json);
    expect(read.name).toBe(text);
    expect(read.incident_updates[0]?.body).toBe(text);
    expect(read.metadata).toEqual({ note: { text } });
    const component = await newComponent(text, { preflight_override: 'told as it is' });
    expect((await readComponent(component.id)).name).toBe(text);
    const sent = new URLSearchParams({ 'incident[name]': text, 'incident[body]': text });
    sent.set('incident[preflight_override]', 'told as it is');
    const again = await ask('POST', '/pages/:p/incidents', undefined, form(sent.toString()));
    expect(Incident.parse(again.json).name).toBe(text);
  });

  test('control characters, non-characters and lone surrogates are removed from all input', async () => {
    const odd = 'a\u0001b\u001b[0mc\u007f\u0085d\ufffee\uffff\u{1fffe}\u0000f';
    const clean = 'ab[0mcdef';
    const made = await newIncident({
      name: odd,
      body: `one\vtwo ${odd}`,
      metadata: { [odd]: { note: [odd] } },
      preflight_override: odd,
    });
    expect(made.name).toBe(clean);
    expect(made.incident_updates[0]?.body).toBe(`one\ntwo ${clean}`);
    expect(made.metadata).toEqual({ [clean]: { note: [clean] } });
    expect((await newComponent(odd)).name).toBe(clean);
    const sent = new URLSearchParams({ 'component[name]': odd, 'component[description]': odd });
    const again = await ask('POST', '/pages/:p/components', undefined, form(sent.toString()));
    expect(again.json).toMatchObject({ name: clean, description: clean });
  });

  test.each([
    '2036-12-20 01:00:00 +0000 UTC',
    '2036-12-20 01:00:00 UTC',
    'Sat, 20 Dec 2036 01:00:00 +0000',
    2113347600,
    '2113347600000',
  ])('%j is accepted for each time of a maintenance', async (time) => {
    const made = await newIncident({
      name: 'Work',
      scheduled_for: time,
      scheduled_until: '2036-12-20T02:00:00Z',
    });
    expect(made.scheduled_for).toBe('2036-12-20T01:00:00.000Z');
    const moved = await ask('PATCH', `/pages/:p/incidents/${made.id}`, {
      incident: { scheduled_for: '0001-01-01T00:00:00Z', scheduled_until: 2113354800 },
    });
    expect(moved.json).toMatchObject({
      scheduled_for: '2036-12-20T01:00:00.000Z',
      scheduled_until: '2036-12-20T03:00:00.000Z',
    });
  });

  test('names with a meaning in JavaScript change nothing in the server', async () => {
    const poisoned = [
      'incident[__proto__][admin]=1&incident[name]=Poisoned+form',
      'incident[constructor][prototype][admin]=1&incident[name]=Poisoned+form',
    ];
    for (const text of poisoned)
      expect((await ask('POST', '/pages/:p/incidents', undefined, form(text))).status).toBe(201);
    const json =
      '{"incident":{"name":"Poisoned","__proto__":{"admin":1},"metadata":{"__proto__":{"a":1}}}}';
    const made = await ask('POST', '/pages/:p/incidents', undefined, {
      raw: json,
      headers: { 'content-type': 'application/json' },
    });
    expect(made.status).toBe(201);
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  const huge = { incident: { name: 'x', metadata: { a: { b: 'y'.repeat(300_000) } } } };

  const invalid: [string, string, string, unknown, string | RegExp][] = [
    ['no name', 'POST', '/pages/:p/incidents', { incident: { body: 'x' } }, "Name can't be blank"],
    [
      'a blank name',
      'POST',
      '/pages/:p/incidents',
      { incident: { name: '  ' } },
      "Name can't be blank",
    ],
    [
      'a name of 256 characters',
      'POST',
      '/pages/:p/incidents',
      { incident: { name: 'x'.repeat(256) } },
      /255/,
    ],
    [
      'a text of 25,001 characters',
      'POST',
      '/pages/:p/incidents',
      { incident: { name: 'x', body: 'y'.repeat(25_001) } },
      /25,000/,
    ],
    [
      'an unknown status',
      'POST',
      '/pages/:p/incidents',
      { incident: { name: 'x', status: 'broken' } },
      /^status is one of investigating/,
    ],
    [
      'a maintenance’s status',
      'POST',
      '/pages/:p/incidents',
      { incident: { name: 'x', status: 'verifying' } },
      /“verifying” isn’t a state of an incident/,
    ],
    [
      'an unknown impact',
      'POST',
      '/pages/:p/incidents',
      { incident: { name: 'x', impact_override: 'huge' } },
      /^impact_override is one of/,
    ],
    [
      'an unknown component',
      'POST',
      '/pages/:p/incidents',
      { incident: { name: 'x', component_ids: ['nope'] } },
      /nope is not on this page/,
    ],
    [
      'an unknown component status',
      'POST',
      '/pages/:p/incidents',
      { incident: { name: 'x', components: { a: 'down' } } },
      /^components/,
    ],
    [
      'metadata that is not an object of objects',
      'POST',
      '/pages/:p/incidents',
      { incident: { name: 'x', metadata: { a: 1 } } },
      /itself an object/,
    ],
    [
      'a flag that is neither true nor false',
      'POST',
      '/pages/:p/incidents',
      { incident: { name: 'x', deliver_notifications: 'maybe' } },
      /^deliver_notifications is true or false/,
    ],
    [
      'a time that is none',
      'POST',
      '/pages/:p/incidents',
      { incident: { name: 'x', scheduled_for: 'tomorrow' } },
      /^scheduled_for is a time/,
    ],
    [
      'a window without an end',
      'POST',
      '/pages/:p/incidents',
      { incident: { name: 'x', scheduled_for: '2026-12-01T02:00:00Z' } },
      /starts and ends/,
    ],
    [
      'a window that ends before it starts',
      'POST',
      '/pages/:p/incidents',
      {
        incident: {
          name: 'x',
          scheduled_for: '2026-12-01T02:00:00Z',
          scheduled_until: '2026-12-01T01:00:00Z',
        },
      },
      /ends before it starts/,
    ],
    [
      'backfilling without a date',
      'POST',
      '/pages/:p/incidents',
      { incident: { name: 'x', backfilled: true } },
      /backfill_date/,
    ],
    [
      'backfilling what has not been yet',
      'POST',
      '/pages/:p/incidents',
      { incident: { name: 'x', backfilled: true, backfill_date: '9000-01-01' } },
      /in the future/,
    ],
    [
      'a component without a name',
      'POST',
      '/pages/:p/components',
      { component: {} },
      "Name can't be blank",
    ],
    [
      'a component’s unknown status',
      'POST',
      '/pages/:p/components',
      { component: { name: 'x', status: 'ok' } },
      /^status is one of/,
    ],
    [
      'a date that is none',
      'POST',
      '/pages/:p/components',
      { component: { name: 'x', start_date: '01/02/2026' } },
      /2026-11-20/,
    ],
    [
      'a group that is none',
      'POST',
      '/pages/:p/components',
      { component: { name: 'x', group_id: 'nope' } },
      /group/,
    ],
    [
      'a group without members',
      'POST',
      '/pages/:p/component-groups',
      { component_group: { name: 'x', components: [] } },
      /at least one component/,
    ],
    [
      'a number for a name',
      'POST',
      '/pages/:p/components',
      { component: { name: 5 } },
      /^name is a text/,
    ],
  ];
  test.each(invalid)(
    '%s is refused with an explanation',
    async (_, method, path, body, expected) => {
      const refused = await ask(method, path, body);
      expect(refused.status).toBe(422);
      const { error } = Refusal.parse(refused.json);
      expect(error).toContainEqual(
        expected instanceof RegExp ? expect.stringMatching(expected) : expected,
      );
    },
  );

  test.each([
    ['half an object', '{"incident":'],
    ['a list', '[]'],
    ['a text', '"incident"'],
    ['no envelope', '{"name":"x"}'],
    ['an envelope that holds a text', '{"incident":"x"}'],
    ['nothing', ''],
    [
      'what never ends',
      `{"incident":{"name":"x","metadata":{"a":${'['.repeat(9e4)}${']'.repeat(9e4)}}}}`,
    ],
  ])('%s as a body is malformed', async (_, raw) => {
    const headers = { 'content-type': 'application/json' };
    const refused = await ask('POST', '/pages/:p/incidents', undefined, { raw, headers });
    expect([refused.status, typeof Refusal.parse(refused.json).error]).toEqual([400, 'string']);
  });

  test('a body over 256 KB is refused', async () => {
    const refused = await ask('POST', '/pages/:p/incidents', huge);
    expect(refused.status).toBe(413);
    Refusal.parse(refused.json);
  });

  const zero = '0001-01-01T00:00:00Z';
  const switches = {
    ...{ scheduled_remind_prior: true, scheduled_auto_transition: true },
    ...{ scheduled_auto_in_progress: true, scheduled_auto_completed: true },
    ...{ auto_transition_to_maintenance_state: true, auto_transition_to_operational_state: true },
    ...{ auto_transition_deliver_notifications_at_start: true },
    auto_transition_deliver_notifications_at_end: true,
  };
  const tweets = {
    ...{ auto_tweet_on_creation: true, auto_tweet_on_completion: true },
    ...{ auto_tweet_at_beginning: true, auto_tweet_one_hour_before: true },
  };
  test.each<[string, object]>([
    ['unknown fields', { whatever: [1], wants_twitter_update: true }],
    ['flags for Twitter', tweets],
    ['the usual reminders', { reminder_intervals: null }],
    ['own reminders', { reminder_intervals: '[1,5,7]' }],
    ['repeated reminders', { reminder_intervals: '4' }],
    ['no reminders', { reminder_intervals: '[]' }],
    ['switches of maintenance', switches],
    ['zero times', { scheduled_for: zero, scheduled_until: zero, backfill_date: zero }],
    ['empty values', { impact_override: '', component_ids: [], components: {}, metadata: {} }],
    ['null', { impact_override: null, components: null, metadata: null, backfilled: null }],
  ])('clients that send %s open a plain incident', async (_, more) => {
    expect(await newIncident({ name: 'More fields', ...more })).toMatchObject({
      ...{ name: 'More fields', status: 'investigating', impact_override: null, metadata: {} },
      ...{ scheduled_for: null, scheduled_until: null, reminder_intervals: null, components: [] },
    });
  });

  test.each(['limit=many', 'page=0', 'page=1.5', 'limit=-1'])('?%s is refused', async (query) => {
    const refused = await ask('GET', `/pages/:p/incidents?${query}`);
    expect(refused.status).toBe(400);
    Refusal.parse(refused.json);
  });

  const window = { scheduled_for: '2036-12-01T02:00:00Z', scheduled_until: '2036-12-01T03:00:00Z' };
  const past = { backfill_date: '2026-01-01' };
  /** Requests about rows that exist: `:name` is the ID of one. */
  const contradicting: [string, string, object, RegExp, 400?][] = [
    ['PATCH', 'components/:group', { status: 'major_outage' }, /follows its components/],
    ['PATCH', 'components/:group', { components: [':leaf'] }, /^Send components of a group to/],
    ['PUT', 'components/:group', { display: 'expanded' }, /^Send display of a group to/],
    ['PATCH', 'components/:group', { group: false }, /can’t become a component/],
    ['PATCH', 'components/:group', { group_id: ':group' }, /can’t be nested/],
    ['PATCH', 'components/:group', { group_name: 'Another' }, /can’t be nested/],
    ['PATCH', 'components/:leaf', { group: 'true' }, /^Create groups at/],
    ['PATCH', 'components/:leaf', { components: [':leaf'] }, /has no components/],
    ['PATCH', 'components/:leaf', { group_id: ':group', group_name: 'Another' }, /two groups/, 400],
    ['POST', 'components', { name: 'x', group: true }, /^Create groups at/],
    ['POST', 'components', { name: 'x', group_id: ':group', group_name: 'y' }, /two groups/, 400],
    ['PATCH', 'component-groups/:group', { status: 'major_outage' }, /follows its components/],
    ['PATCH', 'component-groups/:group', { group_id: ':group' }, /can’t be nested/],
    ['PATCH', 'component-groups/:group', { components: [':group'] }, /can’t contain groups/],
    [
      'POST',
      'component-groups',
      { name: 'x', components: [':leaf'], status: 'major_outage' },
      /follows its components/,
    ],
    ['POST', 'incidents', { name: 'x', components: { ':group': 'major_outage' } }, /not on this/],
    ['POST', 'incidents', { name: 'x', component_ids: [':group'] }, /follows its components/],
    ['POST', 'incidents', { name: 'x', scheduled_until: window.scheduled_until }, /no planned/],
    ['POST', 'incidents', { name: 'x', remind_before: [60] }, /no reminders/],
    ['POST', 'incidents', { name: 'x', status: 'investigating', ...window }, /a maintenance/],
    [
      'POST',
      'incidents',
      { name: 'x', backfilled: true, ...past, ...window },
      /has no window/,
      400,
    ],
    [
      'POST',
      'incidents',
      { name: 'x', backfilled: true, ...past, component_ids: [':leaf'] },
      /leave them out/,
      400,
    ],
    ['POST', 'incidents', { name: 'x', ...past }, /^Send backfilled: true/],
    ['PATCH', 'incidents/:incident', window, /no planned window/],
    ['PATCH', 'incidents/:incident', { status: 'verifying', body: 'x' }, /of an incident/],
    ['PATCH', 'incidents/:work', { status: 'resolved', body: 'x' }, /of a maintenance/],
    ['PATCH', 'incidents/:work', { recurrence: 'FREQ=DAILY;COUNT=2' }, /^Only a new maintenance/],
    ['PATCH', 'incidents/:work', { scheduled_until: '2036-12-01T01:00:00Z' }, /before it starts/],
    ['POST', 'subscribers', { email: 'a@example.com', component_ids: [] }, /at least one/],
    [
      'POST',
      'subscribers',
      { slack: 'https://hooks.slack.com/x', teams: 'https://x.webhook.office.com/x' },
      /^Send one of/,
      400,
    ],
    ['POST', 'subscribers', { email: 'a@example.com', phone_number: '1' }, /no text messages/],
  ];

  const envelopes: Record<string, string> = {
    components: 'component',
    'component-groups': 'component_group',
    incidents: 'incident',
    subscribers: 'subscriber',
  };

  test('every refusal has the contract’s code and shape, and leaves every row as it was', async () => {
    const leaf = await newComponent('Leaf');
    const component_group = { name: 'Group', components: [leaf.id] };
    const made = await ask('POST', '/pages/:p/component-groups', { component_group });
    const groupId: string = made.json.id;
    const incident = await newIncident({ name: 'Open', body: 'We are looking into it.' });
    const work = await newIncident({ name: 'Work', ...window });
    const ids = { leaf: leaf.id, group: groupId, incident: incident.id, work: work.id };
    const withIds = (text: string) =>
      text.replace(/:(leaf|group|incident|work)\b/g, (_, name: keyof typeof ids) => ids[name]);
    // What a client read and sends back unchanged is no contradiction.
    for (const path of [
      `components/${groupId}`,
      `components/${leaf.id}`,
      `incidents/${incident.id}`,
    ]) {
      const { json } = await ask('GET', `/pages/:p/${path}`);
      const again = { [envelopes[path.split('/')[0] ?? ''] ?? '']: json };
      expect([path, (await ask('PUT', `/pages/:p/${path}`, again)).status]).toEqual([path, 200]);
    }
    const { store, pageId } = subject;
    const strangers = store ? await strangersTo(store, pageId) : [];
    const before = store && (await rowsOf(store));

    const x = { incident: { name: 'x' } };
    const raw = { raw: '{"incident":', headers: { 'content-type': 'application/json' } };
    const scheme = (word: string) => ({
      ...{ token: null, headers: { authorization: `${word} ${subject.publisher}` } },
    });
    const group = { component_group: { name: 'x' } };
    const requests: Asked[] = [
      ['no token', 401, 'POST', I, x, { token: null }],
      ['a wrong token', 401, 'POST', I, x, { token: 'wrong' }],
      ['Basic', 401, 'POST', I, x, scheme('Basic')],
      ['Digest', 401, 'POST', I, x, scheme('Digest')],
      ...strangers.map(([about, status, token]): Asked => [about, status, 'POST', I, x, { token }]),
      ['a reader', 403, 'POST', I, x, { token: subject.viewer }],
      ['an unknown page', 404, 'POST', '/pages/otherpage000/incidents', x],
      ['an unknown incident', 404, 'PATCH', `${I}/notthere0000`, x],
      ['no group', 404, 'PATCH', withIds('/pages/:p/component-groups/:leaf'), group],
      ['an unknown verb', 405, 'POST', withIds(`${I}/:incident`), x],
      ['half a body', 400, 'POST', I, undefined, raw],
      ['a huge body', 413, 'POST', I, huge],
      ...invalid.map(([about, ...one]): Asked => [about, 422, one[0], one[1], one[2]]),
    ];
    for (const [about, expected, method, path, body, options] of requests) {
      const { status, json } = await ask(method, path, body, options);
      expect([about, status]).toEqual([about, expected]);
      Refusal.parse(json);
    }
    for (const [method, path, fields, sentence, code = 422] of contradicting) {
      const body = { [envelopes[path.split('/')[0] ?? ''] ?? '']: fields };
      const sent = JSON.parse(withIds(JSON.stringify(body)));
      const { status, json } = await ask(method, withIds(`/pages/:p/${path}`), sent);
      expect([method, path, fields, status]).toEqual([method, path, fields, code]);
      const sentences = [Refusal.parse(json).error].flat();
      expect(sentences).toContainEqual(expect.stringMatching(sentence));
    }
    if (store) expect(await rowsOf(store)).toEqual(before);
  });
});

/** Tokens that are not of this page, with the status that they are answered with. */
async function strangersTo({ deps, owner }: Store, pageId: string) {
  const id = 'page00000002';
  const page = { id, name: 'Other', timeZone: 'Etc/UTC', at: deps.clock() };
  await write(deps.db, newPage(deps, owner, page));
  const role = 'owner' as const;
  const expired = await issueToken(deps, owner, pageId, { name: 'expired', role });
  const revoked = await issueToken(deps, owner, pageId, { name: 'revoked', role });
  const foreign = await issueToken(deps, { ...owner, pageId: id }, id, { name: 'foreign', role });
  await deps.db.$client.execute("update api_token set expires_at = 1 where name = 'expired'");
  await deps.db.$client.execute("update api_token set revoked_at = 1 where name = 'revoked'");
  return [
    ['an expired token', 401, expired],
    ['a revoked token', 401, revoked],
    ['a token of another page', 404, foreign],
  ] as const;
}

/** Without the time at which a token was last used. */
async function rowsOf({ deps }: Store) {
  const { api_token, ...others } = await dump(deps.db);
  return { ...others, tokens: api_token?.length };
}
