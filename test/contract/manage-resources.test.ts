import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Group, Incident } from '../support/api/v1.ts';
import { type Client, clientOf, form } from '../support/server/client.ts';
import { type Subject, startSubject } from '../support/world/subject.ts';

let subject: Subject;
let client: Client;
const asOwner = () => ({ token: subject.ownerToken ?? '' });
beforeAll(async () => {
  subject = await startSubject();
  client = clientOf(subject);
});
afterAll(() => subject.stop());

const Template = z.strictObject({
  id: z.string(),
  page_id: z.string(),
  name: z.string(),
  title: z.string(),
  body: z.string(),
  group_id: z.null(),
  update_status: z.string(),
  should_tweet: z.literal(false),
  should_send_notifications: z.literal(true),
  components: z.array(z.string()),
});
const Postmortem = z.strictObject({
  preview_key: z.null(),
  body: z.string().nullable(),
  body_updated_at: z.string().nullable(),
  body_draft: z.string().nullable(),
  body_draft_updated_at: z.string().nullable(),
  published_at: z.string().nullable(),
  notify_subscribers: z.boolean(),
  notify_twitter: z.literal(false),
  custom_tweet: z.null(),
  created_at: z.string(),
  updated_at: z.string(),
});

describe('templates', () => {
  test('one is made in the words of Statuspage, read with .json, changed, and archived', async () => {
    const component = await client.newComponent('Cards');
    const made = await client.ask(
      'POST',
      '/pages/:p/incident_templates.json',
      {
        template: {
          name: 'Cards fail',
          title: 'Card payments fail',
          body: 'We are looking into it.',
          update_status: 'identified',
          should_tweet: true,
          component_ids: [component.id],
        },
      },
      asOwner(),
    );
    expect(made.status).toBe(201);
    const template = Template.parse(made.json);
    expect(template).toMatchObject({
      name: 'Cards fail',
      update_status: 'identified',
      components: [component.id],
    });
    const listed = await client.ask('GET', '/pages/:p/incident_templates.json?per_page=100');
    expect(z.array(Template).parse(listed.json)).toContainEqual(template);
    const path = `/pages/:p/incident_templates/${template.id}`;
    const patched = await client.ask('PATCH', path, undefined, {
      ...form('template[body]=Fixed.'),
      ...asOwner(),
    });
    expect(patched.json).toEqual({ ...template, body: 'Fixed.' });
    const deleted = await client.ask('DELETE', path, undefined, asOwner());
    expect([deleted.status, deleted.json.id]).toEqual([200, template.id]);
    expect((await client.ask('GET', path)).status).toBe(404);
  });

  test('a text that does not render, or no name, is refused with a sentence', async () => {
    for (const template of [{ name: 'x', body: '{{ oops' }, { body: 'No name.' }, { name: 'x' }]) {
      const refused = await client.ask(
        'POST',
        '/pages/:p/incident_templates',
        { template },
        asOwner(),
      );
      expect([refused.status, refused.json.error.length > 0]).toEqual([422, true]);
    }
    const template = { name: 'x', body: 'y' };
    expect((await client.ask('POST', '/pages/:p/incident_templates', { template })).status).toBe(
      403,
    );
  });
});

describe('postmortem', () => {
  const over = () =>
    client.newIncident({ name: 'Logins failed', status: 'resolved', body: 'It is over.' });
  const put = (id: string, part: string, postmortem: object, options = {}) =>
    client.ask('PUT', `/pages/:p/incidents/${id}/postmortem${part}`, { postmortem }, options);

  test('it is written, published as an update, and part of the incident', async () => {
    const { id } = await over();
    const path = `/pages/:p/incidents/${id}/postmortem`;
    expect((await client.ask('GET', path)).status).toBe(404);
    const draft = await put(id, '', { body_draft: 'A full disk was the cause.' });
    expect(Postmortem.parse(draft.json)).toMatchObject({
      body: null,
      body_draft: 'A full disk was the cause.',
      published_at: null,
    });
    const early = await put(id, '/publish', {});
    expect([early.status, early.json.error]).toEqual([409, expect.stringContaining('approved')]);
    const published = await put(id, '/publish', { notify_subscribers: false }, asOwner());
    expect(published.status).toBe(200);
    expect(Postmortem.parse(published.json)).toMatchObject({
      body: 'A full disk was the cause.',
      published_at: expect.any(String),
      notify_subscribers: false,
    });
    const incident = Incident.parse((await client.ask('GET', `/pages/:p/incidents/${id}`)).json);
    expect(incident).toMatchObject({
      status: 'postmortem',
      postmortem_body: 'A full disk was the cause.',
      postmortem_published_at: published.json.published_at,
    });
    expect(incident.incident_updates[0]).toMatchObject({ status: 'postmortem' });
    expect((await put(id, '/publish', {}, asOwner())).status).toBe(409);
    expect((await put(id, '/revert', {})).status).toBe(422);
    expect((await client.ask('DELETE', path)).status).toBe(422);
  });

  test('a draft is deleted with 204; an open incident and an empty request are refused', async () => {
    const { id } = await over();
    const path = `/pages/:p/incidents/${id}/postmortem`;
    await put(id, '', { body_draft: 'Soon.' });
    const deleted = await client.ask('DELETE', path);
    expect([deleted.status, deleted.json]).toEqual([204, null]);
    expect((await client.ask('GET', path)).status).toBe(404);
    expect((await put(id, '/revert', {})).status).toBe(409);
    expect((await put(id, '', {})).status).toBe(422);
    const open = await client.newIncident({ name: 'Open', body: 'x' });
    expect((await put(open.id, '', { body_draft: 'Early.' })).status).toBe(422);
    expect((await put('notthere0000', '', { body_draft: 'x' })).status).toBe(404);
  });
});

describe('uptime', () => {
  test('of a component and of its group, with seconds, incidents, and limits', async () => {
    const component = await client.newComponent('Search', { start_date: '2026-01-10' });
    const made = await client.ask('POST', '/pages/:p/component-groups', {
      component_group: { name: 'All of search', components: [component.id] },
    });
    const group = Group.parse(made.json);
    const incident = await client.newIncident({
      name: 'Search is down',
      body: 'x',
      components: { [component.id]: 'major_outage' },
    });
    subject.world?.wait(3_600_000);
    const read = await client.ask('GET', `/pages/:p/components/${component.id}/uptime.json`);
    expect(read.json).toMatchObject({
      id: component.id,
      name: 'Search',
      partial_outage: 0,
      related_events: { incidents: [{ id: incident.id }] },
    });
    if (subject.world) expect(read.json.major_outage).toBe(3600);
    expect(read.json.uptime_percentage).toBeGreaterThan(99);
    const of = await client.ask(
      'GET',
      `/pages/:p/component-groups/${group.id}/uptime?skip_related_events=true`,
    );
    expect(of.json).toMatchObject({ id: group.id, related_events: null });
    expect(of.json.major_outage).toBe(read.json.major_outage);
    const path = `/pages/:p/components/${component.id}/uptime`;
    const before = await client.ask('GET', `${path}?start=2025-01-01&end=2025-02-01`);
    expect(before.json).toMatchObject({ uptime_percentage: null, major_outage: 0 });
    const status = async (query: string) => (await client.ask('GET', `${path}?${query}`)).status;
    expect(await status('start=2025-01-01&end=2025-12-31')).toBe(422);
    expect(await status('start=2026-02-01&end=2026-01-01')).toBe(422);
    expect(await status('start=yesterday')).toBe(422);
    expect((await client.ask('GET', `/pages/:p/components/${group.id}/uptime`)).status).toBe(404);
    expect((await client.ask('GET', '/pages/:p/components/notthere0000/uptime')).status).toBe(404);
  });
});

const Metric = z.strictObject({
  id: z.string(),
  metrics_provider_id: z.string(),
  metric_identifier: z.string(),
  name: z.string(),
  display: z.boolean(),
  tooltip_description: z.string(),
  backfilled: z.literal(false),
  y_axis_min: z.number().nullable(),
  y_axis_max: z.number().nullable(),
  y_axis_hidden: z.boolean(),
  suffix: z.string(),
  decimal_places: z.number().int(),
  most_recent_data_at: z.string().nullable(),
  last_fetched_at: z.null(),
  backfill_percentage: z.literal(0),
  reference_name: z.null(),
  source: z.string(),
  check_id: z.string().nullable(),
  on_front_page: z.boolean(),
  created_at: z.string(),
  updated_at: z.string(),
});
const Provider = z.strictObject({
  id: z.string(),
  page_id: z.string(),
  type: z.literal('Self'),
  disabled: z.literal(false),
  metric_base_uri: z.null(),
  last_revalidated_at: z.null(),
  created_at: z.string(),
  updated_at: z.string(),
});

describe('metrics', () => {
  const seconds = () => Math.floor((subject.world?.deps.clock() ?? Date.now()) / 1000);
  const newMetric = async (metric: object) => {
    const made = await client.ask('POST', '/pages/:p/metrics_providers.json', {
      metrics_provider: { type: 'Self' },
    });
    expect(made.status).toBe(201);
    const provider = Provider.parse(made.json);
    const path = `/pages/:p/metrics_providers/${provider.id}`;
    const added = await client.ask('POST', `${path}/metrics`, { metric });
    expect(added.status).toBe(201);
    return { provider, path, metric: Metric.parse(added.json) };
  };

  test('a provider and a metric are made, listed, changed and deleted', async () => {
    const { provider, path, metric } = await newMetric({ name: 'Latency', suffix: 'ms' });
    expect(metric).toMatchObject({ display: true, decimal_places: 2, on_front_page: false });
    for (const list of ['/pages/:p/metrics?per_page=100', `${path}/metrics.json`])
      expect(z.array(Metric).parse((await client.ask('GET', list)).json)).toContainEqual(metric);
    expect((await client.ask('GET', path)).json).toEqual(provider);
    expect((await client.ask('GET', '/pages/:p/metrics?page=2')).json).toEqual([]);
    const own = `/pages/:p/metrics/${metric.id}`;
    const changed = await client.ask('PATCH', own, undefined, {
      ...form(
        'metric[name]=API latency&metric[display]=0&metric[y_axis_max]=500&metric[y_axis_min]=',
      ),
    });
    expect(changed.json).toEqual({
      ...metric,
      ...{ name: 'API latency', display: false, y_axis_max: 500, y_axis_min: null },
      updated_at: expect.any(String),
    });
    const deleted = await client.ask('DELETE', own);
    expect([deleted.status, deleted.json]).toEqual([200, changed.json]);
    expect((await client.ask('GET', own)).status).toBe(404);
    expect((await client.ask('DELETE', path)).json.id).toBe(provider.id);
    expect((await client.ask('GET', `${path}/metrics`)).status).toBe(404);
  });

  test('values come in JSON and in forms, one or many; those of one half minute are one', async () => {
    const { metric } = await newMetric({ name: 'Requests' });
    const own = `/pages/:p/metrics/${metric.id}`;
    const now = Math.round(seconds() / 30) * 30;
    const one = await client.ask('POST', `${own}/data.json`, {
      data: { timestamp: now - 90 + 4, value: 1.5 },
    });
    expect([one.status, one.json]).toEqual([201, { data: { timestamp: now - 90, value: 1.5 } }]);
    const asForm = await client.ask('POST', `${own}/data`, undefined, {
      ...form(`data[timestamp]=${now}&data[value]=2`),
    });
    expect(asForm.json).toEqual({ data: { timestamp: now, value: 2 } });
    const many = await client.ask('POST', '/pages/:p/metrics/data', undefined, {
      ...form(
        [now - 7200, now - 7190, now - 3600]
          .map((at, i) => `data[${metric.id}][][timestamp]=${at}&data[${metric.id}][][value]=${i}`)
          .join('&'),
      ),
    });
    expect([many.status, many.json.data[metric.id]]).toEqual([
      201,
      [
        { timestamp: now - 7200, value: 1 },
        { timestamp: now - 3600, value: 2 },
      ],
    ]);
    const read = await client.ask('GET', own);
    expect(Date.parse(read.json.most_recent_data_at) / 1000).toBe(now);
    const cleared = await client.ask('DELETE', `${own}/data`);
    expect([cleared.status, cleared.json.most_recent_data_at]).toEqual([200, null]);
  });

  test('what cannot be stored is refused as a whole', async () => {
    const { metric } = await newMetric({ name: 'Errors' });
    const own = `/pages/:p/metrics/${metric.id}/data`;
    const at = seconds();
    const send = (data: unknown, path = own) => client.ask('POST', path, { data });
    for (const [data, sentence] of [
      [{ timestamp: at + 3600, value: 1 }, 'future'],
      [{ timestamp: at - 29 * 86_400, value: 1 }, '28 days'],
      [{ timestamp: at * 1000, value: 1 }, 'seconds'],
      [{ timestamp: 'soon', value: 1 }, 'timestamp is a number'],
      [{ timestamp: at, value: 'high' }, 'value is a number'],
      [{ timestamp: at, value: 1e300 }, 'at most'],
      [undefined, 'timestamp'],
      [Array.from({ length: 3001 }, (_, i) => ({ timestamp: at - i, value: 1 })), '3,000'],
    ] as const) {
      const refused = await send(data);
      expect([sentence, refused.status]).toEqual([sentence, 422]);
      expect(refused.json.error.join()).toContain(sentence);
    }
    const good = { [metric.id]: [{ timestamp: at, value: 1 }] };
    const strange = await send({ ...good, notthere0000: [] }, '/pages/:p/metrics/data');
    expect([strange.status, strange.json.error]).toEqual([
      404,
      expect.stringContaining('notthere'),
    ]);
    expect((await send('x', '/pages/:p/metrics/data')).status).toBe(400);
    expect((await client.ask('POST', own.replace(metric.id, 'notthere0000'), {})).status).toBe(404);
    const read = await client.ask('GET', `/pages/:p/metrics/${metric.id}`);
    expect(read.json.most_recent_data_at).toBeNull();
    for (const [metrics_provider, sentence] of [
      [{ type: 'Datadog', api_key: 'k' }, 'Datadog'],
      [{ type: 'Other' }, 'one of'],
    ] as const) {
      const refused = await client.ask('POST', '/pages/:p/metrics_providers', { metrics_provider });
      expect([refused.status, refused.json.error.join()]).toEqual([
        422,
        expect.stringContaining(sentence),
      ]);
    }
    const providers = `/pages/:p/metrics_providers/${metric.metrics_provider_id}/metrics`;
    for (const wrong of [
      { name: '' },
      { name: 'x', y_axis_min: 5, y_axis_max: 5 },
      { name: 'x', decimal_places: 9 },
      { name: 'x', check_id: 'notthere0000' },
      { name: 'x', source: 'uptime' },
    ])
      expect((await client.ask('POST', providers, { metric: wrong })).status).toBe(422);
    const viewer = { token: subject.viewer };
    expect((await client.ask('POST', own, { data: {} }, viewer)).status).toBe(403);
  });
});

describe('people', () => {
  test('the team is read by owners, by the page’s id as organization', async () => {
    const path = `/organizations/${subject.pageId}`;
    const users = await client.ask('GET', `${path}/users.json`, undefined, asOwner());
    expect([users.status, Array.isArray(users.json)]).toEqual([200, true]);
    expect((await client.ask('GET', `${path}/users`)).status).toBe(403);
    const missing = await client.ask('GET', `${path}/permissions/nobody`, undefined, asOwner());
    expect(missing.status).toBe(404);
    const other = await client.ask('GET', '/organizations/other/users', undefined, asOwner());
    expect(other.status).toBe(404);
    const refused = await client.ask('POST', `${path}/users`, { user: {} }, asOwner());
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('who may read the internal page is invited, listed once, and removed', async () => {
    const email = `reader${Date.now()}@example.com`;
    const path = '/pages/:p/page_access_users';
    const invite = () => client.ask('POST', path, { page_access_user: { email } }, asOwner());
    const made = await invite();
    expect([made.status, made.json.email]).toEqual([201, email]);
    expect((await invite()).status).toBe(422);
    const listed = await client.ask('GET', path, undefined, asOwner());
    expect(listed.json.filter((one: { email: string }) => one.email === email)).toHaveLength(1);
    expect((await client.ask('GET', path)).status).toBe(403);
    const removed = await client.ask('DELETE', `${path}/${made.json.id}`, undefined, asOwner());
    expect(removed.status).toBe(204);
    const gone = await client.ask('GET', `${path}/${made.json.id}`, undefined, asOwner());
    expect(gone.status).toBe(404);
  });
});

describe('answers', () => {
  test('a list has an ETag, and answers 304 until something changes', async () => {
    await client.newComponent('First');
    const read = (tag?: string) =>
      client.ask('GET', '/pages/:p/components', undefined, {
        headers: tag ? { 'if-none-match': tag } : {},
      });
    const first = await read();
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^W\/"\w+"$/);
    for (const given of [tag, tag.slice(2), `"other", ${tag}`, '*']) {
      const same = await read(given);
      expect([same.status, same.json, same.headers.get('etag')]).toEqual([304, null, tag]);
      expect(same.headers.get('cache-control')).toBe('no-store');
    }
    await client.newComponent('Second');
    const changed = await read(tag);
    expect([changed.status, changed.headers.get('etag') === tag]).toEqual([200, false]);
    const missing = await client.ask('GET', '/pages/:p/components/notthere0000');
    expect([missing.status, missing.headers.get('etag')]).toEqual([404, null]);
  });

  test('the Idempotency-Key of a request is repeated, also with a refusal', async () => {
    const headers = { 'idempotency-key': `echo-${Date.now()}` };
    const incident = { name: 'Echo', body: 'x' };
    for (const [body, status] of [
      [{ incident }, 201],
      [{ incident: { ...incident, body: 'y' } }, 422],
    ] as const) {
      const answer = await client.ask('POST', '/pages/:p/incidents', body, { headers });
      expect([
        answer.status === status || answer.status === 409,
        answer.headers.get('idempotency-key'),
      ]).toEqual([true, headers['idempotency-key']]);
    }
  });

  test('every answer says how many requests the token has left', async () => {
    const read = async () => (await client.ask('GET', '/pages')).headers;
    const [first, second] = [await read(), await read()];
    const left = (headers: Headers) => Number(headers.get('x-ratelimit-remaining'));
    expect(Number(first.get('x-ratelimit-limit'))).toBeGreaterThan(0);
    expect(Number(first.get('x-ratelimit-reset'))).toBeGreaterThan(1_700_000_000);
    if (subject.world) expect(left(first) - left(second)).toBe(1);
  });
});
