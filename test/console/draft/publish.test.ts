import { afterEach, beforeEach, expect, test } from 'vitest';
import { MINUTE } from '../../../api/domain/time/time.ts';
import { findComponent } from '../../../db/component/component.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import { listTemplates } from '../../../db/template/template.ts';
import { crossedFiles } from '../../support/crossed-files.ts';
import { loseCommitResponse } from '../../support/server/network-faults.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
} from '../../support/world/console.ts';
import { NOON } from '../../support/world/world.ts';

let world: ConsoleWorld;
let lead: Browser;
let checkout: string;
let templates: Record<string, string>;

beforeEach(async () => {
  world = await makeConsole({ timeZone: 'Europe/Berlin' });
  lead = await world.as('publisher', 'Lea Lead');
  checkout = await world.component('Checkout');
  const rows = await listTemplates(world.deps.db, world.pageId);
  templates = Object.fromEntries(rows.map((row) => [row.state, row.id]));
});
afterEach(() => world.close());

const investigating = (more: Record<string, string> = {}) => ({
  state: 'investigating',
  template: templates.investigating ?? '',
  key: 'press-1',
  name: 'Card payments fail',
  impactOverride: '',
  'f.what_users_see': 'Cards are declined',
  'f.who_is_affected': '',
  'f.since': '2026-11-20T12:40',
  'f.workaround': '',
  'f.next_update': '30',
  'f.next_update.other': '',
  [`c.${checkout}`]: 'partial_outage',
  notify: 'on',
  composed: '',
  body: '',
  do: 'publish',
  ...more,
});
const COMPOSED = 'Cards are declined. This started at 12:40 CET.\n\nWe’re investigating the cause.';

const NEW = '/admin/incidents/new';

const record = async (id: string) => {
  const found = await findIncident(world.deps.db, world.pageId, id);
  if (!found) throw new Error(`no incident ${id}`);
  return found;
};
const count = async (table: string) =>
  Number((await world.deps.db.$client.execute(`select count(*) n from ${table}`)).rows[0]?.n);
const idIn = (answer: Response) =>
  /incidents\/(\w+)\?done=published/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';
const publish = async () =>
  idIn(
    await lead.post('/admin/incidents/new', investigating({ body: COMPOSED, composed: COMPOSED })),
  );

test('components selected in the list get the one chosen status, and a group’s checkbox selects its members', async () => {
  const [cards, wallets, other] = [
    await world.component('Cards'),
    await world.component('Wallets'),
    await world.component('Other'),
  ];
  const ticked = {
    ...investigating({ body: COMPOSED, composed: COMPOSED }),
    pick: [`${cards} ${wallets}`, wallets, 'nowhere'],
    pickStatus: 'major_outage',
  };
  const checked = await drawn(await lead.post(NEW, { ...ticked, do: 'check' }));
  expect(checked.form?.values).toMatchObject({
    [`c.${checkout}`]: 'partial_outage',
    [`c.${cards}`]: 'major_outage',
    [`c.${wallets}`]: 'major_outage',
  });
  expect(checked.form?.values).not.toHaveProperty('pick');
  const unknown = await drawn(await lead.post(NEW, { ...ticked, pickStatus: 'x', do: 'check' }));
  expect(unknown.form?.values).not.toHaveProperty(`c.${cards}`);

  const id = idIn(await lead.post(NEW, ticked));
  expect((await record(id)).componentIds.toSorted()).toEqual([checkout, cards, wallets].toSorted());
  const statusOf = async (of: string) =>
    (await findComponent(world.deps.db, world.pageId, of))?.status;
  expect(await Promise.all([checkout, cards, wallets, other].map(statusOf))).toEqual([
    'partial_outage',
    'major_outage',
    'major_outage',
    'operational',
  ]);
});

test('a new incident opened from a component starts with it filled in', async () => {
  const opened = async (query: string) =>
    (await drawn(await lead.get(`/admin/incidents/new?${query}`))).form?.values;
  const filled = {
    state: 'investigating',
    name: 'Checkout: partial outage',
    severity: '',
    [`c.${checkout}`]: 'partial_outage',
    body: 'Checkout isn’t working for some customers. We’re investigating.',
    notify: 'on',
  };
  expect(await opened(`component=${checkout}`)).toEqual(filled);
  expect(await opened(`component=${checkout}&status=operational&severity=SEV9`)).toEqual(filled);
  expect(await opened(`component=${checkout}&severity=SEV1`)).toEqual({
    ...filled,
    name: 'Checkout: major outage',
    severity: 'SEV1',
    [`c.${checkout}`]: 'major_outage',
    body: 'Checkout isn’t working. We’re investigating.',
    'f.next_update': '15',
  });
  expect(await opened('component=nobody')).toBeUndefined();
});

test('publishing with an empty text shows the composed one for review instead', async () => {
  const shown = await lead.post('/admin/incidents/new', investigating());
  expect(shown.status).toBe(422);
  const { form } = await drawn(shown);
  expect(form?.values).toMatchObject({
    body: COMPOSED,
    composed: COMPOSED,
    name: 'Card payments fail',
  });
  expect(form?.fields).toEqual({
    body: 'This message was generated from your answers. Review it, then publish.',
  });
  expect(await count('incident')).toBe(0);
  const values = form?.values ?? {};
  expect((await lead.post('/admin/incidents/new', { ...values })).status).toBe(303);
});

test('an incident is published with text, state, statuses and promise in one write', async () => {
  const id = await publish();
  expect(await record(id)).toMatchObject({
    name: 'Card payments fail',
    state: 'investigating',
    impact: 'major',
    nextUpdateBy: NOON + 30 * MINUTE,
    componentIds: [checkout],
    updates: [
      {
        body: COMPOSED,
        author: 'Lea Lead',
        deliverNotifications: true,
        fields: {
          what_users_see: 'Cards are declined',
          since: '2026-11-20T11:40:00.000Z',
          next_update: '30',
        },
      },
    ],
  });
  const snapshot = await world.deps.snapshots.current();
  expect(snapshot?.incidents[0]?.updates[0]?.body).toBe(COMPOSED);
  expect(await count('notification')).toBe(1);
});

test('“Generate from answers” redraws the form with the text, and publishes nothing', async () => {
  const shown = await lead.post('/admin/incidents/new', investigating({ do: 'compose' }));
  expect(shown.status).toBe(200);
  expect((await drawn(shown)).form?.values.body).toBe(COMPOSED);
  expect(await count('incident')).toBe(0);
});

test('only “Insert into message” changes the message, and existing text stays', async () => {
  const textsAfter = async (more: Record<string, string>) => {
    const answer = await lead.post('/admin/incidents/compose', investigating(more));
    return ((await answer.json()) as { texts: object }).texts;
  };
  expect(await textsAfter({ do: 'check' })).toEqual({});
  expect(await textsAfter({ do: 'check', body: 'Old.', composed: 'Old.' })).toEqual({});
  const insert = (body: string, composed = '') => textsAfter({ do: 'compose', body, composed });
  const inserted = (body: string) => ({ body, composed: COMPOSED });
  expect(await insert('')).toEqual(inserted(COMPOSED));
  expect(await insert('Old.', 'Old.')).toEqual(inserted(COMPOSED));
  expect(await insert('My own words.')).toEqual(inserted(`My own words.\n\n${COMPOSED}`));
  expect(await insert('Hello. Old.\r\nBye.', 'Old.')).toEqual(inserted(`Hello. ${COMPOSED}\nBye.`));
  expect(await insert(`${COMPOSED}\n\nBye.`)).toEqual(inserted(`${COMPOSED}\n\nBye.`));
});

test('a missing title is an error, a template question is not, and the input is kept', async () => {
  const refused = await lead.post(
    '/admin/incidents/new',
    investigating({
      name: ' ',
      'f.what_users_see': '',
      'f.next_update': '',
      'f.who_is_affected': 'everyone',
      body: COMPOSED,
      composed: COMPOSED,
    }),
  );
  expect(refused.status).toBe(422);
  const { form } = await drawn(refused);
  expect(form?.fields).toEqual({ name: 'Enter a title for the incident.' });
  expect(form?.values).toMatchObject({ name: ' ', 'f.who_is_affected': 'everyone' });
});

test.each([
  ['instead of the composed text', ''],
  ['over the composed text', 'We’re investigating the cause.'],
])(
  'a text written by hand %s needs no answers, and a given promise must be valid',
  async (_, composed) => {
    const unanswered = { 'f.what_users_see': '', 'f.since': '', 'f.workaround': '' };
    const send = (more: Record<string, string> = {}) =>
      lead.post(
        '/admin/incidents/new',
        investigating({ ...unanswered, body: 'Cards are declined.', composed, ...more }),
      );
    const refusedAt = async (more: Record<string, string>) =>
      Object.keys((await drawn(await send(more))).form?.fields ?? {});
    expect(await refusedAt({ 'f.next_update': 'other', 'f.next_update.other': 'soon' })).toEqual([
      'f.next_update',
    ]);
    expect(await refusedAt({ body: 'Cards of [network].' })).toEqual(['body']);
    expect(await record(idIn(await send()))).toMatchObject({
      nextUpdateBy: NOON + 30 * MINUTE,
      updates: [{ body: 'Cards are declined.' }],
    });
  },
);

test('a placeholder left in the text blocks it at the text', async () => {
  const body = 'Cards of [network] are declined.';
  const refused = await lead.post('/admin/incidents/new', investigating({ body }));
  const { form } = await drawn(refused);
  expect(form?.fields.body).toMatch(/^“\[network\]”: .*Replace or remove/);
  expect(form?.values.body).toBe(body);
});

test('a text written by hand is published as it is', async () => {
  const body = 'My own words.';
  const id = idIn(await lead.post('/admin/incidents/new', investigating({ body })));
  expect((await record(id)).updates[0]?.body).toBe(body);
});

test.each([
  ['inserted', COMPOSED.replaceAll('\n', '\r\n'), COMPOSED],
  ['inserted and then edited', 'Edited by hand.', 'Edited by hand.'],
])('answers that changed after a text was %s leave it alone', async (_, body, published) => {
  const changed = {
    body,
    composed: COMPOSED,
    'f.what_users_see': 'Cards and wallets are declined',
  };
  const id = idIn(await lead.post('/admin/incidents/new', investigating(changed)));
  expect((await record(id)).updates[0]?.body).toBe(published);
});

test('the form that “Back” brings again, with a new key, does not publish the same text twice', async () => {
  const form = investigating({ body: COMPOSED, composed: COMPOSED });
  await lead.post('/admin/incidents/new', form);
  world.wait(2 * MINUTE);
  const again = await lead.post('/admin/incidents/new', { ...form, key: 'press-after-back' });
  expect(again.status).toBe(409);
  const [first] = (await world.deps.db.$client.execute('select id from incident')).rows;
  expect((await drawn(again)).form).toMatchObject({
    link: `/admin/incidents/${first?.id}`,
    message: 'Already published 2 minutes ago. Open it, or change something and publish again.',
    values: { name: 'Card payments fail', body: COMPOSED },
  });
  expect([await count('incident'), await count('notification')]).toEqual([1, 1]);
  const other = { ...form, key: 'press-other', name: 'Transfers fail' };
  expect((await lead.post('/admin/incidents/new', other)).status).toBe(303);
  world.wait(9 * MINUTE);
  const later = { ...form, key: 'press-later' };
  expect((await lead.post('/admin/incidents/new', later)).status).toBe(303);
});

test('the incident starts when the answers say so, and its first update is dated now', async () => {
  const [began, now] = [NOON - 20 * MINUTE, NOON];
  expect(await record(await publish())).toMatchObject({
    startedAt: began,
    updates: [{ displayAt: now }],
  });
});

test('a start in the future is refused at its field, and no input is lost', async () => {
  const form = investigating({ body: COMPOSED, composed: COMPOSED, 'f.since': '2026-11-20T13:06' });
  const refused = await lead.post('/admin/incidents/new', form);
  expect(refused.status).toBe(422);
  const { form: shown } = await drawn(refused);
  expect(shown?.fields['f.since']).toBe('This is in the future. Enter the time it started.');
  expect(shown?.values).toMatchObject({ 'f.since': '2026-11-20T13:06', name: form.name });
  expect(await count('incident')).toBe(0);
});

test.each([
  ['before its beginning', '2026-11-20T12:39', 'The end is before the start.'],
  ['in the future', '2026-11-20T13:06', 'This is in the future.'],
])('an end %s is refused at its field', async (_, end, sentence) => {
  const id = await publish();
  const { revision } = await record(id);
  const refused = await lead.post(`/admin/incidents/${id}`, {
    state: 'resolved',
    template: templates.resolved ?? '',
    expectedRevision: String(revision),
    'f.since': '2026-11-20T12:40',
    'f.end': end,
    'f.impact': 'Some payments failed',
    body: '',
  });
  expect(refused.status).toBe(422);
  expect((await drawn(refused)).form?.fields['f.end']).toContain(sentence);
  expect((await record(id)).state).toBe('investigating');
});

test.each(['{{ what_users_see }}', 'TODO', 'TBD', 'Lorem ipsum'])(
  'a text with %s left in it is not published, in the text or in a title',
  async (leftOver) => {
    const text = `We look: ${leftOver} and more.`;
    const refusedAt = async (more: Record<string, string>) =>
      (await drawn(await lead.post('/admin/incidents/new', investigating(more)))).form?.fields;
    expect((await refusedAt({ body: text }))?.body).toContain(`“${leftOver}”: `);
    const titled = { name: text, body: COMPOSED, composed: COMPOSED };
    expect((await refusedAt(titled))?.name).toContain(`“${leftOver}”: `);
    expect(await count('incident')).toBe(0);
  },
);

test('a double click publishes once, and both clicks end on the same incident', async () => {
  const form = investigating({ body: COMPOSED, composed: COMPOSED });
  const answers = await Promise.all([
    lead.post('/admin/incidents/new', form),
    lead.post('/admin/incidents/new', form),
  ]);
  expect(new Set(answers.map(idIn)).size).toBe(1);
  expect([await count('incident'), await count('notification')]).toEqual([1, 1]);
});

test('a publish that the page cannot show yet says so, and is not published twice', async () => {
  const form = investigating({ body: COMPOSED, composed: COMPOSED });
  const restore = loseCommitResponse(world.deps.db);
  const answer = await lead.post('/admin/incidents/new', form);
  restore();
  expect(answer.headers.get('location')).toMatch(/incidents\/\w+\?done=not-visible-yet$/);
  const again = await lead.post('/admin/incidents/new', form);
  expect(again.status).toBe(303);
  expect(await count('incident')).toBe(1);
});

const identified = (revision: number, more: Record<string, string> = {}) => {
  const body = 'We’ve identified the cause. It is a change.\n\nWe are undoing it.';
  return {
    state: 'identified',
    template: templates.identified ?? '',
    key: 'press-2',
    expectedRevision: String(revision),
    seen: '1',
    'f.cause': 'It is a change',
    'f.action': 'We are undoing it',
    'f.next_update': '',
    'f.next_update.other': '45',
    [`c.${checkout}`]: 'degraded_performance',
    body,
    composed: body,
    do: 'publish',
    ...more,
  };
};

test('posting an update crosses at most twenty files of routes and actions', async () => {
  const id = await publish();
  const { revision } = await record(id);
  const post = () => lead.post(`/admin/incidents/${id}`, identified(revision));
  let status = 0;
  const files = await crossedFiles(async () => ({ status } = await post()));
  expect(status).toBe(303);
  // Where people sign in is on the way of every request.
  const crossed = files.filter((file) => /^api\/(routes|actions)\/(?!team\/session)/.test(file));
  expect(crossed).toContain('api/actions/commit.ts');
  expect(crossed.length, crossed.join('\n')).toBeLessThanOrEqual(20);
});

test('the next update uses its own minutes, and without “tell subscribers” nobody is notified', async () => {
  const id = await publish();
  const { revision } = await record(id);
  const done = await lead.post(`/admin/incidents/${id}`, identified(revision));
  expect(done.status).toBe(303);
  expect(await record(id)).toMatchObject({
    state: 'identified',
    nextUpdateBy: NOON + 45 * MINUTE,
    updates: [{ deliverNotifications: false }, { deliverNotifications: true }],
  });
  expect(await count('notification')).toBe(1);
  expect((await findComponent(world.deps.db, world.pageId, checkout))?.status).toBe(
    'degraded_performance',
  );
});

test('a double click on an update publishes once without an error', async () => {
  const id = await publish();
  const { revision } = await record(id);
  const answers = await Promise.all([
    lead.post(`/admin/incidents/${id}`, identified(revision)),
    lead.post(`/admin/incidents/${id}`, identified(revision)),
  ]);
  expect(answers.map((a) => a.status)).toEqual([303, 303]);
  expect((await record(id)).updates).toHaveLength(2);
});

test('the later of two editors is refused with the text kept; publishing again works on the new revision', async () => {
  const id = await publish();
  const { revision } = await record(id);
  const other = await world.as('publisher', 'Otto');
  await other.post(`/admin/incidents/${id}`, identified(revision, { key: 'otto' }));
  const mine = identified(revision, { 'f.cause': 'It is another', body: 'Mine.', composed: '' });
  const stale = await lead.post(`/admin/incidents/${id}`, mine);
  expect(stale.status).toBe(409);
  const { form } = await drawn(stale);
  expect(form?.message).toContain('Someone else changed this');
  expect(form?.values).toMatchObject({ body: 'Mine.', 'f.cause': 'It is another', seen: '1' });
  const fresh = String((await record(id)).revision);
  const again = await lead.post(`/admin/incidents/${id}`, {
    ...form?.values,
    expectedRevision: fresh,
  });
  expect(again.status).toBe(303);
  expect((await record(id)).updates[0]?.body).toBe('Mine.');
});

test('choosing another state midway keeps the input and publishes nothing', async () => {
  const id = await publish();
  const { revision } = await record(id);
  const switched = await lead.post(
    `/admin/incidents/${id}`,
    identified(revision, { do: 'switch', state: 'monitoring', template: '' }),
  );
  expect(switched.status).toBe(200);
  expect((await drawn(switched)).form?.values).toMatchObject({
    state: 'monitoring',
    'f.cause': 'It is a change',
  });
  expect((await record(id)).updates).toHaveLength(1);
});

test('editing title and impact notifies nobody and keeps the promise', async () => {
  const id = await publish();
  const { revision } = await record(id);
  const edited = await lead.post(`/admin/incidents/${id}/edit`, {
    name: 'Card payments are down',
    impactOverride: 'critical',
    expectedRevision: String(revision),
  });
  expect(edited.status).toBe(303);
  expect(await record(id)).toMatchObject({
    name: 'Card payments are down',
    impact: 'critical',
    nextUpdateBy: NOON + 30 * MINUTE,
  });
  expect(await count('notification')).toBe(1);
  const stale = await lead.post(`/admin/incidents/${id}/edit`, {
    name: 'Older words',
    impactOverride: '',
    expectedRevision: String(revision),
  });
  expect(stale.status).toBe(409);
});

test('a deletion is confirmed on a page that changes nothing, and done by its button', async () => {
  const id = await publish();
  expect((await lead.get(`/admin/incidents/${id}/delete`)).status).toBe(200);
  expect(await count('incident')).toBe(1);
  await lead.post(`/admin/incidents/${id}/delete`, {});
  expect(await count('incident')).toBe(0);
});
