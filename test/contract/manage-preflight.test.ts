import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, clientOf } from '../support/client.ts';
import { type Subject, startSubject } from '../support/subject.ts';
import { Incident } from '../support/v1.ts';

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

  test('a stop is answered as problem details with each finding, and as Statuspage words it', async () => {
    const refused = await client.ask('POST', NEW, { incident: leaking });
    expect(refused.status).toBe(422);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.json).toMatchObject({
      type: 'about:blank',
      title: 'Stopped before publishing',
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

  test('a reason publishes it; a warning alone holds nothing back', async () => {
    const preflight_override = 'customers must allow this address';
    const made = await client.newIncident({ ...leaking, preflight_override });
    expect(made.incident_updates[0]?.body).toBe(leaking.body);
    const guess = { name: 'Search is slow', body: 'It should be fixed soon, we think.' };
    expect((await client.newIncident(guess)).name).toBe(guess.name);
  });

  test('an update and a correction are checked as well, and an update needs no reason of its own for an old title', async () => {
    const titled = { name: 'Errors on db01', preflight_override: 'known' };
    const { id } = await client.newIncident(titled);
    const path = `${NEW}/${id}`;
    const stopped = await client.ask('PATCH', path, { incident: { body: 'db01 is full.' } });
    expect([stopped.status, stopped.json.findings[0].rule]).toEqual([422, 'host']);
    const went = await client.ask('PATCH', path, { incident: { body: 'We free some space.' } });
    const update = Incident.parse(went.json).incident_updates[0];
    const past = `${path}/incident_updates/${update?.id}`;
    const body = { incident_update: { body: 'TODO say which' } };
    expect((await client.ask('PATCH', past, body)).json.findings[0].found).toBe('TODO');
    const forced = { incident_update: { ...body.incident_update, preflight_override: 'a title' } };
    expect((await client.ask('PATCH', past, forced)).json.body).toBe('TODO say which');
  });
});
