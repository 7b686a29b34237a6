import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Component, Incident, Page, Refusal, Update } from '../support/api/v1.ts';
import { type Client, clientOf, form } from '../support/server/client.ts';
import { type Subject, startSubject } from '../support/world/subject.ts';

let subject: Subject;
let { ask, newComponent, newIncident, readComponent }: Client = {} as Client; // made before the first test runs
beforeAll(async () => {
  subject = await startSubject();
  ({ ask, newComponent, newIncident, readComponent } = clientOf(subject));
});
afterAll(() => subject.stop());

describe('real requests of scripts', () => {
  test('an alert bridge maps a name to a component, opens an incident, and resolves it', async () => {
    const made = await newComponent('Checkout API');
    const listed = z.array(Component).parse((await ask('GET', '/pages/:p/components.json')).json);
    const id = listed.find((c) => c.name === 'Checkout API')?.id;
    expect(id).toBe(made.id);

    const created = await ask('POST', '/pages/:p/incidents', {
      incident: {
        name: 'Elevated API errors',
        status: 'investigating',
        body: 'Looking into it.',
        component_ids: [made.id],
        components: { [made.id]: 'partial_outage' },
        impact_override: 'minor',
        deliver_notifications: true,
      },
    });
    expect(created.status).toBe(201);
    const incident = Incident.parse(created.json);
    expect(incident).toMatchObject({
      page_id: subject.pageId,
      status: 'investigating',
      impact: 'minor',
      impact_override: 'minor',
      components: [{ id: made.id, status: 'partial_outage' }],
      incident_updates: [
        {
          body: 'Looking into it.',
          affected_components: [
            { code: made.id, old_status: 'operational', new_status: 'partial_outage' },
          ],
        },
      ],
    });

    const open = z.array(Incident).parse((await ask('GET', '/pages/:p/incidents/unresolved')).json);
    expect(open.map((i) => i.id)).toContain(incident.id);

    const patched = await ask('PATCH', `/pages/:p/incidents/${incident.id}.json`, {
      incident: { status: 'resolved', body: 'Fixed.', components: { [made.id]: 'operational' } },
    });
    expect(patched.status).toBe(200);
    const resolved = Incident.parse(patched.json);
    expect(resolved.resolved_at).not.toBeNull();
    expect(resolved.incident_updates.map((u) => u.body)).toEqual(['Fixed.', 'Looking into it.']);
    expect((await readComponent(made.id)).status).toBe('operational');
    const after = z
      .array(Incident)
      .parse((await ask('GET', '/pages/:p/incidents/unresolved')).json);
    expect(after.map((i) => i.id)).not.toContain(incident.id);
  });

  test('a form in Rails notation works like JSON', async () => {
    const [a, b] = [await newComponent('Form A'), await newComponent('Form B')];
    const fields = new URLSearchParams([
      ['incident[name]', 'Slow & “odd” pages'],
      ['incident[status]', 'identified'],
      ['incident[body]', 'One line\nand another'],
      ['incident[component_ids][]', a.id],
      ['incident[component_ids][]', b.id],
      [`incident[components][${a.id}]`, 'major_outage'],
      ['incident[deliver_notifications]', '0'],
      ['incident[metadata][jira][ticket]', 'OPS-1'],
    ]);
    const created = await ask('POST', '/pages/:p/incidents', undefined, form(fields.toString()));
    expect(created.status).toBe(201);
    const incident = Incident.parse(created.json);
    expect(incident).toMatchObject({
      name: 'Slow & “odd” pages',
      status: 'identified',
      impact: 'major',
      metadata: { jira: { ticket: 'OPS-1' } },
      incident_updates: [{ body: 'One line\nand another', deliver_notifications: false }],
    });
    expect(incident.components.map((c) => c.id).sort()).toEqual([a.id, b.id].sort());
    await ask('DELETE', `/pages/:p/incidents/${incident.id}`);
  });

  test('a multipart form and JSON without its content type work too', async () => {
    const multipart = new FormData();
    multipart.set('component[name]', 'From curl -F');
    multipart.set('component[showcase]', 'false');
    const first = await ask('POST', '/pages/:p/components', undefined, { raw: multipart });
    expect(Component.parse(first.json)).toMatchObject({ name: 'From curl -F', showcase: false });
    const second = await ask(
      'POST',
      '/pages/:p/components',
      undefined,
      form('{"component": {"name": "From curl -d"}}'),
    );
    expect(Component.parse(second.json).name).toBe('From curl -d');
  });

  test('the old form, with components as a list of ids, attaches them unchanged', async () => {
    const component = await newComponent('Old form');
    const incident = await newIncident({ name: 'Old', body: 'x', components: [component.id] });
    expect(incident.components.map((c) => [c.id, c.status])).toEqual([
      [component.id, 'operational'],
    ]);
    const none = await ask('PATCH', `/pages/:p/incidents/${incident.id}`, {
      incident: { component_ids: [] },
    });
    expect(Incident.parse(none.json).components).toEqual([]);
  });

  test('a status alone publishes an update with a default text, a name alone does not', async () => {
    const { id } = await newIncident({ name: 'Short' });
    const moved = await ask('PUT', `/pages/:p/incidents/${id}`, {
      incident: { status: 'monitoring' },
    });
    expect(Incident.parse(moved.json).incident_updates).toHaveLength(2);
    expect(moved.json.monitoring_at).not.toBeNull();
    const named = await ask('PATCH', `/pages/:p/incidents/${id}`, { incident: { name: 'Longer' } });
    expect(Incident.parse(named.json)).toMatchObject({ name: 'Longer', status: 'monitoring' });
    expect(named.json.incident_updates).toHaveLength(2);
  });

  test('a maintenance keeps its window and its switches, and a patch changes only those it names', async () => {
    const made = await newIncident({
      name: 'Router upgrade',
      scheduled_for: '2026-12-01T02:00:00Z',
      scheduled_until: '2026-12-01T05:30:00+01:00',
      scheduled_auto_transition: true,
      scheduled_auto_completed: true,
      auto_tweet_at_beginning: true,
    });
    expect(made).toMatchObject({
      status: 'scheduled',
      impact: 'maintenance',
      scheduled_for: '2026-12-01T02:00:00.000Z',
      scheduled_until: '2026-12-01T04:30:00.000Z',
      scheduled_auto_in_progress: true,
      scheduled_auto_completed: true,
      scheduled_remind_prior: false,
      auto_transition_to_operational_state: null,
    });
    const patched = await ask('PATCH', `/pages/:p/incidents/${made.id}`, {
      incident: { scheduled_auto_completed: false, scheduled_remind_prior: true },
    });
    expect(Incident.parse(patched.json)).toMatchObject({
      scheduled_auto_in_progress: true,
      scheduled_auto_completed: false,
      scheduled_remind_prior: true,
      scheduled_for: '2026-12-01T02:00:00.000Z',
    });
    const reminded = async (remind_before: unknown) =>
      ask('PATCH', `/pages/:p/incidents/${made.id}`, { incident: { remind_before } });
    expect((await reminded([])).json.scheduled_remind_prior).toBe(false);
    expect((await reminded([60, 10_080])).json.scheduled_remind_prior).toBe(true);
    expect((await reminded(['soon'])).status).toBe(422);
    const ids = async (list: string) =>
      z
        .array(Incident)
        .parse((await ask('GET', `/pages/:p/incidents/${list}`)).json)
        .map((i) => i.id);
    expect(await ids('upcoming')).toContain(made.id);
    expect(await ids('scheduled.json')).toContain(made.id);
    expect(await ids('unresolved')).not.toContain(made.id);
    await ask('PATCH', `/pages/:p/incidents/${made.id}`, { incident: { status: 'in_progress' } });
    expect(await ids('active_maintenance')).toContain(made.id);
    expect(await ids('upcoming')).not.toContain(made.id);
  });

  test('a backfilled incident is on its day, closed, and notifies nobody', async () => {
    const made = await newIncident({
      name: 'Last spring',
      backfilled: true,
      backfill_date: '2026-04-02',
      body: 'It was down for an hour.',
    });
    expect(made).toMatchObject({
      status: 'resolved',
      started_at: '2026-04-02T00:00:00.000Z',
      resolved_at: '2026-04-02T00:00:00.000Z',
      incident_updates: [{ display_at: '2026-04-02T00:00:00.000Z', deliver_notifications: false }],
    });
  });

  test('text and time of a past update can be corrected', async () => {
    const made = await newIncident({ name: 'Typo', body: 'We are lokking.' });
    const update = made.incident_updates[0]?.id;
    const corrected = await ask(
      'PATCH',
      `/pages/:p/incidents/${made.id}/incident_updates/${update}`,
      {
        incident_update: { body: 'We are looking.', display_at: '2026-11-20T09:00:00.250Z' },
      },
    );
    expect(corrected.status).toBe(200);
    expect(Update.parse(corrected.json)).toMatchObject({
      id: update,
      body: 'We are looking.',
      display_at: '2026-11-20T09:00:00.250Z',
    });
    const read = Incident.parse((await ask('GET', `/pages/:p/incidents/${made.id}`)).json);
    expect(read.incident_updates.map((u) => u.body)).toEqual(['We are looking.']);
  });

  test('deleting an incident returns it; deleting a component returns nothing', async () => {
    const made = await newIncident({ name: 'Gone', body: 'Soon.' });
    const gone = await ask('DELETE', `/pages/:p/incidents/${made.id}`);
    expect(gone.status).toBe(200);
    expect(Incident.parse(gone.json)).toEqual(made);
    expect((await ask('GET', `/pages/:p/incidents/${made.id}`)).status).toBe(404);
    const component = await newComponent('Gone too');
    const archived = await ask('DELETE', `/pages/:p/components/${component.id}`);
    expect([archived.status, archived.json]).toEqual([204, null]);
    expect((await ask('GET', `/pages/:p/components/${component.id}`)).status).toBe(404);
  });

  test('the list is newest first, in pages, and searchable by name and text', async () => {
    const marks = ['alpha', 'beta', 'gamma'];
    for (const mark of marks) await newIncident({ name: `Zebra ${mark}`, body: `50% of ${mark}` });
    const names = async (query: string) =>
      z
        .array(Incident)
        .parse((await ask('GET', `/pages/:p/incidents?${query}`)).json)
        .map((i) => i.name);
    expect((await names('q=Zebra')).sort()).toEqual(marks.map((m) => `Zebra ${m}`));
    expect(await names('q=50%25+of+beta')).toEqual(['Zebra beta']);
    expect(await names('q=50_+of')).toEqual([]);
    const pages = [await names('q=Zebra&limit=2'), await names('q=Zebra&limit=2&page=2')];
    expect(pages.map((p) => p.length)).toEqual([2, 1]);
    expect(new Set(pages.flat()).size).toBe(3);
  });
});

describe('access', () => {
  test.each([
    'OAuth KEY',
    'oauth KEY',
    'OAUTH  KEY',
    'Bearer KEY',
    'bearer KEY',
    'Token KEY',
    'Token token=KEY',
    'Token token="KEY"',
    'KEY',
    ' KEY ',
  ])('a token is accepted as “Authorization: %s”', async (header) => {
    const authorization = header.replace('KEY', subject.viewer);
    const read = await ask('GET', '/pages', undefined, { token: null, headers: { authorization } });
    expect([read.status, read.json]).toMatchObject([200, [{ id: subject.pageId }]]);
  });

  test('a token is accepted as ?api_key=, which does not rescue a wrong header', async () => {
    const path = `/pages?api_key=${subject.viewer}`;
    expect((await ask('GET', path, undefined, { token: null })).status).toBe(200);
    expect((await ask('GET', path, undefined, { token: 'wrong' })).status).toBe(401);
    expect((await ask('GET', '/pages?api_key=wrong', undefined, { token: null })).status).toBe(401);
  });

  test('the list of pages ends, and missing resources are named', async () => {
    expect(z.array(Page).parse((await ask('GET', '/pages')).json)).toHaveLength(1);
    expect((await ask('GET', '/pages?page=2')).json).toEqual([]);
    for (const [method, path, part] of [
      ['GET', 'page_access_groups', 'page_access_groups'],
      ['POST', 'page_access_groups.json', 'page_access_groups'],
      ['GET', 'page_access_users/u1/components', 'page_access_users/…/components'],
      ['GET', 'status_embed_config', 'status_embed_config'],
    ] as const) {
      const body = method === 'POST' ? {} : undefined;
      const missing = await ask(method, `/pages/:p/${path}`, body, { token: subject.ownerToken });
      expect([path, missing.status]).toEqual([path, 403]);
      expect(missing.json.error).toContain(`“${part}”`);
    }
  });

  test('a token sees the page it was created for, with OAuth and Bearer', async () => {
    const pages = z.array(Page).parse((await ask('GET', '/pages')).json);
    expect(pages.map((p) => p.id)).toEqual([subject.pageId]);
    expect(Page.parse((await ask('GET', '/pages/:p.json')).json).id).toBe(subject.pageId);
    const bearer = await ask('GET', '/pages', undefined, {
      token: null,
      headers: { authorization: `Bearer ${subject.viewer}` },
    });
    expect(bearer.status).toBe(200);
    expect(bearer.headers.get('cache-control')).toBe('no-store');
  });

  test.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'OAuth 0123456789' }],
    ['another scheme', { authorization: 'Basic eDp5' }],
    ['a cookie', { cookie: 'allclear=anything' }],
  ])('%s is refused', async (_, headers) => {
    const refused = await ask('GET', '/pages/:p/incidents', undefined, { token: null, headers });
    expect([refused.status, refused.json]).toEqual([401, { error: 'Could not authenticate' }]);
  });

  test('a viewer may read but not write', async () => {
    const viewer = { token: subject.viewer };
    expect((await ask('GET', '/pages/:p/components', undefined, viewer)).status).toBe(200);
    for (const [method, path] of [
      ['POST', '/pages/:p/components'],
      ['POST', '/pages/:p/incidents'],
      ['DELETE', '/pages/:p/incidents/aaaaaaaaaaaa'],
    ] as const) {
      const refused = await ask(method, path, { component: { name: 'No' } }, viewer);
      expect(refused.status).toBe(403);
      Refusal.parse(refused.json);
    }
  });

  test('another page is not found, whatever is requested', async () => {
    const path = '/pages/otherpage000';
    const answers = [
      await ask('GET', path),
      await ask('GET', `${path}/incidents`),
      await ask('POST', `${path}/incidents`, { incident: { name: 'x' } }),
    ];
    expect(answers.map((a) => a.status)).toEqual([404, 404, 404]);
    for (const answer of answers) Refusal.parse(answer.json);
  });
});

describe('retries and two editors', () => {
  test('a POST retried under one Idempotency-Key is one incident, also when sent concurrently', async () => {
    const headers = { 'idempotency-key': `retry-${Date.now()}` };
    const send = (incident: object) =>
      ask('POST', '/pages/:p/incidents', { incident }, { headers });
    const body = { name: 'Retried once', body: 'x' };
    const answers = [...(await Promise.all([send(body), send(body)])), await send(body)];
    expect(answers.map((a) => a.status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map((a) => Incident.parse(a.json).id)).size).toBe(1);
    const listed = await ask('GET', '/pages/:p/incidents?q=Retried+once');
    expect(listed.json).toHaveLength(1);
    const reordered = await send({ body: 'x', name: 'Retried once' });
    expect(reordered.json.id).toBe(answers[0]?.json.id);
    const other = await send({ ...body, body: 'y' });
    expect(other.status).toBe(409);
    Refusal.parse(other.json);
  });

  test('two updates at the same moment are both published or one is refused as a conflict', async () => {
    const { id } = await newIncident({ name: 'Two editors', body: 'First.' });
    const bodies = ['From Ada.', 'From Grace.', 'From Edsger.'];
    const answers = await Promise.all(
      bodies.map((body) => ask('PATCH', `/pages/:p/incidents/${id}`, { incident: { body } })),
    );
    const published = bodies.filter((_, i) => answers[i]?.status === 200);
    expect(published.length).toBeGreaterThan(0);
    for (const { status } of answers) expect([200, 409]).toContain(status);
    const read = Incident.parse((await ask('GET', `/pages/:p/incidents/${id}`)).json);
    expect(read.incident_updates.map((u) => u.body).sort()).toEqual(
      [...published, 'First.'].sort(),
    );
  });
});

describe('addresses and methods', () => {
  test.each([
    '/nothing',
    '/pages/:p/nothing',
    '/pages/:p/incidents/aaaaaaaaaaaa',
    '/pages/:p/incidents/aaaaaaaaaaaa/nothing',
    '/pages/:p/components/aaaaaaaaaaaa.json',
  ])('%s is not found', async (path) => {
    const answer = await ask('GET', path);
    expect(answer.status).toBe(404);
    Refusal.parse(answer.json);
  });

  test('HEAD responds like GET, without a body', async () => {
    const head = await ask('HEAD', '/pages/:p/incidents.json');
    expect([head.status, head.json]).toEqual([200, null]);
  });

  test('a method that an address does not support gets the list of those it does', async () => {
    const refused = await ask('DELETE', '/pages/:p/incidents');
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    Refusal.parse(refused.json);
    expect((await ask('POST', '/pages/:p/incidents/unresolved', {})).status).toBe(405);
  });
});
