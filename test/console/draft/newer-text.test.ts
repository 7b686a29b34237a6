import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Draft, listDrafts } from '../../../db/draft/draft.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
} from '../../support/world/console.ts';
import { DRAFT, NEW, openForm, rowsOf, storedDraft } from '../../support/world/drafts.ts';

let world: ConsoleWorld;
let ada: Browser;
let cards: string;
beforeEach(async () => {
  world = await makeConsole();
  ada = await world.as('publisher', 'Ada Publisher');
  cards = await world.component('Cards');
});
afterEach(() => world.close());

const form = (more: Record<string, string> = {}) =>
  openForm({ template: 'blank', impactOverride: '', warned: 'no-promise no-component', ...more });
const publish = (more: Record<string, string> = {}) =>
  ada.post(NEW, form({ do: 'publish', ...more }));
const save = async (fields: Record<string, string>, id = DRAFT) =>
  (await (await ada.post(`/admin/drafts/${id}`, fields)).json()) as {
    revision: number;
    published: string | null;
    changed: Record<string, string>;
    moved?: { draft: string; key: string };
  };
const storedDrafts = async (): Promise<Draft[]> => listDrafts(world.deps.db, world.pageId);
const incidents = () => rowsOf(world, 'select id from incident');
const values = async (answer: Response) =>
  (await drawn(answer)).form?.values as Record<string, string>;

test.each([
  ['saved before', true, 'publish'],
  ['never saved before', false, 'publish'],
  ['saved before', true, 'save'],
])('newer text in a form %s is kept once the form was published', async (_, isSaved, verb) => {
  if (isSaved) await save(form());
  const draftRevision = isSaved ? '1' : '0';
  await publish({ draftRevision });
  const answer = await publish({ draftRevision, body: 'Other words.', do: verb });
  expect(answer.status).toBe(409);
  const { form: shown } = await drawn(answer);
  expect(shown?.message).toContain('Your newer text is saved as a new draft: post it as an update');
  const [draft] = await storedDrafts();
  expect(draft).toMatchObject({ state: 'open', values: { body: 'Other words.' } });
  expect(shown?.values).toMatchObject({ draft: draft?.id, body: 'Other words.' });
  expect(await incidents()).toHaveLength(1);
});

test.each([
  ['a title', { name: 'All payments fail' }],
  ['a text', { body: 'Other words.' }],
  ['a translation', { 'body@de': 'Andere Worte.' }],
  ['a status', { cards: 'major_outage' }],
  ['an impact', { impactOverride: 'critical' }],
  ['a severity', { severity: 'SEV2' }],
  ['a promise', { 'f.next_update': '30' }],
  ['a promise of other minutes', { 'f.next_update': 'other', 'f.next_update.other': '45' }],
  ['a state', { state: 'identified' }],
  ['whom to tell', { notify: '' }],
])(
  '%s that was changed after publishing is a newer form, saved or published',
  async (_, change) => {
    const { cards: status, ...rest } = { cards: '', ...change };
    await publish();
    const newer = { ...form(), ...rest, ...(status ? { [`c.${cards}`]: status } : {}) };
    if ('notify' in change) delete (newer as Record<string, string>).notify;
    const { moved, published } = await save(newer);
    expect([published, moved?.draft]).toEqual([null, (await storedDrafts())[0]?.id]);
    expect((await ada.post(NEW, { ...newer, do: 'publish' })).status).toBe(409);
    expect(await storedDrafts()).toHaveLength(1);
    expect(await incidents()).toHaveLength(1);
  },
);

test('the same form, published again or saved late, says that it was published', async () => {
  await publish({ 'f.next_update': '30' });
  const same = form({ 'f.next_update': '30', body: ' We are looking into it.\r\n' });
  const { published, moved } = await save({ ...same, template: 'blank', publishAt: '' });
  expect(published).toContain('done=published');
  expect(moved).toBeUndefined();
  expect(await storedDrafts()).toEqual([]);
});

test('the new draft continues in the same form, and is posted as an update to the incident', async () => {
  await publish();
  const [incident] = await incidents();
  const newer = form({ body: 'Cards work again in Europe.' });
  const { moved, revision, changed } = await save(newer);
  expect(changed).toEqual({ follows: incident?.id });
  const continued = { ...newer, ...moved, ...changed, draftRevision: String(revision) };
  const refused = await ada.post(NEW, { ...continued, do: 'publish' });
  expect(refused.status).toBe(422);
  expect((await drawn(refused)).form?.message).toContain('was already published from this form');
  const answer = await ada.post(NEW, { ...continued, do: 'update' });
  const next = answer.headers.get('location') ?? '';
  expect(next).toContain(`/admin/incidents/${incident?.id}?draft=${moved?.draft}`);
  const shown = await values(await ada.get(next));
  expect(shown).toMatchObject({ body: 'Cards work again in Europe.', template: 'blank' });
  expect(shown.name).toBeUndefined();
  const submission = {
    ...shown,
    incident: String(incident?.id),
    key: 'next',
    warned: 'no-promise',
  };
  const posted = await ada.post(`/admin/incidents/${incident?.id}`, {
    ...submission,
    do: 'publish',
  });
  expect(posted.headers.get('location')).toContain('done=published');
  const record = await findIncident(world.deps.db, world.pageId, String(incident?.id));
  expect(record?.updates.map(({ body }) => body)).toEqual([
    'Cards work again in Europe.',
    'We are looking into it.',
  ]);
  const later = await save({ ...continued, body: 'Even newer.' }, moved?.draft);
  const again = await storedDraft(world, later.moved?.draft);
  expect(again?.values).toMatchObject({ body: 'Even newer.', follows: incident?.id });
  expect(await incidents()).toHaveLength(1);
});

test.each(['publish', 'ask', 'schedule'])(
  '“%s” opens another incident only where its author says so',
  async (verb) => {
    await publish();
    const shown = await values(await publish({ body: 'Search fails.', name: 'Search fails' }));
    const time = { publishAt: '2026-11-20T14:00', publishZone: 'Etc/UTC' };
    const submission = { ...shown, ...time, key: 'second', do: verb };
    expect((await ada.post(NEW, submission)).status).toBe(422);
    expect((await storedDrafts())[0]?.state).toBe('open');
    const { draftRevision = '' } = await values(await ada.get(`${NEW}?draft=${shown.draft}`));
    const sure = { ...submission, draftRevision, another: 'on' };
    expect((await ada.post(NEW, sure)).status).toBe(303);
    expect(await incidents()).toHaveLength(verb === 'publish' ? 2 : 1);
  },
);

test('nothing is asked about an incident deleted in the meantime', async () => {
  await publish();
  const [incident] = await incidents();
  const shown = await values(await publish({ body: 'Again.' }));
  await ada.post(`/admin/incidents/${incident?.id}/delete`, {});
  const submission = { ...shown, key: 'second', do: 'publish' };
  expect((await ada.post(NEW, submission)).headers.get('location')).toContain('done=published');
});

test('a newer plan continues as an update to the maintenance', async () => {
  const at = '/admin/maintenances/new';
  const plan = {
    ...{ kind: 'maintenance', key: 'plan', draft: DRAFT, draftRevision: '0', name: 'Upgrade' },
    ...{ scheduledFor: '2026-11-28T02:00', scheduledUntil: '2026-11-28T04:00', body: 'Soon.' },
  };
  expect((await ada.post(at, plan)).status).toBe(303);
  const refused = await ada.post(at, { ...plan, body: 'Sooner.' });
  expect(refused.status).toBe(409);
  const shown = await values(refused);
  const moved = await ada.post(at, { ...shown, do: 'update' });
  const next = moved.headers.get('location') ?? '';
  expect(await values(await ada.get(next))).toMatchObject({ body: 'Sooner.', template: 'blank' });
  expect(await storedDraft(world, shown.draft)).toMatchObject({ kind: 'maintenance' });
  expect(await incidents()).toHaveLength(1);
});
