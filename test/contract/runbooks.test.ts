import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, clientOf } from '../support/server/client.ts';
import { type Subject, startSubject } from '../support/world/subject.ts';

let subject: Subject;
let client: Client;
beforeAll(async () => {
  subject = await startSubject();
  client = clientOf(subject);
});
afterAll(() => subject.stop());

const add = (runbook: object, headers = {}) =>
  client.ask('POST', '/pages/:p/runbooks', { runbook }, { headers });
const read = async (path: string) => (await client.ask('GET', `/pages/:p${path}`)).json;
const body =
  '## Remediation\n1. Restart `{{component_slug}}`\n2. Wait\n\n- [ ] It works\n- a remark';

describe('runbooks', () => {
  test('need a title and nothing else; steps are numbered items and boxes', async () => {
    const { id } = await client.newComponent('Search');
    const bare = await add({ title: 'Nothing known yet' });
    expect([bare.status, bare.json.body, bare.json.version]).toEqual([201, '', 1]);
    const made = await add({
      title: 'Search fails',
      body,
      components: ['search'],
      alert_names: ['SearchDown'],
    });
    expect(made.json).toMatchObject({
      components: [{ id, name: 'Search' }],
      alert_names: ['SearchDown'],
    });
    expect(made.json.steps.map(({ text }: { text: string }) => text)).toEqual([
      'Restart {{component_slug}}',
      'Wait',
      'It works',
    ]);
    const found = await read('/runbooks?q=restart');
    expect(found.map(({ title }: { title: string }) => title)).toEqual(['Search fails']);
    expect(await read(`/runbooks?component=${id}`)).toHaveLength(1);
  });

  test('each save is a version, and an earlier one can be restored', async () => {
    const { json: made } = await add({ title: 'Queue is full', body: 'First' });
    const path = `/pages/:p/runbooks/${made.id}`;
    await client.ask('PATCH', path, { runbook: { body: 'Second' } });
    const same = await client.ask('PATCH', path, { runbook: { body: 'Second' } });
    expect(same.json).toMatchObject({ title: 'Queue is full', body: 'Second', version: 2 });
    const restored = await client.ask('POST', `${path}/versions/1/restore`);
    expect(restored.json).toMatchObject({ body: 'First', version: 3 });
    const versions = await read(`/runbooks/${made.id}/versions`);
    expect(
      versions.map((one: { version: number; body: string; restored_from: number | null }) => [
        one.version,
        one.body,
        one.restored_from,
      ]),
    ).toEqual([
      [3, 'First', 1],
      [2, 'Second', null],
      [1, 'First', null],
    ]);
    expect((await client.ask('POST', `${path}/versions/9/restore`)).status).toBe(404);
    expect((await client.ask('DELETE', path)).status).toBe(204);
    expect((await client.ask('GET', path)).status).toBe(404);
  });

  test('are refused with an explanation when they are invalid', async () => {
    for (const runbook of [
      {},
      { title: '  ' },
      { title: 'x'.repeat(161) },
      { title: 'x', body: 'x'.repeat(65_537) },
      { title: 'x', components: ['No such thing'] },
    ])
      expect((await add(runbook)).status).toBe(422);
    const key = { 'idempotency-key': 'runbook-1' };
    const first = await add({ title: 'Once' }, key);
    expect((await add({ title: 'Once' }, key)).json.id).toBe(first.json.id);
  });
});

describe('runs', () => {
  test('record who ticked what, end once, and are on the incident’s timeline', async () => {
    const cards = await client.newComponent('Cards');
    const { json: runbook } = await add({ title: 'Cards are slow', body, components: [cards.id] });
    const incident = await client.newIncident({
      ...{ name: 'Cards are slow', body: 'We are looking into it.' },
      components: { [cards.id]: 'degraded_performance' },
    });
    const fitting = await read(`/incidents/${incident.id}/runbooks`);
    expect(fitting.runbooks).toEqual([
      {
        id: runbook.id,
        title: 'Cards are slow',
        components: [{ id: cards.id, name: 'Cards' }],
        alert_names: [],
      },
    ]);
    const runs = `/pages/:p/runbooks/${runbook.id}/runs`;
    const started = await client.ask('POST', runs, {
      run: { incident_id: incident.id, component_id: cards.id },
    });
    expect([started.status, started.json.started_by, started.json.version]).toEqual([201, 'ci', 1]);
    const path = `${runs}/${started.json.id}`;
    // A later version does not move the steps of a run that began before.
    await client.ask('PATCH', `/pages/:p/runbooks/${runbook.id}`, { runbook: { body: 'Nothing' } });
    const patch = (run: object) => client.ask('PATCH', path, { run });
    const ticked = await patch({ ticked: [1, 3] });
    expect(
      ticked.json.ticked.map(({ step, by }: { step: number; by: string }) => [step, by]),
    ).toEqual([
      [1, 'ci'],
      [3, 'ci'],
    ]);
    expect((await patch({ ticked: [3] })).json.ticked).toHaveLength(1);
    expect((await patch({ ticked: [4] })).status).toBe(404);
    const ended = await patch({ outcome: 'worked', note: 'The cache was cold.' });
    expect(ended.json).toMatchObject({
      outcome: 'worked',
      note: 'The cache was cold.',
      ended_by: 'ci',
    });
    expect((await patch({ ticked: [1] })).status).toBe(409);
    const events = await read(`/incidents/${incident.id}/events`);
    const texts = events
      .map(({ text }: { text: string }) => text)
      .filter((text: string) => /Runbook/.test(text));
    expect(texts).toEqual([
      'Runbook ended: Cards are slow. It worked. The cache was cold.',
      'Runbook started: Cards are slow (Cards)',
    ]);
    const there = await read(`/incidents/${incident.id}/runbooks`);
    expect(there.runs).toMatchObject([
      { title: 'Cards are slow', steps_done: 1, outcome: 'worked' },
    ]);
  });

  test('after more than three of them, automation is proposed until somebody decides', async () => {
    const { json: runbook } = await add({ title: 'Restart the worker', body });
    const path = `/pages/:p/runbooks/${runbook.id}`;
    const proposed = async () => (await client.ask('GET', path)).json.automation.proposed;
    const run = async (outcome: string) => {
      const { json } = await client.ask('POST', `${path}/runs`, { run: {} });
      await client.ask('PATCH', `${path}/runs/${json.id}`, { run: { outcome } });
    };
    for (const outcome of ['worked', 'failed', 'canceled', 'worked']) await run(outcome);
    expect(await proposed()).toBe(false);
    await run('partly');
    expect(await proposed()).toBe(true);
    const decide = (decision: string | null) =>
      client.ask('PUT', `${path}/automation`, { automation: { decision } });
    expect((await decide('planned')).json.automation).toMatchObject({
      proposed: false,
      decided_by: 'ci',
    });
    expect((await decide(null)).json.automation.proposed).toBe(true);
  });

  test('an alert named in full in the incident finds its runbook', async () => {
    await add({ title: 'Pool exhausted', alert_names: ['db_pool'] });
    const titles = async (name: string, metadata = {}) => {
      const { id } = await client.newIncident({ name, body: 'We are looking into it.', metadata });
      const { runbooks } = await read(`/incidents/${id}/runbooks`);
      return runbooks.map(({ title }: { title: string }) => title);
    };
    expect(await titles('Errors: db_pool')).toEqual(['Pool exhausted']);
    expect(await titles('Errors: db_pool_slow')).toEqual([]);
    expect(await titles('Errors', { alert: { labels: { alertname: 'DB_POOL' } } })).toEqual([
      'Pool exhausted',
    ]);
  });
});

describe('readiness', () => {
  test('names components without runbook or owner; groups pass on both', async () => {
    const owned = await client.newComponent('Ledger', { owner: 'Payments team' });
    const ungrouped = await client.newComponent('Fax');
    const member = await client.newComponent('Refunds');
    await client.ask('POST', '/pages/:p/component-groups', {
      component_group: { name: 'Money', components: [member.id], owner: 'Money team' },
    });
    await add({ title: 'Ledger is slow', components: [owned.id] });
    const all = await read('/readiness');
    const of = (id: string) => all.find((one: { component_id: string }) => one.component_id === id);
    const owner = { name: 'Payments team', is_member: null, of_group: false };
    expect(of(owned.id)).toMatchObject({ owner, runbooks: 1, ready: true });
    expect(of(ungrouped.id)).toMatchObject({ owner: null, runbooks: 0, ready: false });
    expect(of(member.id)).toMatchObject({
      owner: { name: 'Money team', of_group: true },
      ready: false,
    });
    await client.ask('PATCH', `/pages/:p/components/${owned.id}`, { component: { owner: '' } });
    expect(
      (await read('/readiness')).find(
        (one: { component_id: string }) => one.component_id === owned.id,
      ).owner,
    ).toBeNull();
  });
});
