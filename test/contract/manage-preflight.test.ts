import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Incident } from '../support/api/v1.ts';
import { type Client, clientOf } from '../support/server/client.ts';
import { type Subject, startSubject } from '../support/world/subject.ts';

describe('The check before publishing, through the write API', () => {
  let subject: Subject;
  let client: Client;
  beforeAll(async () => {
    subject = await startSubject();
    client = clientOf(subject);
  });
  afterAll(() => subject.stop());

  const NEW = '/pages/:p/incidents';
  const leaking = { name: 'Payments fail', body: 'The node 10.0.4.17 does not answer.' };

  test('a blocking finding answers problem details with each finding, in Statuspage’s form too', async () => {
    const refused = await client.ask('POST', NEW, { incident: leaking });
    expect(refused.status).toBe(422);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.json).toMatchObject({
      type: 'about:blank',
      title: 'Blocked by the check before publishing',
      status: 422,
      findings: [
        {
          rule: 'private-address',
          level: 'stop',
          place: 'body',
          from: 9,
          to: 18,
          found: '10.0.4.17',
        },
      ],
      error: [expect.stringMatching(/^“10\.0\.4\.17”: /)],
    });
    expect((await client.ask('GET', NEW)).json).toEqual([]);
  });

  test('a reason publishes it; a warning alone does not block', async () => {
    const preflight_override = 'customers must allow this address';
    const made = await client.newIncident({ ...leaking, preflight_override });
    expect(made.incident_updates[0]?.body).toBe(leaking.body);
    const guess = { name: 'Search is slow', body: 'It should be fixed soon, we think.' };
    expect((await client.newIncident(guess)).name).toBe(guess.name);
  });

  test('an update and a correction are checked too, and an update needs no reason for an old title', async () => {
    const titled = { name: 'Errors on db01', preflight_override: 'known' };
    const { id } = await client.newIncident(titled);
    const path = `${NEW}/${id}`;
    const stopped = await client.ask('PATCH', path, { incident: { body: 'db01 is full.' } });
    expect([stopped.status, stopped.json.findings[0].rule]).toEqual([422, 'host']);
    const went = await client.ask('PATCH', path, { incident: { body: 'We free some space.' } });
    const update = Incident.parse(went.json).incident_updates[0];
    const updatePath = `${path}/incident_updates/${update?.id}`;
    const body = { incident_update: { body: 'TODO say which' } };
    expect((await client.ask('PATCH', updatePath, body)).json.findings[0].found).toBe('TODO');
    const forced = { incident_update: { ...body.incident_update, preflight_override: 'a title' } };
    expect((await client.ask('PATCH', updatePath, forced)).json.body).toBe('TODO say which');
  });

  test('names and descriptions of components and groups are checked, and a refusal writes nothing', async () => {
    const rowsNow = async () => (await client.ask('GET', '/pages/:p/components')).json;
    const search = await client.newComponent('Search');
    const grouped = await client.ask('POST', '/pages/:p/component-groups', {
      component_group: { name: 'Regions', components: [search.id] },
    });
    const before = await rowsNow();
    const component = `/pages/:p/components/${search.id}`;
    const group = `/pages/:p/component-groups/${grouped.json.id}`;
    const cases = [
      ['POST', '/pages/:p/components', { component: { name: 'password=hunter2x' } }, 'name'],
      [
        'POST',
        '/pages/:p/components',
        { component: { name: 'Cards', description: 'Runs on prod-db-02.' } },
        'description',
      ],
      [
        'POST',
        '/pages/:p/components',
        { component: { name: 'Cards', group_name: 'rack-7.internal' } },
        'group_name',
      ],
      ['PATCH', component, { component: { name: 'Search [region]' } }, 'name'],
      ['PUT', component, { component: { description: 'At 10.0.4.17' } }, 'description'],
      ['PATCH', component, { component: { name: 'Find', group_name: 'TODO' } }, 'group_name'],
      [
        'POST',
        '/pages/:p/component-groups',
        { component_group: { name: 'db01', components: [search.id] } },
        'name',
      ],
      ['PATCH', group, { component_group: { description: 'On db01' } }, 'description'],
      ['PUT', group, { description: 'On db01', component_group: {} }, 'description'],
    ] as const;
    for (const [method, path, body, place] of cases) {
      const refused = await client.ask(method, path, body);
      expect([refused.status, refused.json.findings?.[0]?.place], JSON.stringify(body)).toEqual([
        422,
        place,
      ]);
    }
    expect(await rowsNow()).toEqual(before);
  });

  test('a reason publishes such a name, also the name of a group created with it', async () => {
    const component = { name: 'db01', group_name: 'rack-7.internal' };
    const preflight_override = 'customers rent these machines';
    const made = await client.ask('POST', '/pages/:p/components', {
      component: { ...component, preflight_override },
    });
    expect([made.status, made.json.name]).toEqual([201, 'db01']);
    const path = `/pages/:p/components/${made.json.id}`;
    const group = await client.ask('GET', `/pages/:p/components/${made.json.group_id}`);
    expect(group.json.name).toBe('rack-7.internal');
    const same = { name: 'db01', status: 'major_outage', group_name: 'rack-7.internal' };
    expect((await client.ask('PATCH', path, { component: same })).status).toBe(200);
    const other = { component: { name: 'db02', preflight_override } };
    expect((await client.ask('PATCH', path, other)).json.name).toBe('db02');
    const named = { component_group: { name: 'rack-8.internal' } };
    const groupPath = `/pages/:p/component-groups/${made.json.group_id}`;
    expect((await client.ask('PATCH', groupPath, named)).status).toBe(422);
    const forced = { component_group: { ...named.component_group, preflight_override } };
    expect((await client.ask('PATCH', groupPath, forced)).status).toBe(200);
  });
});
