import { afterEach, beforeEach, expect, test } from 'vitest';
import { publishDue } from '../../../api/actions/draft/schedule.ts';
import { runDueMaintenance } from '../../../api/actions/maintenance/run-due.ts';
import { HOUR } from '../../../api/domain/time/time.ts';
import { localInput } from '../../../api/domain/time/zone.ts';
import { findIncident, listIncidents } from '../../../db/incident/incident.ts';
import { findSitePage } from '../../../db/page/page.ts';
import { wordsIn } from '../../../site/locales/words.ts';
import { wholeText } from '../../../templates/event.ts';
import { clockChanges } from '../../support/world/clock-changes.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
  propsIn,
} from '../../support/world/console.ts';
import { DAY, NOON } from '../../support/world/world.ts';

let world: ConsoleWorld;
let lead: Browser;
let cards: string;
beforeEach(async () => {
  world = await makeConsole({ timeZone: 'Etc/UTC' });
  lead = await world.as('publisher');
  cards = await world.component('Cards');
});
afterEach(() => world.close());

const switches = { autoStart: 'on', autoEnd: 'on', moves: 'on', notifyEnd: 'on' };
const form = (more: Record<string, string | string[]> = {}) => ({
  name: 'Move',
  body: 'Payments pause.',
  zone: 'Europe/Berlin',
  scheduledFor: '2026-11-28T02:00',
  scheduledUntil: '2026-11-28T04:00',
  components: [cards],
  remind: ['1440', '60'],
  verify: '30',
  notify: 'on',
  ...switches,
  ...more,
});
const plan = (more: Record<string, string | string[]> = {}) =>
  lead.post('/admin/maintenances/new', form(more));
const idIn = (answer: Response) =>
  /incidents\/([^?]+)/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';
const record = async (id: string) => {
  const found = await findIncident(world.deps.db, world.pageId, id);
  if (!found) throw new Error('gone');
  return found;
};
const all = () => listIncidents(world.deps.db, world.pageId, { kind: 'maintenance' });

test('the next maintenance is listed first, and what is over last', async () => {
  const on = (day: string, name: string) =>
    plan({ name, scheduledFor: `${day}T02:00`, scheduledUntil: `${day}T04:00` });
  await on('2026-11-25', 'Second');
  await on('2026-11-22', 'First');
  await on('2026-12-24', 'Third');
  const over = idIn(await on('2026-11-21', 'Over'));
  await lead.post(`/admin/maintenances/${over}/cancel`, {
    body: 'No longer needed.',
  });
  expect((await record(over)).state).toBe('completed');
  const list = propsIn(await drawn(await lead.get('/admin/maintenances')), '/admin/maintenances');
  expect(list.incidents.map(({ name }) => name)).toEqual(['First', 'Second', 'Third', 'Over']);
  const { planned } = propsIn(await drawn(await lead.get('/admin')), '/admin');
  expect(planned.map(({ name }) => name)).toEqual(['First', 'Second', 'Third']);
});

test('a window is read in the chosen zone, and keeps every switch', async () => {
  expect(await record(idIn(await plan()))).toMatchObject({
    scheduledFor: Date.UTC(2026, 10, 28, 1),
    scheduledUntil: Date.UTC(2026, 10, 28, 3),
    zone: 'Europe/Berlin',
    remindBefore: [1440, 60],
    verifyBefore: 30,
    automation: {
      scheduled_auto_in_progress: true,
      scheduled_auto_completed: true,
      auto_transition_to_maintenance_state: true,
      auto_transition_deliver_notifications_at_start: false,
      auto_transition_deliver_notifications_at_end: true,
    },
  });
});

const bad: [what: string, field: string, sentence: RegExp, typed: Record<string, string>][] = [
  [
    'an end before its start',
    'scheduledUntil',
    /End must be after/,
    { scheduledUntil: '2026-11-28T01:00' },
  ],
  [
    'a window in the past',
    'scheduledUntil',
    /in the past/,
    { scheduledFor: '2026-11-20T01:00', scheduledUntil: '2026-11-20T02:00' },
  ],
  [
    'an hour that the zone leaves out',
    'scheduledFor',
    /doesn’t exist in Europe\/Berlin/,
    { scheduledFor: '2027-03-28T02:30', scheduledUntil: '2027-03-28T05:00' },
  ],
  ['a recurrence without end', 'repeatUntil', /Enter an end date/, { repeat: 'weekly' }],
  [
    'a recurrence that ends before the start',
    'repeatUntil',
    /before the start/,
    { repeat: 'weekly', repeatUntil: '2026-11-01' },
  ],
  [
    'a recurrence of many years',
    'repeatUntil',
    /at most a year/,
    { repeat: 'weekly', repeatUntil: '2040-01-01' },
  ],
  [
    'a recurrence into itself',
    'repeat',
    /less often/,
    { scheduledUntil: '2026-11-30T02:00', repeat: 'daily', repeatUntil: '2026-12-20' },
  ],
  [
    'a reminder that is no time',
    'remindOther',
    /“soon” isn’t a duration/,
    { remindOther: '3 h, soon' },
  ],
  [
    'more reminders than ten',
    'remindOther',
    /at most 10/,
    { remindOther: '1 min, 2 min, 3 min, 4 min, 5 min, 6 min, 7 min, 8 min, 9 min' },
  ],
  ['a check as long as the window', 'verify', /whole window/, { verify: '120' }],
];
test.each(bad)(
  '%s is reported at its field, and the text is kept',
  async (_, field, sentence, typed) => {
    const { form: back } = await drawn(await plan(typed));
    expect(back?.fields).toEqual({ [field]: expect.stringMatching(sentence) });
    expect(back?.values).toMatchObject({ ...form(typed), components: cards });
    expect(await all()).toEqual([]);
  },
);

test('an overlap is reported, and published after a confirmation', async () => {
  await plan();
  const touching = {
    name: 'After',
    scheduledFor: '2026-11-28T04:00',
    scheduledUntil: '2026-11-28T05:00',
  };
  expect(idIn(await plan(touching))).not.toBe('');
  const second = {
    name: 'Second',
    scheduledFor: '2026-11-28T03:00',
    scheduledUntil: '2026-11-28T04:00',
  };
  const refused = await drawn(await plan(second));
  expect(refused.form?.fields.overlap).toContain('“Move” affects the same components');
  expect(refused.form?.values.name).toBe('Second');
  expect(idIn(await plan({ ...second, overlap: 'on' }))).not.toBe('');
  const elsewhere = await world.component('Login');
  expect(idIn(await plan({ ...second, name: 'Third', components: [elsewhere] }))).not.toBe('');
});

test('without JavaScript, a button explains the window and publishes nothing', async () => {
  const { form: back } = await drawn(await plan({ do: 'check' }));
  expect(back).toMatchObject({ fields: {}, values: { name: 'Move', do: 'check' } });
  expect(await all()).toEqual([]);
});

test('a changed plan reports old and new times in both zones; a stale form changes nothing', async () => {
  const id = idIn(await plan());
  const { revision } = await record(id);
  const moved = form({
    scheduledFor: '2026-11-29T02:00',
    scheduledUntil: '2026-11-29T04:00',
    expectedRevision: String(revision),
    body: 'The supplier asked for it.',
  });
  expect((await lead.post(`/admin/maintenances/${id}/edit`, moved)).status).toBe(303);
  const [notice] = (await record(id)).updates;
  expect(wholeText(wordsIn('en'), notice ?? expect.fail('no notice'), 'Etc/UTC')).toBe(
    'This maintenance has been rescheduled.\n\n' +
      'Previously: Nov 28, 01:00 – 03:00 UTC (Nov 28, 02:00 – 04:00 CET)  \n' +
      'New time: **Nov 29, 01:00 – 03:00 UTC (Nov 29, 02:00 – 04:00 CET)**\n\n' +
      'The supplier asked for it.',
  );
  const late = await lead.post(`/admin/maintenances/${id}/edit`, { ...moved, name: 'Stale' });
  expect(late.status).toBe(409);
  expect((await record(id)).name).toBe('Move');
});

test('custom reminders are added to the defaults, or there is none', async () => {
  const own = idIn(await plan({ remindOther: '3 d, 90 min' }));
  expect(await record(own)).toMatchObject({ remindBefore: [4320, 1440, 90, 60] });
  expect(
    await record(idIn(await plan({ name: 'Quiet', components: [], remind: [] }))),
  ).toMatchObject({
    remindBefore: [],
  });
});

test('the page’s default reminders are a setting; an invalid time is reported at its field', async () => {
  const owner = await world.as('owner');
  const save = (remindBefore: string) =>
    owner.post('/admin/settings/email', { mailHold: '30', remindBefore });
  const page = async () => (await findSitePage(world.deps.db, null))?.remindBefore;
  expect(await page()).toEqual([1440]);
  expect((await save('7 d, 1 h')).status).toBe(303);
  expect(await page()).toEqual([10_080, 60]);
  const refused = await drawn(await save('7 d, later'));
  expect(refused.form?.fields.remindBefore).toContain('“later” isn’t a duration');
  expect(refused.form?.values.remindBefore).toBe('7 d, later');
  expect((await save('')).status).toBe(303);
  expect(await page()).toEqual([]);
});

test('changing only switches notifies nobody', async () => {
  const id = idIn(await plan());
  const { revision } = await record(id);
  const quiet = form({ expectedRevision: String(revision), body: '', remind: '15' });
  await lead.post(`/admin/maintenances/${id}/edit`, quiet);
  expect(await record(id)).toMatchObject({ remindBefore: [15], updates: [{ state: 'scheduled' }] });
  expect((await record(id)).updates).toHaveLength(1);
});

test('a canceled maintenance says so; a started one can’t be canceled', async () => {
  const id = idIn(await plan());
  const cancel = { body: 'No longer needed.', notify: 'on' };
  await lead.post(`/admin/maintenances/${id}/cancel`, cancel);
  const off = await record(id);
  expect(off).toMatchObject({ state: 'completed', updates: [{ notice: 'cancelled' }, {}] });
  expect(off.updates[0]?.body).toContain('No longer needed.');
  const begun = idIn(await plan({ name: 'Begun' }));
  world.wait(Date.UTC(2026, 10, 28, 1) - NOON);
  await runDueMaintenance(world.deps);
  const refused = await lead.post(`/admin/maintenances/${begun}/cancel`, cancel);
  expect((await drawn(refused)).form?.message).toContain('has already started');
});

test('a series creates an entry for each window some weeks ahead, once, in its zone’s time', async () => {
  world.wait(Date.UTC(2027, 1, 25, 12) - NOON);
  const first = { scheduledFor: '2027-02-28T02:30', scheduledUntil: '2027-02-28T03:30' };
  await plan({ ...first, repeat: 'weekly', repeatUntil: '2027-05-02' });
  for (let day = 0; day < 60; day++) {
    world.wait(DAY);
    await Promise.all([runDueMaintenance(world.deps), runDueMaintenance(world.deps)]);
  }
  const works = (await all()).toSorted((a, b) => (a.scheduledFor ?? 0) - (b.scheduledFor ?? 0));
  expect(works.map((work) => localInput(work.scheduledFor ?? 0, 'Europe/Berlin'))).toEqual(
    ['02-28', '03-07', '03-14', '03-21', '04-04', '04-11', '04-18', '04-25', '05-02'].map(
      (day) => `2027-${day}T02:30`, // on 28 March there is no half past two
    ),
  );
  expect(
    new Set(works.map((work) => (work.scheduledUntil ?? 0) - (work.scheduledFor ?? 0))),
  ).toEqual(new Set([HOUR]));
  const announced = works.filter((work) =>
    work.updates.some(
      (update) =>
        update.notice === null && update.state === 'scheduled' && update.deliverNotifications,
    ),
  );
  expect(announced).toHaveLength(1);
});

test('canceling a window can cancel all that follow; no more are created', async () => {
  await plan({ repeat: 'daily', repeatUntil: '2026-12-31' });
  for (let tick = 0; tick < 4; tick++) await runDueMaintenance(world.deps);
  const works = (await all()).toSorted((a, b) => (a.scheduledFor ?? 0) - (b.scheduledFor ?? 0));
  expect(works).toHaveLength(10);
  const third = works[2]?.id ?? '';
  await lead.post(`/admin/maintenances/${third}/cancel`, {
    body: '',
    scope: 'following',
    notify: 'on',
  });
  const states = (await Promise.all(works.map((work) => record(work.id)))).map(
    (work) => work.state,
  );
  expect(states).toEqual(['scheduled', 'scheduled', ...Array(8).fill('completed')]);
  world.wait(2 * DAY);
  await runDueMaintenance(world.deps);
  expect(await all()).toHaveLength(10);
});

/** Four edges around each switch: 64 windows. */
test.each(clockChanges)(
  'in %s windows typed around each clock change begin and end exactly',
  async (zone, ...changes) => {
    // An hour that comes twice is its first one: two hours before and after a switch there is one.
    const starts = changes.flatMap((at) => [-3, -2, 2, 3].map((hours) => at + hours * HOUR));
    for (const [n, from] of starts.entries()) {
      const id = idIn(
        await plan({
          name: `No ${n}`,
          components: [],
          zone,
          scheduledFor: localInput(from, zone),
          scheduledUntil: localInput(from + 5 * HOUR, zone),
        }),
      );
      expect(await record(id), `${zone} No ${n}`).toMatchObject({
        scheduledFor: from,
        scheduledUntil: from + 5 * HOUR,
      });
    }
  },
);

test.each(['edit', 'cancel'])(
  'an internal host name in the text of “%s” is held back until there is a reason',
  async (how) => {
    const id = idIn(await plan());
    const words = { ...form(), body: 'db-7.internal.example.com is not ready.' };
    const refused = await lead.post(`/admin/maintenances/${id}/${how}`, words);
    expect(refused.status).toBe(422);
    const { findings, form: back } = await drawn(refused);
    expect(findings?.map(({ level }) => level)).toContain('stop');
    expect(back?.values.body).toBe(words.body);
    const given = await lead.post(`/admin/maintenances/${id}/${how}`, {
      ...words,
      scheduledFor: '2026-11-28T03:00',
      override: 'Customers know this name.',
    });
    expect(given.status).toBe(303);
    expect((await record(id)).updates[0]?.body).toContain('db-7.internal');
  },
);

test('maintenance with an archived component is moved, renamed, edited and canceled', async () => {
  const mails = await world.component('Mail');
  const id = idIn(await plan({ components: [cards, mails] }));
  const series = idIn(
    await plan({
      ...{
        name: 'Weekly',
        repeat: 'weekly',
        repeatUntil: '2026-12-20',
        components: [cards, mails],
      },
      ...{ scheduledFor: '2026-11-29T02:00', scheduledUntil: '2026-11-29T04:00' },
    }),
  );
  await lead.post(`/admin/components/${cards}/archive`, {});
  const edit = (of: string, more: Record<string, string | string[]>) =>
    lead.post(`/admin/maintenances/${of}/edit`, form({ ...more }));
  const moved = { scheduledFor: '2026-11-28T05:00', scheduledUntil: '2026-11-28T06:00' };
  expect((await edit(id, { name: 'Moved', components: [cards, mails], ...moved })).status).toBe(
    303,
  );
  expect((await record(id)).componentIds.toSorted()).toEqual([cards, mails].toSorted());
  const group = `${cards} ${mails}`; // the box of a group, without its script
  expect((await edit(id, { components: [group, mails], ...moved })).status).toBe(303);
  expect((await record(id)).componentIds.toSorted()).toEqual([cards, mails].toSorted());
  expect((await edit(id, { components: [mails], ...moved })).status).toBe(303);
  expect((await record(id)).componentIds).toEqual([mails]);
  expect((await lead.post(`/admin/maintenances/${id}/cancel`, {})).status).toBe(303);
  const later = { scheduledFor: '2026-11-29T03:00', scheduledUntil: '2026-11-29T04:00' };
  const all = { scope: 'all', components: [cards, mails], name: 'Weekly', ...later };
  expect((await edit(series, all)).status).toBe(303);
  const off = await lead.post(`/admin/maintenances/${series}/cancel`, { scope: 'all' });
  expect(off.status).toBe(303);
  expect((await plan({ name: 'Another', components: [cards, mails] })).status).toBe(303);
});

test('an incident and a scheduled draft continue without an archived component', async () => {
  const mails = await world.component('Mail');
  const input = { state: 'investigating', name: 'Down', body: 'We look.', warned: 'no-promise' };
  const both = { [`c.${cards}`]: 'major_outage', [`c.${mails}`]: 'major_outage' };
  const id = idIn(await lead.post('/admin/incidents/new', { ...input, ...both }));
  const later = {
    ...{ ...input, ...both, name: 'Later', body: 'Soon.', do: 'schedule', draft: 'draft0000001' },
    ...{ publishAt: '2026-11-20T13:00', publishZone: 'Etc/UTC' },
  };
  expect((await lead.post('/admin/incidents/new', later)).status).toBe(303);
  await lead.post(`/admin/components/${cards}/archive`, {});
  const update = { state: 'identified', body: 'We know.', warned: 'no-promise', incident: id };
  const next = await lead.post(`/admin/incidents/${id}`, { ...update, ...both });
  expect(next.status).toBe(303);
  expect((await record(id)).componentIds.toSorted()).toEqual([cards, mails].toSorted());
  const edit = { name: 'Mail is down', impactOverride: '', detach: cards };
  expect((await lead.post(`/admin/incidents/${id}/edit`, edit)).status).toBe(303);
  expect((await record(id)).componentIds).toEqual([mails]);
  world.wait(2 * HOUR);
  await publishDue(world.deps);
  const scheduled = (await listIncidents(world.deps.db, world.pageId, {})).find(
    ({ name }) => name === 'Later',
  );
  expect(scheduled?.componentIds).toEqual([mails]);
});

test('a window in a repeated hour needs a choice, and keeps it', async () => {
  const night = { scheduledFor: '2027-10-31T02:30', scheduledUntil: '2027-10-31T02:15' };
  const asked = await drawn(await plan(night));
  expect(asked.form?.fields.scheduledFor).toMatch(/occurs twice in Europe\/Berlin/);
  const chosen = { 'scheduledFor.fold': 'earlier', 'scheduledUntil.fold': 'later' };
  const id = idIn(await plan({ ...night, ...chosen }));
  const first = {
    scheduledFor: Date.UTC(2027, 9, 31, 0, 30),
    scheduledUntil: Date.UTC(2027, 9, 31, 1, 15),
  };
  expect(await record(id)).toMatchObject(first);
  const exact = {
    scheduledFor: first.scheduledFor + 7_000,
    scheduledUntil: first.scheduledUntil + 9_000,
  };
  await world.deps.db.$client.execute({
    sql: 'update incident set scheduled_for = ?, scheduled_until = ? where id = ?',
    args: [exact.scheduledFor, exact.scheduledUntil, id],
  });
  const was = Object.fromEntries(Object.entries(exact).map(([key, at]) => [`${key}.was`, `${at}`]));
  const { revision } = await record(id);
  await lead.post(
    `/admin/maintenances/${id}/edit`,
    form({ ...night, ...was, name: 'Renamed', expectedRevision: `${revision}` }),
  );
  expect(await record(id)).toMatchObject({ name: 'Renamed', ...exact });
});
