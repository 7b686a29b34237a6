import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statusOfAnnounced } from '../support/mail/announced-body.ts';
import { type Client, clientOf } from '../support/server/client.ts';
import { dump } from '../support/world/dump.ts';
import { type Subject, startSubject } from '../support/world/subject.ts';

const MINUTE = 60_000;
let subject: Subject;
let client: Client;
beforeAll(async () => {
  subject = await startSubject();
  client = clientOf(subject);
});
afterAll(() => subject.stop());

type Listed = { id: string; ref: string; kind: string; suspect: object | null };
/** Now, by the clock of the subject. */
const now = () => subject.world?.deps.clock() ?? Date.now();
const iso = (at: number) => new Date(at).toISOString();
const report = (change: object, headers = {}) =>
  client.ask('POST', '/pages/:p/changes', { change }, { headers });
const listed = async (): Promise<Listed[]> => (await client.ask('GET', '/pages/:p/changes')).json;

describe('changes that scripts report', () => {
  test('need a kind and nothing else; components are IDs or names', async () => {
    const { id } = await client.newComponent('Ledger');
    const bare = await report({ kind: 'config' });
    expect([bare.status, bare.json.ref, bare.json.url]).toEqual([201, '', null]);
    const full = { kind: 'deploy', ref: 'ledger v7', by: 'Dee', url: 'https://ci.example/7' };
    const made = await report({ ...full, components: ['ledger'] });
    expect(made.json).toMatchObject({ ...full, components: [{ id, name: 'Ledger' }] });
    expect(made.json.source).toBe('ci');
    expect((await listed()).map(({ ref }) => ref)).toContain('ledger v7');
  });

  test('are stored once for one Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'deploy-4711' };
    const first = await report({ kind: 'flag', ref: 'tax 10%' }, key);
    expect((await report({ kind: 'flag', ref: 'tax 10%' }, key)).json).toEqual(first.json);
    expect((await report({ kind: 'flag', ref: 'tax 20%' }, key)).status).toBe(409);
  });

  test('are refused with an explanation when they are invalid', async () => {
    const wrong = [
      {},
      { kind: 'joke' },
      { kind: 'deploy', url: 'javascript:alert(1)' },
      { kind: 'deploy', at: iso(now() + 60 * MINUTE) },
      { kind: 'deploy', components: ['No such thing'] },
      { kind: 'deploy', ref: 'x'.repeat(201) },
    ];
    for (const change of wrong)
      expect([change, (await report(change)).status]).toEqual([change, 422]);
    const refused = await client.ask(
      'POST',
      '/pages/:p/changes',
      { change: { kind: 'flag' } },
      { token: subject.viewer },
    );
    expect(refused.status).toBe(403);
  });
});

describe('the changes of an incident', () => {
  test('are those of the two hours before it, nearest first, and those since; a suspect has who and when', async () => {
    const cards = await client.newComponent('Cards');
    const startedAt = now() - 30 * MINUTE;
    const ago = (minutes: number, ref: string, more = {}) =>
      report({ kind: 'deploy', ref, at: iso(startedAt - minutes * MINUTE), ...more });
    await ago(121, 'too early');
    await ago(119, 'first');
    await ago(5, 'near', { components: [cards.id] });
    await ago(60, 'middle');
    await ago(-10, 'rollback');
    const incident = await client.newIncident({
      ...{ name: 'Cards fail', body: 'We are looking into it.' },
      components: { [cards.id]: 'partial_outage' },
    });
    const room = `/pages/:p/incidents/${incident.id}`;
    const { json } = await client.ask('GET', `${room}/changes`);
    const before = (json.before as Listed[]).map(({ ref }) => ref);
    expect(before.filter((ref) => /near|middle/.test(ref))).toEqual(['near', 'middle']);
    expect(before).not.toContain('first');
    const near = (json.before as Listed[]).find(({ ref }) => ref === 'near') as Listed;
    expect(near).toMatchObject({ affects_same_component: true, suspect: null });
    const marked = await client.ask('PUT', `${room}/changes/${near.id}/suspect`);
    expect(marked.json.before.find((one: Listed) => one.id === near.id).suspect.by).toBe('ci');
    await client.ask('PUT', `${room}/changes/${near.id}/suspect`);
    const undone = await client.ask('DELETE', `${room}/changes/${near.id}/suspect`);
    expect(undone.json.before.find((one: Listed) => one.id === near.id).suspect).toBeNull();
    const events = (await client.ask('GET', `${room}/events`)).json as { text: string }[];
    expect(events.map(({ text }) => text).filter((text) => /suspect/i.test(text))).toEqual([
      'No longer a suspect: Deployment: near',
      'Suspect: Deployment: near',
    ]);
    const unknown = await client.ask('PUT', `${room}/changes/nosuchchange/suspect`);
    expect(unknown.status).toBe(404);
  });
});

describe('deployments from GitHub', () => {
  let deliveries = 0;
  type Sent = { event?: string; id?: string; secret?: string | null; form?: boolean; raw?: string };
  /** As GitHub sends a delivery. */
  function deliver(
    payload: object,
    { event = 'deployment_status', id, secret, form, raw }: Sent = {},
  ) {
    const json = raw ?? JSON.stringify(payload);
    const body = form ? `payload=${encodeURIComponent(json)}` : json;
    const key = secret === undefined ? subject.gitHubSecret : secret;
    const signature =
      key === null ? '' : `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
    return fetch(`${subject.url}/hooks/github`, {
      method: 'POST',
      body,
      headers: {
        'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
        'x-github-event': event,
        'x-github-delivery':
          id ?? `72d3162e-cc78-11e3-81ab-${String(++deliveries).padStart(12, '0')}`,
        'x-github-hook-id': '292430182',
        'user-agent': 'GitHub-Hookshot/044aadd',
        ...(signature ? { 'x-hub-signature-256': signature } : {}),
      },
    });
  }
  const seconds = (at: number) => iso(at).replace(/\.\d+Z$/, 'Z');
  const deployment = (id: number, more = {}) => ({
    ...{ id, node_id: 'MDEwOkRlcGxveW1lbnQx', task: 'deploy', description: null },
    ...{ sha: '1a2b3c4d5e6f7a8b9c0d', ref: 'v412', environment: 'production' },
    ...{
      original_environment: 'production',
      transient_environment: false,
      production_environment: true,
    },
    ...{ creator: { login: 'dee', id: 7, type: 'User' }, payload: {} },
    ...{ created_at: seconds(now() - 10 * MINUTE), updated_at: seconds(now()) },
    ...more,
  });
  const repository = {
    ...{ id: 186853002, full_name: 'acme/payments', private: true },
    html_url: 'https://github.example/acme/payments',
  };
  const created = (id: number, more = {}) => ({
    ...{
      action: 'created',
      deployment: deployment(id, more),
      repository,
      sender: { login: 'dee' },
    },
  });
  const status = (id: number, state: string, minutesAgo: number, more = {}) => ({
    ...created(id, more),
    deployment_status: {
      ...{
        id: id * 10,
        state,
        creator: { login: 'dee' },
        description: '',
        environment: 'production',
      },
      ...{ log_url: `https://ci.example/${id}`, target_url: '', environment_url: '' },
      created_at: seconds(now() - minutesAgo * MINUTE),
    },
  });
  const about = async (id: number) =>
    (await listed()).filter((one) => (one as { url?: string }).url?.endsWith(`/${id}`));

  test('the events of one deployment are one change, in whichever order they arrive', async ({
    skip,
  }) => {
    skip(subject.gitHubSecret === null);
    const done = status(1, 'success', 2);
    for (const payload of [done, status(1, 'in_progress', 5)])
      expect((await deliver(payload)).status).toBe(202);
    await deliver(created(1), { event: 'deployment' });
    await deliver(status(1, 'inactive', 0));
    const [change, ...more] = await about(1);
    expect(more).toEqual([]);
    expect(change).toMatchObject({
      ...{ kind: 'deploy', ref: 'acme/payments v412 (1a2b3c4)', by: 'dee', source: 'GitHub' },
      ...{ outcome: 'succeeded', environment: 'production' },
      at: iso(Date.parse(done.deployment_status.created_at)),
    });
  });

  test('a failed one is reported, as a form too, and the payload may name components', async ({
    skip,
  }) => {
    skip(subject.gitHubSecret === null);
    const { id } = await client.newComponent('Gateway');
    const payload = status(2, 'failure', 1, { payload: '{"components":["Gateway","Unknown"]}' });
    expect((await deliver(payload, { form: true })).status).toBe(202);
    const [change] = await about(2);
    expect(change).toMatchObject({ outcome: 'failed', components: [{ id, name: 'Gateway' }] });
  });

  test('a repeated delivery changes nothing, nor does its body under another ID', async ({
    skip,
  }) => {
    skip(subject.gitHubSecret === null);
    const payload = status(3, 'success', 3);
    await deliver(payload, { id: 'delivery-3' });
    const again = await deliver(payload, { id: 'delivery-3' });
    expect([again.status, await again.text()]).toEqual([202, 'Received before.\n']);
    await deliver(payload);
    expect(await about(3)).toHaveLength(1);
  });

  test('other events, and deployments to a preview, are accepted and ignored', async ({ skip }) => {
    skip(subject.gitHubSecret === null);
    const before = (await listed()).length;
    const preview = status(4, 'success', 1, { transient_environment: true, environment: 'pr-7' });
    for (const [payload, event] of [
      [{ zen: 'Keep it logically awesome.', hook_id: 1 }, 'ping'],
      [{ ref: 'refs/heads/main' }, 'push'],
      [preview, 'deployment_status'],
      [{ deployment: 'none' }, 'deployment'],
    ] as const)
      expect([event, (await deliver(payload, { event })).status]).toEqual([event, 202]);
    expect((await listed()).length).toBe(before);
  });

  test('a missing or wrong signature, and an invalid body, change nothing', async ({ skip }) => {
    skip(subject.gitHubSecret === null);
    const before = await listed();
    const good = JSON.stringify(status(5, 'success', 1));
    for (const secret of [null, 'wrong', ''])
      expect([secret, (await deliver({}, { raw: good, secret })).status]).toEqual([secret, 401]);
    const key = subject.gitHubSecret ?? '';
    const signed = `sha256=${createHmac('sha256', key).update(good).digest('hex')}`;
    const post = (body: string, headers: Record<string, string>) =>
      fetch(`${subject.url}/hooks/github`, { method: 'POST', body, headers });
    const named = { 'x-github-event': 'deployment_status', 'x-github-delivery': 'd-5' };
    for (const [signature, body] of [
      [signed, `${good} `],
      [signed.replace('sha256=', 'sha1='), good],
      [signed.slice(0, -2), good],
    ] as const)
      expect((await post(body, { ...named, 'x-hub-signature-256': signature })).status).toBe(401);
    expect((await deliver({}, { raw: '{"deployment":' })).status).toBe(400);
    expect((await deliver({}, { id: 'no id!' })).status).toBe(400);
    const tooLong = 1024 * 1024 + 1;
    expect(await statusOfAnnounced(`${subject.url}/hooks/github`, tooLong, named)).toBe(413);
    expect(await statusOfAnnounced(`${subject.url}/hooks/github`, 1, named)).toBe(401);
    expect(await listed()).toEqual(before);
  });

  test('the secret is not in the database', async ({ skip }) => {
    const { world, gitHubSecret } = subject;
    skip(world === null || gitHubSecret === null);
    const tables = await dump(world?.deps.db as never, ['github_hook', 'audit', 'inbound_event']);
    expect(JSON.stringify(tables)).toContain('github');
    expect(JSON.stringify(tables)).not.toContain(gitHubSecret);
  });
});
