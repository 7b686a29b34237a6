import { afterEach, beforeEach, expect, test } from 'vitest';
import { runDueMaintenance } from '../../../api/actions/maintenance/run-due.ts';
import { issueToken, NewToken } from '../../../api/actions/team/token.ts';
import { HOUR, MINUTE } from '../../../api/domain/time/time.ts';
import { localInput } from '../../../api/domain/time/zone.ts';
import { mailOf } from '../../../api/notify/channels/email/render.ts';
import { findIncident, listIncidents } from '../../../db/incident/incident.ts';
import { findPage } from '../../../db/page/page.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
} from '../../support/world/console.ts';
import { DAY, NOON } from '../../support/world/world.ts';

let world: ConsoleWorld;
let lead: Browser;
let cards: string;
beforeEach(async () => {
  world = await makeConsole({ timeZone: 'Europe/Berlin' });
  lead = await world.as('publisher');
  cards = await world.component('Cards');
});
afterEach(() => world.close());

const zone = 'Europe/Berlin';
type Form = Record<string, string | string[]>;
const form = (more: Form = {}): Form => ({
  name: 'Backup',
  body: '',
  zone,
  scheduledFor: '2026-11-22T02:00',
  scheduledUntil: '2026-11-22T03:00',
  components: [cards],
  remind: '60',
  autoStart: 'on',
  autoEnd: 'on',
  notifyEnd: 'on',
  notify: 'on',
  ...more,
});
const plan = (more: Form = {}) =>
  lead.post('/admin/maintenances/new', form({ body: 'Payments pause.', ...more }));
const record = async (id: string) =>
  (await findIncident(world.deps.db, world.pageId, id)) ?? expect.fail('gone');
const windows = async () =>
  (await listIncidents(world.deps.db, world.pageId, { kind: 'maintenance' })).toSorted(
    (a, b) => (a.scheduledFor ?? 0) - (b.scheduledFor ?? 0),
  );
const nth = async (n: number) => (await windows())[n] ?? expect.fail(`no window ${n}`);
const starts = async () =>
  (await windows()).map(({ scheduledFor }) => localInput(scheduledFor ?? 0, zone).slice(5));
const mails = async () =>
  Number((await world.deps.db.$client.execute('select count(*) n from notification')).rows[0]?.n);
const ticks = async (n = 4) => {
  for (let i = 0; i < n; i++) await runDueMaintenance(world.deps);
};
const times = (day: string, from: string, until: string) => ({
  scheduledFor: `2026-11-${day}T${from}`,
  scheduledUntil: `2026-11-${day}T${until}`,
});
/** Submits the form of this window with changes. */
async function change(id: string, more: Form) {
  const { revision, scheduledFor, scheduledUntil } = await record(id);
  return lead.post(`/admin/maintenances/${id}/edit`, {
    ...form({ expectedRevision: String(revision) }),
    scheduledFor: localInput(scheduledFor ?? 0, zone),
    scheduledUntil: localInput(scheduledUntil ?? 0, zone),
    ...more,
  });
}
async function daily(more: Form = {}) {
  expect((await plan({ repeat: 'daily', repeatUntil: '2026-12-31', ...more })).status).toBe(303);
  await ticks();
  expect(await windows()).toHaveLength(10);
}
const done = (answer: Response) =>
  new URL(answer.headers.get('location') ?? '', 'http://x').searchParams.get('done');

test('this and all following windows move, created or not; earlier and individually changed ones stay', async () => {
  await daily();
  const fifth = await nth(4);
  expect(done(await change(fifth.id, times('26', '12:00', '13:00')))).toBe('saved');
  const mailsBefore = await mails();
  const third = await nth(2);
  const answer = await change(third.id, {
    ...times('24', '04:30', '06:00'),
    name: 'Longer backup',
    body: 'It takes longer now.',
    scope: 'following',
  });
  expect(done(answer)).toBe('series-saved-kept');
  expect(await starts()).toEqual([
    '11-22T02:00',
    '11-23T02:00',
    '11-24T04:30',
    '11-25T04:30',
    '11-26T12:00',
    ...['27', '28', '29', '30'].map((day) => `11-${day}T04:30`),
    '12-01T04:30',
  ]);
  const names = (await windows()).map(({ name }) => name);
  expect(names).toEqual([
    'Backup',
    'Backup',
    'Longer backup',
    'Longer backup',
    'Backup',
    ...Array(5).fill('Longer backup'),
  ]);
  expect(await mails()).toBe(mailsBefore + 1);
  world.wait(8 * DAY);
  await ticks(12);
  const later = (await windows()).filter(
    ({ scheduledFor }) => (scheduledFor ?? 0) > NOON + 12 * DAY,
  );
  expect(later.length).toBeGreaterThan(3);
  for (const { scheduledFor, scheduledUntil, name } of later) {
    expect(localInput(scheduledFor ?? 0, zone)).toMatch(/T04:30$/);
    expect((scheduledUntil ?? 0) - (scheduledFor ?? 0)).toBe(90 * MINUTE);
    expect(name).toBe('Longer backup');
  }
});

test('one email reports everything that moved, in each reader’s language', async () => {
  await plan({ repeat: 'weekly', repeatUntil: '2026-12-06' });
  await ticks();
  const [first] = await windows();
  const mailsBefore = await mails();
  await change(first?.id ?? '', {
    ...times('22', '04:00', '05:00'),
    scope: 'all',
    body: 'By request.',
  });
  expect(await mails()).toBe(mailsBefore + 1);
  const [page, incident] = [
    await findPage(world.deps.db, world.pageId),
    await record(first?.id ?? ''),
  ];
  const [update] = incident.updates;
  if (!page || !update) throw new Error('nothing was published');
  const facts = {
    page,
    incident,
    update,
    correctedAt: null,
    components: [],
    supersededUpdates: [],
  };
  const english = await mailOf('https://status.example.com', facts, 'en');
  expect(english.text).toContain(
    'This also applies to these dates:\n\n' +
      '- Previously: Nov 29, 02:00 – 03:00 CET · New time: Nov 29, 04:00 – 05:00 CET\n' +
      '- Previously: Dec 6, 02:00 – 03:00 CET · New time: Dec 6, 04:00 – 05:00 CET',
  );
  const german = await mailOf('https://status.example.com', facts, 'de');
  expect(german.text).toContain('Das gilt auch für diese Termine:');
  for (const { id } of (await windows()).slice(1)) {
    const [own] = (await record(id)).updates;
    expect(own).toMatchObject({
      notice: 'rescheduled',
      deliverNotifications: false,
      body: 'By request.',
    });
  }
});

test('readers notified of a window by another’s email are notified when it is canceled', async () => {
  await plan({ repeat: 'weekly', repeatUntil: '2026-12-06' });
  await ticks();
  const first = await nth(0);
  await change(first.id, { ...times('22', '04:00', '05:00'), scope: 'all' });
  const mailsBefore = await mails();
  const second = await nth(1);
  await lead.post(`/admin/maintenances/${second.id}/cancel`, { body: '', notify: 'on' });
  expect(await mails()).toBe(mailsBefore + 1);
});

test('the whole series changes except windows that started or ended; length and components too', async () => {
  await daily();
  const login = await world.component('Login');
  const first = await nth(0);
  world.wait((first.scheduledFor ?? 0) + MINUTE - NOON);
  await ticks(2);
  expect(await record(first.id)).toMatchObject({ state: 'in_progress' });
  const fourth = await nth(3);
  const answer = await change(fourth.id, {
    ...times('25', '02:00', '02:45'),
    components: [login],
    remind: ['1440', '15'],
    scope: 'all',
  });
  expect(done(answer)).toBe('series-saved');
  const [begun, ...rest] = await windows();
  expect(begun).toMatchObject({ componentIds: [cards], remindBefore: [60] });
  for (const one of rest) {
    expect(one).toMatchObject({
      componentIds: [login],
      remindBefore: [1440, 15],
      isException: false,
    });
    expect((one.scheduledUntil ?? 0) - (one.scheduledFor ?? 0)).toBe(45 * MINUTE);
  }
  const refused = await drawn(await change(begun?.id ?? '', { scope: 'all', name: 'Late' }));
  expect(refused.form?.fields.scope).toMatch(/has started/);
});

test('an update to all windows is on each of them, and emails once', async () => {
  await plan({ repeat: 'weekly', repeatUntil: '2026-12-06' });
  await ticks();
  const mailsBefore = await mails();
  const first = await nth(0);
  await change(first.id, { body: 'Bring cash.', scope: 'all' });
  expect(await mails()).toBe(mailsBefore + 1);
  for (const { updates } of await windows()) expect(updates[0]?.body).toBe('Bring cash.');
  expect((await record(first.id)).updates[0]).toMatchObject({
    notice: null,
    event: { what: 'series' },
  });
});

test('canceling a series leaves individually changed windows, and creates no more', async () => {
  await daily();
  const fifth = await nth(4);
  await change(fifth.id, times('26', '12:00', '13:00'));
  const mailsBefore = await mails();
  const third = await nth(2);
  const cancel = { body: '', notify: 'on', scope: 'following' };
  expect(done(await lead.post(`/admin/maintenances/${third.id}/cancel`, cancel))).toBe(
    'series-cancelled-kept',
  );
  expect((await windows()).map(({ state }) => state)).toEqual([
    ...['scheduled', 'scheduled', 'completed', 'completed', 'scheduled'],
    ...Array(5).fill('completed'),
  ]);
  expect((await record(third.id)).updates[0]).toMatchObject({
    notice: 'cancelled',
    event: { later: true },
  });
  expect(await mails()).toBeLessThanOrEqual(mailsBefore + 1);
  world.wait(DAY / 4);
  await ticks();
  expect(await windows()).toHaveLength(10);
});

const bad: [what: string, field: string, sentence: RegExp, typed: Form][] = [
  [
    'another zone',
    'zone',
    /share a time zone/,
    { zone: 'Asia/Tokyo', ...times('25', '10:00', '11:00') },
  ],
  [
    'a window into the next',
    'scheduledUntil',
    /before this one ends/,
    { scheduledUntil: '2026-11-26T02:30' },
  ],
  [
    'windows that have begun already',
    'scheduledFor',
    /would already have started/,
    times('22', '02:00', '03:00'),
  ],
];
test.each(bad)(
  '%s is reported at its field, and nothing of the series changes',
  async (_, field, sentence, typed) => {
    await daily();
    const before = await windows();
    const fourth = await nth(3);
    const { form: back } = await drawn(
      await change(fourth.id, { ...typed, scope: 'all', name: 'Kept' }),
    );
    expect(back?.fields).toEqual({ [field]: expect.stringMatching(sentence) });
    expect(back?.values).toMatchObject({ name: 'Kept', scope: 'all' });
    expect(await windows()).toEqual(before);
  },
);

test('a series that overlaps other maintenance names it, and moves after a confirmation', async () => {
  await daily();
  await plan({
    name: 'Router',
    scheduledFor: '2026-11-27T05:00',
    scheduledUntil: '2026-11-27T06:00',
  });
  const first = await nth(0);
  const moved = { ...times('22', '04:30', '05:30'), scope: 'all' };
  const refused = await drawn(await change(first.id, moved));
  expect(refused.form?.fields.overlap).toContain('“Router” affects the same components');
  expect(done(await change(first.id, { ...moved, overlap: 'on' }))).toBe('series-saved');
});

test('a custom rule creates its windows; an invalid one is reported at its field and kept', async () => {
  const rrule = 'FREQ=WEEKLY;BYDAY=SU,TU;COUNT=4';
  expect((await plan({ rrule })).status).toBe(303);
  await ticks();
  expect(await starts()).toEqual(['11-22T02:00', '11-24T02:00', '11-29T02:00', '12-01T02:00']);
  for (const [typed, sentence] of [
    ['FREQ=WEEKLY', /has no end/],
    ['FREQ=WEEKLY;BYDAY=TH;COUNT=3', /first match starts 2026-11-26/],
    ['weekly', /isn’t valid in a rule/],
  ] as const) {
    const { form: back } = await drawn(await plan({ name: 'Other', rrule: typed }));
    expect(back?.fields).toEqual({ rrule: expect.stringMatching(sentence) });
    expect(back?.values).toMatchObject({ name: 'Other', rrule: typed });
  }
  const both = await drawn(await plan({ rrule, repeat: 'daily', repeatUntil: '2026-12-01' }));
  expect(both.form?.fields.rrule).toMatch(/not both/);
  const meets = await drawn(
    await plan({
      name: 'Other',
      scheduledFor: '2026-11-21T22:00',
      scheduledUntil: '2026-11-21T23:00',
      rrule: 'FREQ=DAILY;BYHOUR=22,2;BYDAY=SA,SU;COUNT=4',
    }),
  );
  expect(meets.form?.fields.overlap).toContain('“Backup” affects the same components');
  expect(await windows()).toHaveLength(4);
});

test('a script creates a series, changes it and cancels it', async () => {
  const token = await issueToken(
    world.deps,
    world.owner,
    world.pageId,
    NewToken.parse({ role: 'publisher', name: 'ci' }),
  );
  const ask = async (path: string, method: string, incident: object) => {
    const answer = await world.request(`/v1/pages/${world.pageId}/incidents${path}`, {
      method,
      headers: { authorization: `OAuth ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ incident }),
    });
    return { status: answer.status, json: await answer.json() };
  };
  const work = {
    name: 'Backup',
    body: 'Payments pause.',
    scheduled_for: '2026-11-22T01:00:00Z',
    scheduled_until: '2026-11-22T02:00:00Z',
    component_ids: [cards],
  };
  for (const [recurrence, sentence] of [
    ['FREQ=DAILY', /has no end/],
    ['FREQ=DAILY;COUNT=4000', /400 windows or more/],
  ] as const) {
    const refused = await ask('', 'POST', { ...work, recurrence });
    expect([refused.status, JSON.stringify(refused.json)]).toEqual([
      422,
      expect.stringMatching(sentence),
    ]);
  }
  const single = await ask('', 'POST', {
    name: 'Broken',
    body: 'It fails.',
    recurrence: 'FREQ=DAILY;COUNT=3',
    status: 'investigating',
  });
  expect(single.status).toBe(422);
  expect(await windows()).toEqual([]);
  const made = await ask('', 'POST', { ...work, recurrence: 'FREQ=DAILY;COUNT=4' });
  expect(made.status).toBe(201);
  await ticks();
  expect(await starts()).toEqual(['11-22T02:00', '11-23T02:00', '11-24T02:00', '11-25T02:00']);
  const second = await nth(1);
  const moved = await ask(`/${second.id}`, 'PATCH', {
    scheduled_for: '2026-11-23T03:00:00Z',
    scheduled_until: '2026-11-23T04:00:00Z',
    recurrence_scope: 'following',
  });
  expect(moved.status).toBe(200);
  expect(await starts()).toEqual(['11-22T02:00', '11-23T04:00', '11-24T04:00', '11-25T04:00']);
  const wrong = await ask(`/${second.id}`, 'PATCH', { name: 'X', recurrence_scope: 'some' });
  expect(wrong.status).toBe(422);
  await ask(`/${second.id}`, 'PATCH', { status: 'completed', recurrence_scope: 'all' });
  expect((await windows()).map(({ state }) => state)).toEqual(Array(4).fill('completed'));
});

test('a change of many windows that the clock overtakes is retried, and loses neither', async () => {
  await daily();
  const first = await nth(0);
  world.wait((first.scheduledFor ?? 0) - HOUR - NOON);
  const client = world.deps.db.$client;
  const { batch } = client;
  let overtaken = 0;
  client.batch = async (statements, mode) => {
    const isChange = JSON.stringify(statements).includes('update \\"maintenance_series\\"');
    if (isChange && overtaken++ === 0) await runDueMaintenance(world.deps);
    return batch.call(client, statements, mode);
  };
  const third = await nth(2);
  const answer = await change(third.id, { ...times('24', '06:00', '07:00'), scope: 'all' });
  expect(done(answer)).toBe('series-saved');
  expect(overtaken).toBe(2);
  const { updates } = await record(first.id);
  expect(updates.map(({ notice }) => notice)).toEqual(['rescheduled', 'reminder', null]);
  expect((await starts()).every((start) => start.endsWith('T06:00'))).toBe(true);
});
