import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AlertSourceKind, alertSourceKinds } from '../../api/domain/alert/source.ts';
import { alertSamples } from '../support/samples/alert-samples.ts';
import { type Client, clientOf } from '../support/server/client.ts';
import { PART_AT_EDGE } from '../support/size.ts';
import { dump } from '../support/world/dump.ts';
import { eventually } from '../support/world/eventually.ts';
import { type Subject, startSubject } from '../support/world/subject.ts';

let subject: Subject;
let client: Client;
beforeAll(async () => {
  subject = await startSubject();
  client = clientOf(subject);
});
afterAll(() => subject.stop());

type Listed = Record<string, unknown> & { id: string; title: string; received: number };
type Source = { id: string; url: string; secret?: string };
const SOURCES = '/pages/:p/alert_sources';
let made = 0;
async function newSource(kind: AlertSourceKind, more: object = {}): Promise<Source> {
  const name = `${kind} ${++made}`;
  const answer = await client.ask('POST', SOURCES, { alert_source: { name, kind, ...more } });
  expect([kind, answer.status, answer.json.error]).toEqual([kind, 201, undefined]);
  const { pathname } = new URL(answer.json.url);
  return { ...answer.json, url: `${subject.url}${pathname}` };
}
type Sent = { method?: string; headers?: Record<string, string> };
const post = (url: string, body: unknown, { method = 'POST', headers = {} }: Sent = {}) =>
  fetch(url, {
    method,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
const listed = async (source: Source): Promise<Listed[]> =>
  (await client.ask('GET', `/pages/:p/alerts?source=${source.id}`)).json;
const refusals = async (source: Source): Promise<(Listed & { reason: string })[]> =>
  (await client.ask('GET', '/pages/:p/alerts/refused')).json.filter(
    (one: { source: { id: string } }) => one.source.id === source.id,
  );
const hmac = (secret: string, text: string) =>
  createHmac('sha256', secret).update(text).digest('hex');

describe('the documented payloads of', () => {
  for (const kind of alertSourceKinds)
    test(`${kind} are one alert, firing and then resolved`, async () => {
      const source = await newSource(kind);
      const firing = alertSamples[kind]('firing', 'ApiDown');
      expect((await post(source.url, firing)).status).toBe(202);
      const [open, ...others] = await listed(source);
      expect(others).toEqual([]);
      expect(open).toMatchObject({ title: 'ApiDown is down', status: 'firing', ends_at: null });
      expect(String(open?.starts_at)).toMatch(/^2026-11-20T10:00:00/);
      expect((await post(source.url, alertSamples[kind]('resolved', 'ApiDown'))).status).toBe(202);
      const [over, ...more] = await listed(source);
      expect(more).toEqual([]);
      expect(over).toMatchObject({ id: open?.id, status: 'resolved', received: 2 });
      expect(String(over?.ends_at)).toMatch(/^2026-11-20T10:20:00/);
      expect(over?.starts_at).toBe(open?.starts_at);
      expect(await refusals(source)).toEqual([]);
    });

  test('senders that arrive in the wrong order leave the alert resolved', async () => {
    for (const kind of ['alertmanager', 'grafana', 'pagerduty', 'datadog', 'opsgenie'] as const) {
      const source = await newSource(kind);
      for (const state of ['resolved', 'firing'] as const)
        await post(source.url, alertSamples[kind](state, 'Late'));
      const found = await listed(source);
      expect([kind, found.map(({ status }) => status)]).toEqual([kind, ['resolved']]);
    }
  });
});

describe('a delivery', () => {
  const TIMES = PART_AT_EDGE ? 200 : 1000;
  test(`${TIMES} times is one alert, which resolves once`, { timeout: 300_000 }, async () => {
    const source = await newSource('alertmanager');
    const firing = alertSamples.alertmanager('firing', 'Replayed');
    await post(source.url, firing);
    const [before] = await listed(source);
    for (let i = 0; i < TIMES / 20; i++)
      await Promise.all(Array.from({ length: 20 }, () => post(source.url, firing)));
    const [after, ...more] = await listed(source);
    expect(more).toEqual([]);
    const steady = { last_seen_at: 'any', received: 'any' };
    expect({ ...after, ...steady }).toEqual({ ...before, ...steady });
    expect(after?.received).toBe(TIMES + 1);
    await post(source.url, alertSamples.alertmanager('resolved', 'Replayed'));
    await post(source.url, firing);
    expect((await listed(source)).map(({ status }) => status)).toEqual(['resolved']);
  });

  test('a form, a PUT, and a list of alerts of a script are read', async () => {
    const datadog = await newSource('datadog');
    const fields = { title: '[Recovered] Disk full', alert_id: '7', alert_transition: '$NOT_SET' };
    const opening = { ...fields, title: '[Triggered on {host:db-7}] Disk full' };
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const body of [opening, fields])
      await post(datadog.url, new URLSearchParams(body).toString(), { headers: form });
    expect((await listed(datadog)).map(({ status, title }) => [title, status])).toEqual([
      ['Disk full', 'resolved'],
    ]);
    const grafana = await newSource('grafana');
    const put = await post(grafana.url, alertSamples.grafana('firing', 'Put'), { method: 'PUT' });
    expect([put.status, (await listed(grafana)).length]).toEqual([202, 1]);
    const script = await newSource('generic', {
      mapping: {
        ...{ alerts: '/checks', title: '{{ name | upcase }} on {{ host }}', status: '/result' },
        ...{ fingerprint: '/name', labels: '/meta~1data', resolvedWhen: ['pass'] },
      },
    });
    const checks = (result: string) => ({
      checks: [{ name: 'disk', host: 'db-7', result, 'meta/data': { zone: 'a' } }],
    });
    for (const result of ['fail', 'pass', 'fail']) await post(script.url, checks(result));
    const found = await listed(script);
    expect(found.map(({ title, status }) => [title, status]).sort()).toEqual([
      ['DISK on db-7', 'firing'],
      ['DISK on db-7', 'resolved'],
    ]);
    expect(found[0]?.labels).toEqual({ zone: 'a' });
  });

  test('an email is read as Mailgun’s form with files too', async () => {
    const source = await newSource('email');
    const body = new FormData();
    body.set('subject', 'Re: PROBLEM: Disk full');
    body.set('sender', 'nagios@acme.example');
    body.set('attachment-1', new File(['x'], 'x.txt'));
    expect((await fetch(source.url, { method: 'POST', body })).status).toBe(202);
    expect((await listed(source)).map(({ title }) => title)).toEqual(['Disk full']);
  });
});

describe('a secret', () => {
  test('signs Grafana’s deliveries, with and without a time', async () => {
    const source = await newSource('grafana', { signed: true });
    const secret = source.secret ?? '';
    const body = JSON.stringify(alertSamples.grafana('firing', 'Signed'));
    const name = 'x-grafana-alerting-signature';
    const now = Math.floor((subject.world?.deps.clock() ?? Date.now()) / 1000);
    const timed = (at: number) => ({
      [name]: hmac(secret, `${at}:${body}`),
      'x-grafana-alerting-timestamp': String(at),
    });
    const cases: [number, Record<string, string>][] = [
      [401, {}],
      [401, { [name]: hmac('wrong', body) }],
      [401, { [name]: `sha256=${hmac(secret, body)}` }],
      [401, timed(now - 301)],
      [401, { ...timed(now), 'x-grafana-alerting-timestamp': String(now + 1) }],
      [202, { [name]: hmac(secret, body) }],
      [202, timed(now)],
    ];
    for (const [i, [status, headers]] of cases.entries())
      expect([i, (await post(source.url, body, { headers })).status]).toEqual([i, status]);
    expect(await listed(source)).toHaveLength(1);
    const kept = await refusals(source);
    expect(kept.map(({ reason }) => reason).sort()).toEqual([
      'The signature in X-Grafana-Alerting-Signature is missing or wrong.',
      'The signed time is more than five minutes off. Check the clocks.',
    ]);
    expect(kept.reduce((all, { received }) => all + received, 0)).toBe(5);
  });

  test('signs PagerDuty’s with several versions, and goes with others in a header', async () => {
    const source = await newSource('pagerduty', { secret: 'pd-secret-1' });
    const body = JSON.stringify(alertSamples.pagerduty('firing', 'Signed'));
    const good = `v1=${hmac('pd-secret-1', body)}`;
    for (const [status, signature] of [
      [401, `v2=${hmac('pd-secret-1', body)}`],
      [401, `v1=${hmac('other', body)}`],
      [202, `v1=${hmac('other', body)}, ${good}`],
    ] as const) {
      const headers = { 'x-pagerduty-signature': signature };
      expect([signature, (await post(source.url, body, { headers })).status]).toEqual([
        signature,
        status,
      ]);
    }
    const plain = await newSource('alertmanager', { secret: 'am-secret-1' });
    const sample = alertSamples.alertmanager('firing', 'Header');
    const basic = `Basic ${btoa('allclear:am-secret-1')}`;
    for (const [status, authorization] of [
      [401, 'Bearer wrong'],
      [202, 'Bearer am-secret-1'],
      [202, basic],
    ] as const)
      expect((await post(plain.url, sample, { headers: { authorization } })).status).toBe(status);
    expect((await post(plain.url, sample)).status).toBe(401);
  });
});

describe('what can’t be read', () => {
  test('is refused with a sentence and kept; the same again is counted', async () => {
    const source = await newSource('alertmanager');
    for (const [status, body] of [
      [422, '{"alerts":'],
      [422, '[]'],
      [422, { version: '4', alerts: [] }],
      [422, { version: '4', alerts: [{ status: 'on fire' }] }],
      [422, { version: '4', alerts: [{ status: 'on fire' }] }],
      [413, { alerts: 'x'.repeat(257 * 1024) }],
    ] as const)
      expect([status, (await post(source.url, body)).status]).toEqual([status, status]);
    const kept = await refusals(source);
    expect(kept.map(({ reason, received }) => [reason, received])).toEqual(
      expect.arrayContaining([
        ['The body is neither JSON nor a form.', 1],
        ['This isn’t what Alertmanager sends: “alerts.0.status” is missing or wrong.', 2],
        ['That’s over 256 KB. Send fewer alerts at once.', 1],
      ]),
    );
    const pagerDuty = await newSource('pagerduty');
    const ping = { event: { id: 'e', event_type: 'pagey.ping', data: { type: 'ping' } } };
    expect((await post(pagerDuty.url, ping)).status).toBe(202);
    expect((await refusals(pagerDuty))[0]).toMatchObject({ outcome: 'ignored' });
    const script = await newSource('generic');
    expect((await post(script.url, { id: 'never', title: 'x', status: 'ok' })).status).toBe(202);
    expect((await refusals(script))[0]?.reason).toBe('Resolved, but no open alert has this key.');
    const failing = await newSource('generic', { mapping: { title: '{{ a | nope }}' } });
    expect((await post(failing.url, { a: 1 })).status).toBe(422);
    expect((await refusals(failing))[0]?.reason).toContain('Unknown filter “nope”');
  });

  test('an unknown, rotated or disabled address brings nothing', async () => {
    const source = await newSource('generic');
    const sample = alertSamples.generic('firing', 'Gone');
    const rotated = await client.ask('POST', `${SOURCES}/${source.id}/rotate`);
    const { pathname } = new URL(rotated.json.url);
    expect((await post(source.url, sample)).status).toBe(404);
    expect((await post(`${subject.url}/hooks/alerts/nonsense`, sample)).status).toBe(404);
    const url = `${subject.url}${pathname}`;
    const off = { alert_source: { enabled: false } };
    expect((await client.ask('PATCH', `${SOURCES}/${source.id}`, off)).json.enabled).toBe(false);
    expect((await post(url, sample)).status).toBe(403);
    await client.ask('PATCH', `${SOURCES}/${source.id}`, { alert_source: { enabled: true } });
    expect((await post(url, sample)).status).toBe(202);
    expect((await client.ask('DELETE', `${SOURCES}/${source.id}`)).status).toBe(204);
    expect((await post(url, sample)).status).toBe(404);
    expect(await listed(source)).toEqual([]);
  });
});

describe('the API', () => {
  test('lists alerts with a cursor, and no address or secret twice', async () => {
    const source = await newSource('generic', { signed: true });
    const secret = source.secret ?? '';
    const headers = { authorization: `Bearer ${secret}` };
    for (let i = 0; i < 5; i++)
      await post(source.url, alertSamples.generic('firing', `Part ${i}`), { headers });
    const seen: string[] = [];
    let path = `/pages/:p/alerts?source=${source.id}&limit=2`;
    for (let i = 0; i < 3; i++) {
      const answer = await client.ask('GET', path);
      seen.push(...answer.json.map(({ title }: Listed) => title));
      const [, next] = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '') ?? [];
      path = next ? `/pages/:p/alerts${new URL(next).search}` : '';
    }
    expect([seen.length, new Set(seen).size, path]).toEqual([5, 5, '']);
    const again = await client.ask('GET', `${SOURCES}/${source.id}`);
    expect(again.json).toMatchObject({ signed: true, enabled: true });
    expect(JSON.stringify(again.json)).not.toMatch(/url|token|"secret"/);
    for (const wrong of ['status=on', 'cursor=x'])
      expect((await client.ask('GET', `/pages/:p/alerts?${wrong}`)).status).toBe(400);
    const { world } = subject;
    if (!world) return;
    const stored = JSON.stringify(await dump(world.deps.db, ['alert_source', 'audit']));
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(source.url.split('/').at(-1));
  });

  test('refuses a source without a name, of another kind or with a wrong mapping', async () => {
    for (const wrong of [
      { kind: 'generic' },
      { name: 'x', kind: 'nagios' },
      { name: 'x', kind: 'generic', mapping: { title: 'name' } },
      { name: 'x', kind: 'generic', mapping: { unknown: '/a' } },
      { name: 'x', kind: 'generic', secret: 'short' },
    ])
      expect([wrong, (await client.ask('POST', SOURCES, { alert_source: wrong })).status]).toEqual([
        wrong,
        422,
      ]);
    const viewer = { token: subject.viewer };
    const asked = { alert_source: { name: 'v', kind: 'generic' } };
    expect((await client.ask('POST', SOURCES, asked, viewer)).status).toBe(403);
  });
});

describe('rules', () => {
  const RULES = '/pages/:p/alert_rules';
  const settings = {
    conditions: [{ field: 'title', op: 'contains', value: 'ruled' }],
    ...{ action: 'draft', group_by: 'rule', title: '{{ title }} for customers' },
  };

  test('decide what comes, are tried on what came, and say why in the alert', async () => {
    const source = await newSource('generic');
    const add = async (rule: object) => {
      const answer = await client.ask('POST', RULES, { alert_rule: rule });
      expect([answer.status, answer.json.error]).toEqual([201, undefined]);
      return answer.json;
    };
    const dry = await add({ name: 'Dry', settings });
    expect(dry).toMatchObject({ mode: 'dry', enabled: true, revision: 1 });
    const live = await add({ name: 'Live', mode: 'live', settings });
    const moved = { alert_rule: { position: 1, settings: { count: 2 } } };
    const patched = await client.ask('PATCH', `${RULES}/${live.id}`, moved);
    expect(patched.json).toMatchObject({ position: 1, settings: { count: 2, group_by: 'rule' } });
    const outcomesOf = async () =>
      (await listed(source)).map(({ title, outcome }) => `${title}: ${outcome}`).sort();
    for (const key of ['ruled a', 'ruled b', 'other'])
      await post(source.url, alertSamples.generic('firing', key));
    await eventually(async () =>
      expect(await outcomesOf()).toEqual([
        'other is down: unmatched',
        'ruled a is down: collecting',
        'ruled b is down: drafted',
      ]),
    );
    const [, , last] = (await listed(source)).toSorted((a, b) => (a.title < b.title ? -1 : 1));
    const { decisions } = (await client.ask('GET', `/pages/:p/alerts/${last?.id}`)).json;
    expect(decisions).toMatchObject([
      { outcome: 'drafted', rule: { id: live.id, name: 'Live', revision: 2 } },
    ]);
    const opened = await client.ask('POST', '/pages/:p/incidents', {
      incident: { name: 'By hand', status: 'investigating', body: 'We are investigating errors.' },
    });
    const none = await client.ask('GET', `/pages/:p/incidents/${opened.json.id}/alerts`);
    expect(none.json).toMatchObject({ total: 0, time_to_inform_seconds: null, alerts: [] });
    await client.ask('PATCH', `${RULES}/${live.id}`, { alert_rule: { enabled: false } });
    const { json } = await client.ask('GET', `${RULES}/${dry.id}/replay`);
    expect([json.matched, json.counts]).toEqual([2, { drafted: 1, joined: 1 }]);
    for (const { id } of [dry, live])
      expect((await client.ask('DELETE', `${RULES}/${id}`)).status).toBe(204);
    expect((await client.ask('GET', RULES)).json).toEqual([]);
  });

  test('that match everything, lack something or are a viewer’s are refused', async () => {
    for (const wrong of [
      { ...settings, conditions: [] },
      { ...settings, conditions: [{ field: 'title', op: 'glob', value: '*' }] },
      { ...settings, conditions: [{ field: 'title', op: 'regex', value: '.*' }] },
      { ...settings, action: 'component' },
      { ...settings, title: '{{ title | nope }}' },
      { ...settings, components: [{ id: 'nothere', status: 'major_outage' }] },
    ]) {
      const alert_rule = { name: 'x', settings: wrong };
      expect([wrong, (await client.ask('POST', RULES, { alert_rule })).status]).toEqual([
        wrong,
        422,
      ]);
    }
    const publishing = { ...settings, action: 'publish', body: 'We are looking into it.' };
    const live = { name: 'x', mode: 'live', settings: publishing };
    const refused = await client.ask('POST', RULES, { alert_rule: live });
    expect([refused.status, JSON.stringify(refused.json)]).toEqual([
      422,
      expect.stringContaining('seven days'),
    ]);
    const viewer = { token: subject.viewer };
    const asked = { alert_rule: { name: 'x', settings } };
    expect((await client.ask('POST', RULES, asked, viewer)).status).toBe(403);
  });
});
