import { afterEach, beforeEach, expect, test } from 'vitest';
import { publishDue } from '../../../api/actions/draft/schedule.ts';
import { HOUR, MINUTE } from '../../../api/domain/time/time.ts';
import { tick } from '../../../api/runtime/tick.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
} from '../../support/world/console.ts';
import { DRAFT, mailsOf, NEW, openForm, rowsOf, storedDraft } from '../../support/world/drafts.ts';
import { NOON } from '../../support/world/world.ts';

let world: ConsoleWorld;
let ada: Browser;
let owner: Browser;
let template: string;
let cards: string;
beforeEach(async () => {
  world = await makeConsole({ timeZone: 'Europe/Berlin' });
  ada = await world.as('publisher', 'Ada Publisher');
  owner = await world.as('owner', 'Olga Owner');
  cards = await world.component('Cards');
  const [row] = await rows("select id from template where state = 'investigating'");
  template = String(row?.id);
});
afterEach(() => world.close());

const rows = (sql: string) => rowsOf(world, sql);
const form = (more: Record<string, string> = {}) =>
  openForm({
    template,
    'f.what_users_see': 'Cards fail',
    'f.next_update': '30',
    [`c.${cards}`]: 'partial_outage',
    body: 'Cards fail.',
    publishAt: '2026-11-20T23:00', // 14:00 UTC
    publishZone: 'Asia/Tokyo',
    do: 'schedule',
    ...more,
  });
const AT = NOON + 2 * HOUR;
const stored = (id = DRAFT) => storedDraft(world, id);
const updates = () => rows('select body, next_update_by, created_at from incident_update');
const tickAt = async (at: number) => {
  world.wait(at - world.deps.clock());
  await publishDue(world.deps);
};
const mails = () => mailsOf(world);
const actions = async () =>
  (await rows("select action from audit where subject = 'draft' order by rowid")).map(
    (r) => r.action,
  );

test('it is published at its time, in the zone it was chosen in, once', async () => {
  const set = await ada.post(NEW, form());
  expect(set.headers.get('location')).toBe(`/admin/drafts/${DRAFT}?done=draft-scheduled`);
  expect(await stored()).toMatchObject({
    state: 'scheduled',
    publishAt: AT,
    publishZone: 'Asia/Tokyo',
  });
  await tickAt(AT - 1);
  expect(await updates()).toEqual([]);
  await tickAt(AT);
  for (let minute = 1; minute < 5; minute++) await tickAt(AT + minute * MINUTE);
  expect(await updates()).toEqual([
    { body: 'Cards fail.', next_update_by: AT + 30 * MINUTE, created_at: AT },
  ]);
  expect(await stored()).toMatchObject({ state: 'published', publishedName: 'Ada Publisher' });
  expect(await rows('select 1 from notification')).toHaveLength(1);
  expect(await actions()).toEqual(['begin', 'schedule', 'publish']);
});

test('however many ticks were missed and processes run, it is published once', async () => {
  await ada.post(NEW, form());
  world.wait(AT + 20 * MINUTE - NOON);
  await Promise.all([publishDue(world.deps), tick(world.deps), publishDue(world.deps)]);
  await tick(world.deps);
  expect(await updates()).toHaveLength(1);
  expect(await mails()).toEqual([]);
});

test.each([
  ['', 'Choose a date and time.'],
  ['2026-11-20T20:59', 'This time is in the past'],
  ['2027-03-01T00:00', 'within 31 days'],
])(
  '“%s” is not a valid time to publish, reported at the field, and the input is kept',
  async (publishAt, why) => {
    const refused = await drawn(await ada.post(NEW, form({ publishAt })));
    expect(refused.form?.fields.publishAt).toContain(why);
    expect(refused.form?.values).toMatchObject({ name: 'Card payments fail', body: 'Cards fail.' });
  },
);

test('an hour skipped by the clocks is not a valid time', async () => {
  world.wait(Date.UTC(2027, 2, 20) - NOON);
  await owner.signIn('olga.owner@example.com');
  const spring = form({ publishAt: '2027-03-28T02:30', publishZone: 'Europe/Berlin' });
  expect((await drawn(await owner.post(NEW, spring))).form?.fields.publishAt).toContain(
    'clocks go',
  );
});

test('the check runs when it is scheduled', async () => {
  const refused = await ada.post(NEW, form({ body: 'prod-db-02 is full.' }));
  expect((await drawn(refused)).form?.fields.body).toContain('prod-db-02');
  expect((await stored())?.state).toBe('open');
});

test('and again at publication: a blocked one is a draft again, and its author and the owners are notified', async () => {
  await ada.post(NEW, form());
  await tickAt(AT + 40 * MINUTE); // the promise was for half an hour
  await tickAt(AT + 41 * MINUTE);
  expect(await updates()).toEqual([]);
  expect(await stored()).toMatchObject({
    state: 'open',
    publishAt: null,
    back: {
      by: 'Automatically',
      why: expect.stringContaining('The next update time has already passed'),
    },
  });
  const subject = 'Not published: Card payments fail';
  expect(await mails()).toEqual([
    `ada.publisher@example.com: ${subject}`,
    `olga.owner@example.com: ${subject}`,
  ]);
  expect(await actions()).toEqual(['begin', 'schedule', 'return']);
  await ada.post(NEW, form({ draftRevision: '9', do: 'publish' }));
  expect(await updates()).toHaveLength(1);
});

test('an incident that was resolved or updated in the meantime holds the update back', async () => {
  const first = await ada.post(NEW, form({ do: 'publish' }));
  const id = /incidents\/(\w+)/.exec(first.headers.get('location') ?? '')?.[1] ?? '';
  const next = { incident: id, seen: '1', template: '', body: 'We work on it.' };
  const more = { ...next, draft: 'draft0000002', key: 'b', warned: 'no-promise' };
  expect((await ada.post(`/admin/incidents/${id}`, form(more))).status).toBe(303);
  const end = { ...next, draft: 'draft0000003', key: 'c', state: 'resolved', body: 'It is over.' };
  const over = form({ ...end, [`c.${cards}`]: 'operational', do: 'publish' });
  expect((await owner.post(`/admin/incidents/${id}`, over)).status).toBe(303);
  await tickAt(AT);
  expect((await stored('draft0000002'))?.back?.why).toContain(
    'The incident was closed in the meantime',
  );
  expect((await findIncident(world.deps.db, world.pageId, id))?.updates).toHaveLength(2);
});

test('a new severity is not a new update: it is published all the same', async () => {
  const first = await ada.post(NEW, form({ do: 'publish' }));
  const id = /incidents\/(\w+)/.exec(first.headers.get('location') ?? '')?.[1] ?? '';
  const next = { incident: id, seen: '1', template: '', body: 'We work on it.', key: 'b' };
  await ada.post(`/admin/incidents/${id}`, form({ ...next, draft: 'draft0000002' }));
  await ada.post(`/admin/incidents/${id}/severity`, {
    severity: 'SEV2',
    leadId: '',
    commanderId: '',
  });
  await tickAt(AT);
  expect((await findIncident(world.deps.db, world.pageId, id))?.updates).toHaveLength(2);
});

test('canceled, it is not published; it can be changed only after it was canceled', async () => {
  await ada.post(NEW, form());
  const change = await owner.post(`/admin/drafts/${DRAFT}`, form({ key: 'o', name: 'Other' }));
  expect(change.status).toBe(409);
  expect((await ada.get(`${NEW}?draft=${DRAFT}`)).headers.get('location')).toBe(
    `/admin/drafts/${DRAFT}`,
  );
  const cancelled = await owner.post(`/admin/drafts/${DRAFT}/cancel`, {});
  expect(cancelled.headers.get('location')).toContain(`${NEW}?draft=${DRAFT}`);
  await tickAt(AT);
  expect(await updates()).toEqual([]);
  expect(await actions()).toEqual(['begin', 'schedule', 'cancel']);
});

test('somebody who may not publish any more does not publish on a schedule either', async () => {
  await ada.post(NEW, form());
  await rows(
    "update member set role = 'viewer' where user_id = (select id from user where name = 'Ada Publisher')",
  );
  await tickAt(AT);
  expect(await updates()).toEqual([]);
  expect((await stored())?.back?.why).toContain('no longer has permission to publish');
});

test('a restored installation publishes nothing on schedule until it is released', async () => {
  await ada.post(NEW, form());
  await rows("insert into install values ('sending_held', 'restored')");
  await tickAt(AT);
  expect(await updates()).toEqual([]);
  await rows("delete from install where key = 'sending_held'");
  await tickAt(AT + MINUTE);
  expect(await updates()).toHaveLength(1);
});
