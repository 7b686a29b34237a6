import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIncident } from '../../../api/actions/incident/index.ts';
import { NewIncident } from '../../../api/actions/incident/input.ts';
import type { Pages } from '../../../api/context/pages/pages.ts';
import { MINUTE } from '../../../api/domain/time/time.ts';
import { localInput } from '../../../api/domain/time/zone.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
  propsIn,
} from '../../support/world/console.ts';

const PAGE = '/admin/incidents/[id]';
type RoomProps = Extract<Pages[typeof PAGE], { isWriting: false }>;
/** Warnings that these short texts get. */
const WARNED = 'no-promise short';

let world: ConsoleWorld;
let browser: Browser;
let room: string;
let incident: string;
beforeAll(async () => {
  world = await makeConsole();
  browser = await world.as('publisher', 'Lea Lind');
  const first = { name: 'Payments fail', state: 'investigating', body: 'Looking.' };
  const input = NewIncident.parse(first);
  const { id } = await createIncident(world.deps, world.owner, world.pageId, input);
  incident = `/admin/incidents/${id}`;
  room = `${incident}/room`;
});
afterAll(() => world.close());

test('each form of the room saves and returns to its panel', async () => {
  const forms: [string, Record<string, string>][] = [
    ['events', { line: '! Roll back' }],
    ['triage', { what_is_broken: 'Card payments' }],
    ['roles', { scribe: '' }],
    ['internal-updates', { currentState: 'Degraded', nextUpdateIn: '30' }],
    ['acknowledge', {}],
    [
      'milestones',
      {
        ...{ milestone: 'acknowledged', reachedAt: '2026-11-20T11:58' },
        milestoneReason: 'By phone.',
      },
    ],
  ];
  for (const [name, values] of forms) {
    const answer = await browser.post(`${room}/${name}`, values);
    const { pathname, hash } = new URL(answer.headers.get('location') ?? '', 'http://x');
    expect([answer.status, pathname, hash]).toEqual([303, incident, `#${name}`]);
  }
});

test('the former address of the room leads to the incident, which is the room', async () => {
  const former = await browser.get(room);
  expect(former.headers.get('location')).toBe(incident);
  const { room: facts } = propsIn(await drawn(await browser.get(incident)), PAGE) as RoomProps;
  expect(facts?.triage.what_is_broken?.text).toBe('Card payments');
});

test('one submission publishes the public update and the internal one, also without a draft', async () => {
  const drafted: Record<string, string> = { draft: 'draft0000031', draftRevision: '0' };
  for (const more of [{}, drafted]) {
    const body = `Rolling back, ${Object.keys(more).length}.`;
    const answer = await browser.post(incident, {
      ...{ state: 'identified', template: 'blank', body: 'We are undoing a change.' },
      ...{ 'f.next_update': '30', 'internal.currentState': body, do: 'publish', warned: WARNED },
      ...more,
    });
    expect(answer.headers.get('location')).toMatch(/done=published/);
    const props = propsIn(await drawn(await browser.get(incident)), PAGE) as RoomProps;
    const newest = props.room?.internalUpdates.at(-1);
    expect(newest).toMatchObject({ currentState: body, author: 'Lea Lind' });
    expect(newest?.nextUpdateBy).toBe(props.record.nextUpdateBy);
    expect(JSON.stringify(props.record)).not.toContain('Rolling back');
  }
});

test('a refused submission stores neither part, and keeps both texts', async () => {
  const before = propsIn(await drawn(await browser.get(incident)), PAGE) as RoomProps;
  const answer = await browser.post(incident, {
    ...{ state: 'identified', template: 'blank', body: 'Still on it.', do: 'publish' },
    ...{ 'internal.impact': '18%', warned: WARNED },
  });
  expect(answer.status).toBe(422);
  const { form } = (await drawn(answer)) as { form?: { fields: object; values: object } };
  expect(Object.keys(form?.fields ?? {})).toEqual(['internal.currentState']);
  expect(form?.values).toMatchObject({ body: 'Still on it.', 'internal.impact': '18%' });
  const after = propsIn(await drawn(await browser.get(incident)), PAGE) as RoomProps;
  expect(after.room?.internalUpdates).toEqual(before.room?.internalUpdates);
  expect(after.record.updates).toEqual(before.record.updates);
});

test('a stale form does not overwrite an answer that somebody else gave', async () => {
  await browser.post(`${room}/triage`, { since: '02:38 UTC' });
  const older = { since: '', 'was.since': '', tried: 'A restart', 'was.tried': '' };
  await browser.post(`${room}/triage`, older);
  const { room: facts } = propsIn(await drawn(await browser.get(incident)), PAGE) as RoomProps;
  expect([facts?.triage.since?.text, facts?.triage.tried?.text]).toEqual([
    '02:38 UTC',
    'A restart',
  ]);
});

test('taking command keeps the experts, and a time can be corrected', async () => {
  const { room: before } = propsIn(await drawn(await browser.get(incident)), PAGE) as RoomProps;
  const [person] = before?.people ?? [];
  await browser.post(`${room}/roles`, { asks: 'expert', expert: person?.id ?? '' });
  await browser.post(`${room}/roles`, { commander: person?.id ?? '' });
  const line = before?.timeline.find(({ kind }) => kind === 'decision');
  const at = localInput((line?.at ?? 0) - 5 * MINUTE, 'Etc/UTC');
  await browser.post(`${room}/events/${line?.id}`, { do: 'time', at });
  const { room: after } = propsIn(await drawn(await browser.get(incident)), PAGE) as RoomProps;
  expect(after?.roles.expert.map(({ userId }) => userId)).toEqual([person?.id]);
  expect(after?.roles.commander.map(({ userId }) => userId)).toEqual([person?.id]);
  const moved = after?.timeline.find(({ id }) => id === line?.id);
  expect([localInput(moved?.at ?? 0, 'Etc/UTC'), moved?.originalAt]).toEqual([at, line?.at]);
});

test('editing a checklist during an incident loses no ticked item', async () => {
  const tick = { part: 'first', item: 'Can we roll back?', done: 'yes' };
  await browser.post(`${room}/checklist`, tick);
  const read = async () =>
    (propsIn(await drawn(await browser.get(incident)), PAGE) as RoomProps).room;
  const ticked = (facts: RoomProps['room']) => facts?.checklist.filter(({ done }) => done);
  expect(ticked(await read())).toMatchObject([{ text: tick.item, by: 'Lea Lind', isListed: true }]);
  const owner = await world.as('owner', 'Olga Owner');
  const saved = await owner.post('/admin/settings/rooms', {
    ...{ severity: 'default', 'part.first': 'Call the provider\nCall the provider\n' },
    ...{ bridgeUrl: 'https://meet.example.com/x', chatUrl: '' },
  });
  expect(saved.headers.get('location')).toContain('done=saved');
  const after = await read();
  expect(after?.checklist.map(({ text }) => text)).toEqual(['Call the provider', tick.item]);
  expect(ticked(after)).toMatchObject([{ text: tick.item, by: 'Lea Lind', isListed: false }]);
  expect(after?.links.bridge).toMatchObject({ url: 'https://meet.example.com/x', author: '' });
  await browser.post(`${room}/links`, { bridge: 'https://meet.example.com/own', 'was.bridge': '' });
  expect((await read())?.links.bridge).toMatchObject({ author: 'Lea Lind' });
});

test('containing, timers and hypotheses are on the timeline', async () => {
  const forms: [string, Record<string, string>][] = [
    ['contain', { move: 'bad_deploy|Roll back to the previous version' }],
    ['phase', { phase: 'mitigate' }],
    ['mitigation', { level: 'partial' }],
    ['timers', { action: 'Restart the queue', owner: 'Lea', minutes: '10' }],
    ['hypotheses', { hypothesis: 'The new callback signature' }],
  ];
  for (const [name, values] of forms)
    expect([name, (await browser.post(`${room}/${name}`, values)).status]).toEqual([name, 303]);
  const read = async () =>
    (propsIn(await drawn(await browser.get(incident)), PAGE) as RoomProps).room;
  const before = await read();
  const [timer, hypothesis] = [before?.timers[0]?.id, before?.hypotheses[0]?.id];
  await browser.post(`${room}/timers/${timer}`, { wants: 'more' });
  await browser.post(`${room}/timers/${timer}`, { wants: 'done' });
  await browser.post(`${room}/timers/${timer}`, { wants: 'escalate' });
  await browser.post(`${room}/hypotheses/${hypothesis}`, { state: 'ruled_out' });
  const after = await read();
  expect(after?.timeline.map(({ text }) => text)).toEqual(
    expect.arrayContaining([
      'Contain (bad deploy): Roll back to the previous version',
      'Phase: Mitigate',
      'Mitigated (partial): Set in the room.',
      'Timer, 10 min: Restart the queue (Lea)',
      'Timer done: Restart the queue',
      'Ruled out: The new callback signature',
    ]),
  );
  expect(after?.timers[0]?.dueAt).toBe((before?.timers[0]?.dueAt ?? 0) + 10 * MINUTE);
  expect(after?.phase.phase).toBe('mitigate');
});

test('invalid input is refused at its field', async () => {
  const refusals: [string, Record<string, string>, string][] = [
    ['links', { bridge: 'javascript:alert(1)' }, 'bridge'],
    ['contain', { move: 'bad_deploy|Pray' }, 'move'],
    ['timers', { action: 'x', minutes: 'soon' }, 'minutes'],
    ['hypotheses', { hypothesis: ' ' }, 'hypothesis'],
  ];
  for (const [name, values, field] of refusals) {
    const answer = await browser.post(`${room}/${name}`, values);
    const { form } = (await drawn(answer)) as { form?: { fields: object } };
    expect([name, answer.status, Object.keys(form?.fields ?? {})]).toEqual([name, 422, [field]]);
  }
});

test('publishing only the internal part keeps the public one as a draft, without it', async () => {
  const form = { draft: 'draft0000032', draftRevision: '0', state: 'identified', do: 'save' };
  const parts = { body: 'Almost there.', 'internal.currentState': 'Half of the hosts.' };
  await browser.post(incident, { ...form, ...parts });
  const drafts = async () => propsIn(await drawn(await browser.get(incident)), PAGE).drafts;
  await browser.post(`${room}/internal-updates`, { ...form, ...parts, draftRevision: '1' });
  const [stored] = await drafts();
  expect([stored?.values.body, stored?.values['internal.currentState']]).toEqual([
    parts.body,
    undefined,
  ]);
  const internalOnly = { ...form, draft: 'draft0000033', 'internal.currentState': 'All hosts.' };
  await browser.post(incident, internalOnly);
  expect(await drafts()).toHaveLength(2);
  await browser.post(`${room}/internal-updates`, { ...internalOnly, draftRevision: '1' });
  expect(await drafts()).toHaveLength(1);
});

test('a refused form keeps the input', async () => {
  const refusals: [string, Record<string, string>, string][] = [
    ['events', { line: ' ' }, 'line'],
    ['internal-updates', { currentState: '', impact: '18%' }, 'currentState'],
    ['internal-updates', { currentState: 'x', nextUpdateIn: 'soon' }, 'nextUpdateIn'],
    ['roles', { commander: 'nobody000000' }, 'commander'],
  ];
  for (const [name, values, field] of refusals) {
    const answer = await browser.post(`${room}/${name}`, values);
    expect([name, answer.status]).toEqual([name, 422]);
    const { form } = (await drawn(answer)) as { form?: { fields: object; values: object } };
    expect(Object.keys(form?.fields ?? {})).toEqual([field]);
    expect(form?.values).toMatchObject(values);
  }
});

test('two accounts that write at once lose no line, no tick and no number', async () => {
  const other = await world.as('publisher', 'Ben Berg');
  const written = Array.from({ length: 30 }, (_, n) => `Line ${n} of two people`);
  const by = (n: number) => (n % 2 ? browser : other);
  const read = async () =>
    (propsIn(await drawn(await browser.get(incident)), PAGE) as RoomProps).room;
  const numbers = (await read())?.internalUpdates.length ?? 0;
  const answers = await Promise.all([
    ...written.map((line, n) => by(n).post(`${room}/events`, { line })),
    ...Array.from({ length: 6 }, (_, n) =>
      by(n).post(`${room}/internal-updates`, { currentState: `State ${n}` }),
    ),
    ...Array.from({ length: 6 }, (_, n) =>
      by(n).post(`${room}/checklist`, { part: 'review', item: `Item ${n}`, done: 'yes' }),
    ),
  ]);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
  const after = await read();
  expect(after?.timeline.map(({ text }) => text)).toEqual(expect.arrayContaining(written));
  const authors = new Set(
    after?.timeline.filter(({ text }) => written.includes(text)).map(({ author }) => author),
  );
  expect(authors).toEqual(new Set(['Lea Lind', 'Ben Berg']));
  expect(after?.internalUpdates.map(({ seq }) => seq)).toEqual(
    Array.from({ length: numbers + 6 }, (_, i) => i + 1),
  );
  expect(after?.checklist.filter(({ part, done }) => part === 'review' && done)).toHaveLength(6);
});

test('the check-in at a promised update is answered with one line, which the timeline keeps', async () => {
  const input = NewIncident.parse({
    ...{ name: 'Exports hang', state: 'investigating', body: 'Looking.', severity: 'SEV3' },
    nextUpdateBy: world.deps.clock() + 30 * MINUTE,
  });
  const { id } = await createIncident(world.deps, world.owner, world.pageId, input);
  const own = `/admin/incidents/${id}`;
  const read = async () => (propsIn(await drawn(await browser.get(own)), PAGE) as RoomProps).room;
  world.wait(10 * MINUTE);
  expect((await read())?.nudge).toBeNull();
  world.wait(16 * MINUTE);
  await browser.post(`${own}/room/events`, { line: 'Looking at the queue' });
  expect((await read())?.nudge).toMatchObject({ key: 'check_in', asks: true });
  const answer = 'SEV3 is right. The queue is full. Draining it.';
  await browser.post(`${own}/room/nudge`, { nudge: 'check_in', answer });
  const after = await read();
  expect(after?.nudge).toBeNull();
  expect(after?.timeline[0]).toMatchObject({ text: `Check-in: ${answer}`, author: 'Lea Lind' });
  const dismissed = { nudge: 'silence', answer: 'typed, then dismissed', do: 'dismiss' };
  await browser.post(`${own}/room/nudge`, dismissed);
  expect(JSON.stringify((await read())?.timeline)).not.toContain('typed, then dismissed');
});
