import { afterEach, beforeEach, expect, test } from 'vitest';
import { issueToken } from '../../../api/actions/team/token.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
} from '../../support/world/console.ts';
import { rowsOf } from '../../support/world/drafts.ts';

let world: ConsoleWorld;
let lead: Browser;
let checkout: string;
beforeEach(async () => {
  world = await makeConsole({ timeZone: 'Europe/Berlin' });
  lead = await world.as('publisher', 'Lea Lead');
  checkout = await world.component('Checkout');
});
afterEach(() => world.close());

const record = async (id: string) => {
  const found = await findIncident(world.deps.db, world.pageId, id);
  if (!found) throw new Error(`no incident ${id}`);
  return found;
};
const idIn = (answer: Response) =>
  /incidents\/(\w+)\?done=published/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';

test('a maintenance is announced in the page’s own time', async () => {
  const announced = await lead.post('/admin/maintenances/new', {
    key: 'press-3',
    name: 'Upgrade',
    body: 'Payments pause for a minute.',
    scheduledFor: '2026-11-22T02:00',
    scheduledUntil: '2026-11-22T04:00',
    components: [checkout],
    notify: 'on',
  });
  expect(await record(idIn(announced))).toMatchObject({
    kind: 'maintenance',
    state: 'scheduled',
    scheduledFor: Date.UTC(2026, 10, 22, 1),
    scheduledUntil: Date.UTC(2026, 10, 22, 3),
    componentIds: [checkout],
  });
});

test('a maintenance whose window is missing or reversed is refused at the field', async () => {
  const form = {
    name: 'Upgrade',
    body: 'Soon.',
    scheduledFor: '',
    scheduledUntil: '2026-11-22T04:00',
  };
  const missing = await drawn(await lead.post('/admin/maintenances/new', form));
  expect(missing.form?.fields).toEqual({ scheduledFor: 'Choose a date and time.' });
  const redrawn = await drawn(
    await lead.post('/admin/maintenances/new', { ...form, scheduledFor: '2026-11-23T04:00' }),
  );
  expect(redrawn.form?.fields).toEqual({ scheduledUntil: 'End must be after start.' });
});

test('a maintenance that is already over, untitled or incomplete is refused at the field', async () => {
  const form = {
    name: ' ',
    body: 'Payments pause, TODO: for how long?',
    scheduledFor: '2026-11-20T10:00',
    scheduledUntil: '2026-11-20T12:00',
  };
  const refused = await drawn(await lead.post('/admin/maintenances/new', form));
  expect(refused.form?.fields).toEqual({
    name: 'Enter a title for the maintenance.',
    scheduledUntil: expect.stringContaining('This time is in the past.'),
  });
  expect(refused.findings?.map(({ found }) => found)).toEqual(['TODO']);
  expect(await rowsOf(world, 'select id from incident')).toEqual([]);
});

test('a maintenance without a title is called by its kind', async () => {
  const announced = await lead.post('/admin/maintenances/new', {
    name: 'Upgrade',
    body: 'Soon.',
    scheduledFor: '2026-11-22T02:00',
    scheduledUntil: '2026-11-22T04:00',
  });
  const id = idIn(announced);
  const { revision } = await record(id);
  const refused = await lead.post(`/admin/incidents/${id}/edit`, {
    name: ' ',
    impactOverride: '',
    expectedRevision: String(revision),
  });
  expect((await drawn(refused)).form?.fields).toEqual({
    name: 'Enter a title for the maintenance.',
  });
});

test('an update to a maintenance needs no template, only a text', async () => {
  const announced = await lead.post('/admin/maintenances/new', {
    name: 'Upgrade',
    body: 'Soon.',
    scheduledFor: '2026-11-22T02:00',
    scheduledUntil: '2026-11-22T04:00',
  });
  const id = idIn(announced);
  const { revision } = await record(id);
  const form = { state: 'in_progress', template: '', expectedRevision: String(revision), body: '' };
  const empty = await drawn(await lead.post(`/admin/incidents/${id}`, form));
  expect(empty.form?.fields).toEqual({ body: 'Enter a message.' });
  await lead.post(`/admin/incidents/${id}`, { ...form, body: 'It has begun.' });
  expect(await record(id)).toMatchObject({ state: 'in_progress' });
});

test('the API refuses a local time that occurs twice or never, and asks for an offset', async () => {
  const token = await issueToken(world.deps, world.owner, world.pageId, {
    name: 'ci',
    role: 'publisher',
  });
  const plan = async (scheduled_for: string, scheduled_until: string) => {
    const answer = await world.request(`/v1/pages/${world.pageId}/incidents`, {
      method: 'POST',
      headers: { authorization: `OAuth ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ incident: { name: 'Upgrade', scheduled_for, scheduled_until } }),
    });
    return { status: answer.status, json: await answer.json() };
  };
  for (const [start, end, sentence] of [
    ['2027-10-31T02:30', '2027-10-31T04:00', 'scheduled_for: The clocks go back then'],
    ['2027-03-28T01:00', '2027-03-28T02:30', 'scheduled_until: The clocks go forward then'],
  ] as const) {
    const refused = await plan(start, end);
    expect(refused.status).toBe(422);
    expect(JSON.stringify(refused.json)).toContain(sentence);
    expect(JSON.stringify(refused.json)).toContain('Give an offset');
  }
  const planned = await plan('2027-10-31T02:30:00+01:00', '2027-10-31T04:00');
  expect(planned).toMatchObject({
    status: 201,
    json: {
      scheduled_for: '2027-10-31T01:30:00.000Z',
      scheduled_until: '2027-10-31T03:00:00.000Z',
    },
  });
});
