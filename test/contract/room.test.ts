import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { standardScale } from '../../api/domain/response/severity.ts';
import { type Client, clientOf } from '../support/server/client.ts';
import { type Subject, startSubject } from '../support/world/subject.ts';

let subject: Subject;
let client: Client;
let room: string;
beforeAll(async () => {
  subject = await startSubject();
  client = clientOf(subject);
  room = await newRoom();
});
afterAll(() => subject.stop());

async function newRoom(more: object = {}): Promise<string> {
  const incident = { name: 'Cards fail', body: 'We are looking into it.', ...more };
  return `/pages/:p/incidents/${(await client.newIncident(incident)).id}`;
}
const post = (path: string, body: object, headers = {}) =>
  client.ask('POST', path, body, { headers });
const get = async (path: string) => (await client.ask('GET', path)).json;
const errorOf = ({ status, json }: { status: number; json: { error: unknown } }) =>
  `${status} ${json.error}`;

describe('the team’s timeline', () => {
  test('a line is parsed like the field of the room, unless a kind is given', async () => {
    const made = await post(`${room}/events`, { event: { text: '! Roll back' } });
    expect([made.status, made.json.kind, made.json.text]).toEqual([201, 'decision', 'Roll back']);
    const entry = await post(`${room}/events`, { event: { kind: 'observation', text: '! 500s' } });
    expect([entry.json.kind, entry.json.text]).toEqual(['observation', '! 500s']);
    const listed = await get(`${room}/events`);
    expect(listed.map((one: { id: string }) => one.id)).toContain(entry.json.id);
  });

  test('published updates are in it without being stored twice', async () => {
    const own = await newRoom();
    await client.ask('PATCH', own, {
      incident: { status: 'identified', body: 'It is the queue.' },
    });
    const events = await get(`${own}/events`);
    expect(events.map(({ kind, text }: { kind: string; text: string }) => [kind, text])).toEqual([
      ['update', 'Identified: It is the queue.'],
      ['update', 'Investigating: We are looking into it.'],
    ]);
    expect(events[0]).toMatchObject({ automatic: true, pinned: false, hidden: false });
  });

  test('a corrected time keeps the first one, and the entry moves', async () => {
    const made = await post(`${room}/events`, { event: { text: 'Traffic doubled' } });
    const at = new Date(Date.parse(made.json.at) - 7 * 60_000).toISOString();
    const change = { event: { at, pinned: true } };
    const { json } = await client.ask('PATCH', `${room}/events/${made.json.id}`, change);
    expect(json).toMatchObject({ at, original_at: made.json.at, pinned: true });
    const again = { event: { at: new Date(Date.parse(at) - 60_000).toISOString() } };
    const second = await client.ask('PATCH', `${room}/events/${made.json.id}`, again);
    expect(second.json).toMatchObject({ ...again.event, original_at: made.json.at, pinned: true });
  });

  test('a hidden event is hidden, not deleted', async () => {
    const made = await post(`${room}/events`, { event: { text: 'Wrong incident' } });
    const path = `${room}/events/${made.json.id}`;
    await client.ask('PATCH', path, { event: { hidden: true } });
    const ids = async (query: string) =>
      (await get(`${room}/events${query}`)).map((one: { id: string }) => one.id);
    expect(await ids('')).not.toContain(made.json.id);
    expect(await ids('?hidden=true')).toContain(made.json.id);
    expect((await client.ask('DELETE', path)).status).toBe(405);
    await client.ask('PATCH', path, { event: { hidden: false } });
    expect(await ids('')).toContain(made.json.id);
  });

  test('a repeated request is one event; for another incident it is another', async () => {
    const key = { 'idempotency-key': 'line-1' };
    const line = { event: { text: 'Once' } };
    const first = await post(`${room}/events`, line, key);
    expect((await post(`${room}/events`, line, key)).json).toEqual(first.json);
    const other = await post(`${await newRoom()}/events`, line, key);
    expect(other.status).toBe(409);
    const changed = await post(`${room}/events`, { event: { text: 'Twice' } }, key);
    expect(changed.status).toBe(409);
  });

  test('two people who write at once lose no line', async () => {
    const own = await newRoom();
    const lines = Array.from({ length: 20 }, (_, n) => `Line ${n}`);
    await Promise.all(lines.map((text) => post(`${own}/events`, { event: { text } })));
    const texts = (await get(`${own}/events`)).map((one: { text: string }) => one.text);
    expect(texts).toEqual(expect.arrayContaining(lines));
  });

  test('invalid input is refused with an explanation', async () => {
    const soon = new Date(Date.now() + 60 * 365 * 86_400_000).toISOString();
    const refusals = await Promise.all(
      [{}, { text: '  ' }, { text: 'x'.repeat(4001) }, { kind: 'joke', text: 'x' }].map((event) =>
        post(`${room}/events`, { event }),
      ),
    );
    expect(refusals.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
    expect(errorOf(await post(`${room}/events`, { event: { text: 'x', at: soon } }))).toContain(
      '422 This time is in the future.',
    );
    expect(errorOf(await client.ask('PATCH', `${room}/events/nosuchevent0`, { event: {} }))).toBe(
      '404 This event doesn’t exist on this page.',
    );
    const gone = await newRoom();
    await post(`${gone}/events`, { event: { text: 'Before' } });
    expect((await client.ask('DELETE', gone)).status).toBe(200);
    expect(errorOf(await post(`${gone}/events`, { event: { text: 'After' } }))).toBe(
      '404 This incident was deleted. Nothing was saved; copy your text if you still need it.',
    );
  });

  test('a read-only token may read it, and write nothing', async () => {
    const token = subject.viewer;
    const read = await client.ask('GET', `${room}/events`, undefined, { token });
    const wrote = await client.ask('POST', `${room}/events`, { event: { text: 'x' } }, { token });
    expect([read.status, wrote.status]).toEqual([200, 403]);
  });
});

describe('roles', () => {
  test('someone who is not on the team, or has left, can’t have one, and nothing is saved', async () => {
    const own = await newRoom({ severity: 'SEV1' });
    const roles = { commander: 'nobody0000ab', scribe: null };
    const refused = await client.ask('PUT', `${own}/roles`, { roles });
    expect(errorOf(refused)).toContain(
      '422 commander: This person isn’t on the team, or has left.',
    );
    const read = await get(`${own}/roles`);
    expect(read).toMatchObject({ commander: null, experts: [], required: ['commander'] });
    expect(read.warnings).toEqual(['SEV1 needs a commander.']);
    expect(read.history).toEqual([]);
  });
});

describe('the triage card', () => {
  test('each answer has its time and author; earlier ones are history', async () => {
    const own = await newRoom();
    const put = (triage: object) => client.ask('PUT', `${own}/triage`, { triage });
    await put({ what_is_broken: 'Card payments', still_happening: true });
    const { json } = await put({ what_is_broken: 'All  \n payments', still_happening: true });
    expect(json.what_is_broken).toMatchObject({ text: 'All payments', author: 'ci' });
    expect(json.still_happening.text).toBe('Yes');
    expect(json.since).toBeNull();
    expect(json.unanswered).toHaveLength(6);
    expect(json.history.map(({ text }: { text: string }) => text)).toEqual([
      'Card payments',
      'Yes',
      'All payments',
    ]);
    const withdrawn = await put({ what_is_broken: '' });
    expect(withdrawn.json.what_is_broken).toBeNull();
    expect((await put({ tried: 'x'.repeat(281) })).status).toBe(422);
  });
});

describe('milestones', () => {
  test('follow from the incident, until a person sets them with a reason', async () => {
    const own = await newRoom();
    await client.ask('PATCH', own, { incident: { status: 'monitoring', body: 'A fix is live.' } });
    const kinds = async () =>
      (await get(`${own}/milestones`)).map(
        ({ kind, level, automatic }: { kind: string; level: string; automatic: boolean }) =>
          [kind, level, automatic].join(),
      );
    expect(await kinds()).toEqual(['announced,,true', 'diagnosed,,true', 'mitigated,full,true']);
    const set = (milestone: object) => post(`${own}/milestones`, { milestone });
    expect((await set({ kind: 'mitigated', level: 'partial' })).status).toBe(201);
    expect(await kinds()).toEqual([
      ...['announced,,true', 'diagnosed,,true', 'mitigated,partial,false'],
    ]);
    expect((await set({ kind: 'mitigated', level: 'partial' })).status).toBe(422);
    const reason = 'Europe was still slow.';
    expect((await set({ kind: 'mitigated', level: 'partial', reason })).status).toBe(201);
    expect((await set({ kind: 'diagnosed', level: 'full' })).status).toBe(422);
    expect((await set({ kind: 'resolved', at: '2099-01-01T00:00:00Z' })).status).toBe(422);
  });
});

describe('figures', () => {
  test('are answered as JSON and as a file, with the same incidents and filters', async () => {
    const own = await newRoom({ severity: 'SEV1' });
    await client.ask('POST', `${own}/acknowledge`);
    await client.ask('PATCH', own, { incident: { status: 'resolved', body: 'It works again.' } });
    const figures = await get('/pages/:p/figures?severity=SEV1&period=30d');
    const id = own.split('/').at(-1);
    const one = figures.by_incident.find((row: { id: string }) => row.id === id);
    expect(one).toMatchObject({ severity: 'SEV1', visibility: 'public' });
    const resolve = figures.measures.find(({ key }: { key: string }) => key === 'time_to_resolve');
    expect(resolve).toMatchObject({
      from: 'Started',
      to: 'Resolved for good',
      target_seconds: 3600,
    });
    const file = await fetch(
      `${subject.url}/v1/pages/${subject.pageId}/figures.csv?severity=SEV1&period=30d`,
      { headers: { authorization: `OAuth ${subject.publisher}` } },
    );
    const lines = (await file.text()).trim().split('\r\n');
    expect(lines[0]).toMatch(/,postmortem,postmortem_due_at,postmortem_approved_at$/);
    expect(one.postmortem).toEqual({ state: null, due_at: expect.any(String), approved_at: null });
    expect(figures.postmortems).toMatchObject({ kept: 0, overdue: 0 });
    expect(figures.postmortems.not_due_yet).toBeGreaterThan(0);
    expect(figures.on_call).toEqual({ shifts: 0, mean_load: null, interrupted_nights: 0 });
    expect(lines).toHaveLength(figures.by_incident.length + 1);
    expect((await client.ask('GET', '/pages/:p/figures?period=yesterday')).status).toBe(422);
    expect((await client.ask('POST', '/pages/:p/figures', {})).status).toBe(405);
  });
});

describe('internal updates', () => {
  test('are numbered, also when several are written at once', async () => {
    const own = await newRoom();
    const write = (n: number) =>
      post(`${own}/internal_updates`, {
        internal_update: { current_state: `State ${n}`, audience: n % 2 ? 'executives' : null },
      });
    await Promise.all(Array.from({ length: 8 }, (_, n) => write(n)));
    const listed = await get(`${own}/internal_updates`);
    expect(listed.map(({ number }: { number: number }) => number)).toEqual([
      8, 7, 6, 5, 4, 3, 2, 1,
    ]);
  });

  test('a promise in the past and an empty state are refused', async () => {
    const write = (internal_update: object) =>
      post(`${room}/internal_updates`, { internal_update });
    expect((await write({})).status).toBe(422);
    const overdue = { current_state: 'Down.', next_update_by: '2020-01-01T00:00:00Z' };
    expect(errorOf(await write(overdue))).toContain('The next update must be in the future.');
  });
});

describe('acknowledging', () => {
  test('an incident opened by a script needs it by the deadline of its severity', async () => {
    const own = await newRoom({ severity: 'SEV3' });
    const before = await get(`${own}/acknowledge`);
    expect(before).toMatchObject({ state: 'open', level: 0, acknowledged_by: null });
    const opened = (await get(own)).created_at;
    expect(Date.parse(before.due_at) - Date.parse(opened)).toBe(30 * 60_000);
    const done = await client.ask('POST', `${own}/acknowledge`);
    expect(done.json).toMatchObject({ state: 'done', acknowledged_by: 'ci' });
    expect((await client.ask('POST', `${own}/acknowledge`)).json).toEqual(done.json);
    const kinds = (await get(`${own}/milestones`)).map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(['acknowledged', 'announced']);
  });

  test('without a severity there is no deadline, and acknowledging works all the same', async () => {
    const own = await newRoom();
    expect(await get(`${own}/acknowledge`)).toMatchObject({ state: 'not_required', due_at: null });
    expect((await client.ask('POST', `${own}/acknowledge`)).json.state).toBe('done');
  });
});

describe('deadlines', () => {
  test('open deadlines are listed until they are done, the most urgent first', async () => {
    const own = await newRoom({ severity: 'SEV1' });
    const id = own.split('/').at(-1);
    const due = async () =>
      (await get(`/pages/:p/obligations?incident_id=${id}`)).map(
        ({ kind, state, task, overdue }: Record<string, unknown>) => [kind, state, task, overdue],
      );
    expect(await due()).toEqual([
      ['acknowledge', 'open', 'Acknowledge', false],
      ['role_missing', 'open', 'Assign a commander', false],
    ]);
    const all = await get('/pages/:p/obligations');
    const times = all.map(({ due_at }: { due_at: string }) => due_at);
    expect(times).toEqual(times.toSorted());
    expect(all).toContainEqual(
      expect.objectContaining({ subject: { kind: 'incident', id }, kind: 'acknowledge' }),
    );
    await client.ask('POST', `${own}/acknowledge`);
    expect((await due()).map(([kind]: unknown[]) => kind)).toEqual(['role_missing']);
    await client.ask('PATCH', own, { incident: { status: 'resolved', body: 'Over.' } });
    expect(await due()).toEqual([]);
    expect((await client.ask('GET', '/pages/:p/obligations?kind=nonsense')).status).toBe(422);
    const token = subject.viewer;
    const read = await client.ask('GET', '/pages/:p/obligations', undefined, { token });
    expect(read.status).toBe(200);
  });

  test('an owner’s token reads and changes the deadlines of a severity, and others cannot', async () => {
    const [gravest, , third] = await get('/pages/:p/severities');
    expect(gravest).toMatchObject({
      ...{ key: 'SEV1', acknowledge_within: 5, lapse_after: null },
      ...{ required_roles: ['commander'], assign_within: 10 },
    });
    expect(third).toMatchObject({ key: 'SEV3', acknowledge_within: 30, required_roles: [] });
    const token = subject.ownerToken ?? '';
    const change = (severity: object, key = 'SEV3') =>
      client.ask('PATCH', `/pages/:p/severities/${key}`, { severity }, { token });
    const publisher = { severity: { lapse_after: 45 } };
    expect((await client.ask('PATCH', '/pages/:p/severities/SEV3', publisher)).status).toBe(403);
    const refused = await change({ acknowledge_within: 0 });
    expect(errorOf(refused)).toContain('Enter whole minutes, or leave empty.');
    const made = await change({ lapse_after: 45, acknowledge_within: 20 });
    expect([made.status, made.json]).toMatchObject([
      200,
      { key: 'SEV3', lapse_after: 45, acknowledge_within: 20, update_every: 60 },
    ]);
    expect(await get('/pages/:p/severities')).toContainEqual(made.json);
    expect((await change({ acknowledge_within: 5 }, 'SEV9')).status).toBe(404);
    await change({ lapse_after: null, acknowledge_within: 30 });
  });
});

describe('planning', () => {
  test('a script enters a phase and ticks items, also ones that are not listed', async () => {
    const own = await newRoom();
    const ticks = [
      { part: 'first', item: 'Can we roll back?' },
      { part: 'contain', item: 'Called the provider' },
    ];
    const body = { checklist: { phase: 'contain', ticks } };
    const { status, json } = await client.ask('PATCH', `${own}/checklist`, body);
    expect([status, json.phase]).toEqual([200, 'contain']);
    const done = json.items.filter((one: { done: boolean }) => one.done);
    expect(done).toMatchObject([
      { item: 'Can we roll back?', is_listed: true },
      { item: 'Called the provider', is_listed: false },
    ]);
    const again = { checklist: { ticks: [{ ...ticks[0], done: false }] } };
    const after = await client.ask('PATCH', `${own}/checklist`, again);
    expect(after.json.items.filter((one: { done: boolean }) => one.done)).toHaveLength(1);
    const wrong = await client.ask('PATCH', `${own}/checklist`, { checklist: { phase: 'panic' } });
    expect(wrong.status).toBe(422);
  });

  test('links, timers and hypotheses are written and read', async () => {
    const own = await newRoom();
    const bridge = 'https://meet.example.com/1';
    expect((await client.ask('PUT', `${own}/links`, { links: { bridge } })).json).toEqual({
      ...{ bridge, chat: null, ticket: null },
    });
    const script = { links: { bridge: 'javascript:alert(1)' } };
    expect((await client.ask('PUT', `${own}/links`, script)).status).toBe(422);
    const key = { 'idempotency-key': 'timer-1' };
    const timer = { timer: { action: 'Restart', owner: 'Ada', minutes: 10 } };
    const [made] = (await post(`${own}/timers`, timer, key)).json;
    expect((await post(`${own}/timers`, timer, key)).json).toHaveLength(1);
    const ended = { timer: { do: 'done' } };
    const timers = (await client.ask('PATCH', `${own}/timers/${made.id}`, ended)).json;
    expect(timers).toMatchObject([{ action: 'Restart', state: 'done' }]);
    const [guess] = (await post(`${own}/hypotheses`, { hypothesis: { text: 'v412' } })).json;
    const decided = { hypothesis: { state: 'confirmed', evidence: 'https://logs.example.com' } };
    const path = `${own}/hypotheses/${guess.id}`;
    expect((await client.ask('PATCH', path, decided)).json).toMatchObject([
      { text: 'v412', state: 'confirmed', evidence: 'https://logs.example.com' },
    ]);
  });
});

describe('the severity of an incident', () => {
  test('is set and read by a script, alone or with an update, and is in the timeline', async () => {
    const own = await newRoom();
    const patch = (incident: object) => client.ask('PATCH', own, { incident });
    expect((await patch({ severity: 'SEV3' })).json).toMatchObject({
      severity: 'SEV3',
      incident_updates: [{ status: 'investigating' }],
    });
    const both = await patch({ severity: 'SEV1', status: 'identified', body: 'It is the queue.' });
    expect([both.json.severity, both.json.status]).toEqual(['SEV1', 'identified']);
    expect(await get(`${own}/roles`)).toMatchObject({ required: ['commander'] });
    const changes = (await get(`${own}/events`)).filter(
      ({ kind }: { kind: string }) => kind === 'severity',
    );
    expect(changes.map(({ text }: { text: string }) => text)).toEqual([
      expect.stringContaining('SEV1'),
      expect.stringContaining('SEV3'),
    ]);
    const wrong = await patch({ severity: 'SEV9', body: 'Not said.' });
    expect([wrong.status, (await get(own)).incident_updates.length]).toEqual([422, 2]);
    expect((await patch({ severity: null })).json.severity).toBeNull();
  });

  test('lowering it out of approval takes an owner with a reason, and a text is judged by the new one', async () => {
    const token = subject.ownerToken ?? '';
    const setApproval = (approval: boolean) =>
      subject.world?.deps.db.$client.execute({
        sql: "update page set ladder = json_set(coalesce(ladder, ?), '$[0].approval', json(?))",
        args: [JSON.stringify(standardScale), String(approval)],
      });
    if (!subject.world) return; // the setting has no API
    const own = await newRoom({ severity: 'SEV3' });
    await setApproval(true);
    const patch = (incident: object, as = {}) => client.ask('PATCH', own, { incident }, as);
    expect((await patch({ severity: 'SEV1', body: 'Worse.' })).status).toBe(422);
    expect((await get(own)).severity).toBe('SEV3');
    expect((await patch({ severity: 'SEV1' })).json.severity).toBe('SEV1');
    expect(errorOf(await patch({ severity: 'SEV3' }))).toContain('Only an owner can lower');
    expect((await patch({ severity: 'SEV3' }, { token })).status).toBe(422);
    const lowered = { severity: 'SEV3', approval_override: 'False alarm' };
    expect((await patch(lowered, { token })).json.severity).toBe('SEV3');
    await setApproval(false);
  });
});

describe('suggestions of the room', () => {
  test('come one at a time, and are dismissed or answered by a script', async () => {
    const own = await newRoom({ severity: 'SEV1' });
    const first = await get(`${own}/nudges`);
    expect(first).toMatchObject({ current: { key: 'commander', asks: false }, dismissed: [] });
    const dismiss = (key: string, body?: object) =>
      client.ask('POST', `${own}/nudges/${key}/dismiss`, body);
    expect((await dismiss('commander')).json).toMatchObject({
      current: null,
      dismissed: [{ key: 'commander', by: 'ci' }],
    });
    const answer = 'Still SEV1. Queue is full. Draining it.';
    expect((await dismiss('check_in', { nudge: { answer } })).status).toBe(200);
    const texts = (await get(`${own}/events`)).map(({ text }: { text: string }) => text);
    expect(texts).toContain(`Check-in: ${answer}`);
    expect((await dismiss('tea')).status).toBe(404);
    expect((await dismiss('check_in', { nudge: { answer: 'x'.repeat(501) } })).status).toBe(422);
  });
});

describe('settings of the rooms', () => {
  test('an owner’s token changes links and checklists by severity, others only read them', async () => {
    const token = subject.ownerToken ?? '';
    const change = (room_settings: object, as: object = { token }) =>
      client.ask('PATCH', '/pages/:p/room_settings', { room_settings }, as);
    const bridge = 'https://meet.example.com/all';
    const items = [{ part: 'first', item: 'Call the provider' }];
    const made = await change({ bridge, checklists: { SEV2: items } });
    expect([made.status, made.json]).toMatchObject([
      200,
      { bridge, chat: null, new_ticket: null, checklists: { SEV2: { is_own: true, items } } },
    ]);
    expect(made.json.checklists.SEV1.is_own).toBe(false);
    const own = await newRoom({ severity: 'SEV2' });
    expect((await get(`${own}/links`)).bridge).toBe(bridge);
    expect((await get(`${own}/checklist`)).items).toMatchObject([{ item: 'Call the provider' }]);
    const template = 'https://github.com/acme/ops/issues/new?title={{title}}';
    expect((await change({ new_ticket: template })).json).toMatchObject({
      bridge,
      new_ticket: template,
    });
    for (const wrong of [
      { new_ticket: 'https://x.example/?t={{secret}}' },
      { new_ticket: 'javascript:alert({{title}})' },
      { bridge: 'nowhere' },
      { checklists: { SEV2: [{ part: 'nap', item: 'x' }] } },
      { checklists: { urgent: [] } },
    ])
      expect([wrong, (await change(wrong)).status]).toEqual([wrong, 422]);
    expect((await change({ bridge: null }, {})).status).toBe(403);
    const reset = await change({ bridge: null, new_ticket: null, checklists: { SEV2: null } });
    expect(reset.json).toMatchObject({ bridge: null, checklists: { SEV2: { is_own: false } } });
    expect(reset.json).toEqual(await get('/pages/:p/room_settings'));
  });
});

describe('an incident that readers do not know of', () => {
  test('is opened by a script, and only an owner’s token restricts it', async () => {
    const token = subject.ownerToken ?? '';
    const own = await newRoom({ visibility: 'internal' });
    const change = (access: object, as: object = { token }) =>
      client.ask('PATCH', `${own}/access`, { access }, as);
    expect((await change({ visibility: 'restricted' }, {})).status).toBe(403);
    const everybody = await newRoom();
    const refused = await client.ask('PATCH', `${everybody}/access`, { access: {} }, { token });
    expect(errorOf(refused)).toBe('422 Everybody can read this incident: it is public.');
    const nobody = { visibility: 'restricted', people: ['nobody@example.com'] };
    expect((await change(nobody)).status).toBe(422);
  });
});
