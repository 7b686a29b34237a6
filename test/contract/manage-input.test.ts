import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, clientOf, form } from '../support/client.ts';
import { type Subject, startSubject } from '../support/subject.ts';
import { Incident, Refusal } from '../support/v1.ts';

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
      'backfilling with components',
      'POST',
      '/pages/:p/incidents',
      {
        incident: {
          name: 'x',
          backfilled: true,
          backfill_date: '2026-01-01',
          component_ids: ['a'],
        },
      },
      /leave them out/,
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
    const huge = { incident: { name: 'x', metadata: { a: { b: 'y'.repeat(300_000) } } } };
    const refused = await ask('POST', '/pages/:p/incidents', huge);
    expect(refused.status).toBe(413);
    Refusal.parse(refused.json);
  });

  test('unknown fields are accepted and ignored', async () => {
    const made = await newIncident({
      name: 'More fields',
      auto_tweet_on_creation: true,
      whatever: [1],
    });
    expect(made.name).toBe('More fields');
  });

  test.each(['limit=many', 'page=0', 'page=1.5', 'limit=-1'])('?%s is refused', async (query) => {
    const refused = await ask('GET', `/pages/:p/incidents?${query}`);
    expect(refused.status).toBe(400);
    Refusal.parse(refused.json);
  });
});
