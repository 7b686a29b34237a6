import { afterEach, beforeEach, expect, test } from 'vitest';
import { MINUTE } from '../../../api/domain/time/time.ts';
import { listDrafts } from '../../../db/draft/draft.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import { hostile, stored as storedText } from '../../support/hostile/hostile.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
  propsIn,
} from '../../support/world/console.ts';
import { DRAFT, NEW, openForm, rowsOf, storedDraft } from '../../support/world/drafts.ts';

let world: ConsoleWorld;
let ada: Browser;
let bo: Browser;
beforeEach(async () => {
  world = await makeConsole();
  ada = await world.as('publisher', 'Ada Publisher');
  bo = await world.as('publisher', 'Bo Publisher');
});
afterEach(() => world.close());

const form = (more: Record<string, string> = {}) =>
  openForm({ impactOverride: '', do: 'publish', ...more });
const his = (more: Record<string, string>) => form({ key: 'bo-press', ...more });
type State = {
  revision: number;
  changed: Record<string, string>;
  published: string | null;
  html: string;
  message?: string;
};
const save = async (who: Browser, fields: Record<string, string>, id = DRAFT) => {
  const answer = await who.post(`/admin/drafts/${id}`, fields);
  return { status: answer.status, ...((await answer.json()) as State) };
};
const stored = (id = DRAFT) => storedDraft(world, id);
const rows = (sql: string) => rowsOf(world, sql);
const actions = async () =>
  (await rows("select action from audit where subject = 'draft' order by rowid")).map(
    (r) => r.action,
  );

test('unfinished input is saved and resumed as it was; no reader sees it', async () => {
  const version = async () => (await rows('select version from page'))[0]?.version;
  const before = await version();
  const half = form({ name: '', body: 'We {{ are looking', 'f.what_users_see': 'Cards' });
  expect(await save(ada, half)).toMatchObject({ status: 200, revision: 1, changed: {} });
  const more = { ...half, body: 'We {{ are looking at', draftRevision: '1' };
  expect(await save(ada, more)).toMatchObject({ revision: 2 });
  expect(await save(ada, { ...more, draftRevision: '2' })).toMatchObject({ revision: 2 });
  const { form: shown } = await drawn(await ada.get(`${NEW}?draft=${DRAFT}`));
  expect(shown?.values).toMatchObject({
    body: 'We {{ are looking at',
    'f.what_users_see': 'Cards',
  });
  expect(shown?.values).toMatchObject({ draft: DRAFT, draftRevision: '2' });
  expect(await version()).toBe(before);
  expect(JSON.stringify(await world.deps.snapshots.current())).not.toContain('looking at');
  expect(await actions()).toEqual(['begin']);
  expect(await save(ada, { ...more, draftRevision: '1e400' })).toMatchObject({ status: 200 });
});

test('without JavaScript a button saves, and the address points to the draft', async () => {
  const answer = await ada.post(NEW, form({ do: 'save', name: '' }));
  expect(answer.headers.get('location')).toBe(`${NEW}?draft=${DRAFT}&done=draft-saved`);
  expect((await stored())?.values).toMatchObject({ body: 'We are looking into it.' });
  const [listed] = await listDrafts(world.deps.db, world.pageId);
  expect(listed).toMatchObject({ id: DRAFT, beganName: 'Ada Publisher', state: 'open' });
});

test('two people in one draft get each other’s changes, and nobody’s text is lost', async () => {
  await save(ada, form());
  const drawnAt = (await drawn(await bo.get(`${NEW}?draft=${DRAFT}`))).form?.values.draftRevision;
  expect(drawnAt).toBe('1');
  await save(bo, his({ draftRevision: '1', name: 'Cards are declined' }));
  const hers = await save(ada, form({ draftRevision: '1', body: 'We see declined cards.' }));
  expect(hers).toMatchObject({ revision: 3, changed: { name: 'Cards are declined' } });
  expect((await stored())?.values).toMatchObject({
    name: 'Cards are declined',
    body: 'We see declined cards.',
  });
});

test('each sees that the other is present, until they leave', async () => {
  await save(ada, form());
  const others = async (who: Browser, form: Record<string, string> = {}) => {
    const answer = await who.post(`/admin/drafts/${DRAFT}/here`, form);
    const { html } = (await answer.json()) as { html?: string };
    return html ? JSON.parse(html).others.map((one: { name: string }) => one.name) : null;
  };
  expect(await others(bo)).toEqual(['Ada Publisher']);
  expect((await drawn(await ada.get(`${NEW}?draft=${DRAFT}`))).others).toMatchObject([
    { name: 'Bo Publisher' },
  ]);
  await others(ada, { leaving: 'yes' });
  expect(await others(bo)).toEqual([]);
  await others(ada);
  world.wait(2 * MINUTE);
  expect(await others(bo)).toEqual([]);
});

test('a field changed by both keeps both texts until somebody chooses; only then can it be published', async () => {
  await save(ada, form());
  await save(bo, his({ draftRevision: '1', body: 'Bo’s text.' }));
  await save(ada, form({ draftRevision: '1', body: 'Ada’s text.' }));
  expect((await drawn(await ada.get(`${NEW}?draft=${DRAFT}`))).form?.values.body).toBe(
    'Ada’s text.',
  );
  expect((await drawn(await bo.get(`${NEW}?draft=${DRAFT}`))).form?.values.body).toBe('Bo’s text.');
  const refused = await bo.post(NEW, his({ draftRevision: '3', body: 'Bo’s text.' }));
  expect(refused.status).toBe(422);
  expect((await drawn(refused)).form?.message).toContain('Conflicting edits');
  const [dispute] = (await stored())?.disputes ?? [];
  expect(dispute).toMatchObject({ field: 'body', name: 'Ada Publisher', value: 'Ada’s text.' });
  const choice = { 'choose.body': dispute?.by ?? '', draftRevision: '3', body: 'Bo’s text.' };
  const chosen = await bo.post(NEW, his({ ...choice, do: '' }));
  expect(chosen.headers.get('location')).toContain('done=draft-saved');
  expect(await stored()).toMatchObject({ values: { body: 'Ada’s text.' }, disputes: [] });
  const hers = form({ draftRevision: '4', body: 'Ada’s text.' });
  expect((await ada.post(NEW, hers)).headers.get('location')).toContain('done=published');
});

test('nobody publishes somebody else’s changes unseen', async () => {
  await save(ada, form());
  await save(bo, his({ draftRevision: '1', name: 'prod is down' }));
  const refused = await ada.post(NEW, form({ draftRevision: '1' }));
  expect(refused.status).toBe(422);
  const { form: shown } = await drawn(refused);
  expect(shown?.message).toContain('Bo Publisher edited this draft');
  expect(shown?.values).toMatchObject({ name: 'prod is down', draftRevision: '2' });
  expect(await rows('select 1 from incident')).toEqual([]);
});

test('two publishes at the same moment publish once, and the second person sees the result', async () => {
  await save(ada, form());
  const [hers, theirs] = await Promise.all([
    ada.post(NEW, form({ draftRevision: '1' })),
    bo.post(NEW, his({ draftRevision: '1' })),
  ]);
  const places = [hers, theirs].map((answer) => answer.headers.get('location') ?? '');
  const [incident] = await rows('select id from incident');
  expect(await rows('select 1 from incident_update')).toHaveLength(1);
  for (const place of places) expect(place).toContain(`/admin/incidents/${incident?.id}?done=`);
  expect(places.filter((place) => place.includes('done=already-published'))).toHaveLength(1);
  const later = await save(bo, his({ draftRevision: '1' }));
  expect(later.published).toContain(`/admin/incidents/${incident?.id}`);
  const back = await ada.get(`${NEW}?draft=${DRAFT}`);
  expect(back.headers.get('location')).toContain(`/admin/incidents/${incident?.id}`);
});

test('a double click, and the form from the browser’s history, publish once', async () => {
  await save(ada, form());
  const submission = () => ada.post(NEW, form({ draftRevision: '1' }));
  const answers = [...(await Promise.all([submission(), submission()])), await submission()];
  const places = answers.map((answer) => answer.headers.get('location'));
  expect(new Set(places).size).toBe(1);
  expect(await rows('select 1 from incident_update')).toHaveLength(1);
});

test('a form published before it was saved leaves no draft, however late a save arrives', async () => {
  await ada.post(NEW, form());
  expect((await save(ada, form())).published).toContain('/admin/incidents/');
  expect(await listDrafts(world.deps.db, world.pageId)).toEqual([]);
});

test('saves by the same form are not somebody else’s changes', async () => {
  await save(ada, form());
  await save(ada, form({ draftRevision: '1', body: 'We are looking into it n' }));
  const lost = form({ draftRevision: '1', body: 'We are looking into it now.' });
  expect(await save(ada, lost)).toMatchObject({ revision: 3, changed: {} });
  expect((await stored())?.disputes).toEqual([]);
  const otherTab = form({ key: 'her other tab', draftRevision: '1', body: 'Elsewhere.' });
  await save(ada, otherTab);
  expect((await stored())?.disputes).toMatchObject([{ value: 'Elsewhere.' }]);
});

test('simultaneous saves by several people are all kept', async () => {
  await save(ada, form());
  const writers = [ada, bo, await world.as('owner', 'Cy Owner')];
  await Promise.all(
    writers.map((who, i) =>
      save(who, form({ key: `press-${i}`, draftRevision: '1', [`f.field_${i}`]: `from ${i}` })),
    ),
  );
  expect((await stored())?.values).toMatchObject({
    'f.field_0': 'from 0',
    'f.field_1': 'from 1',
    'f.field_2': 'from 2',
  });
});

test('the next update of an incident is its own draft, and is deleted with the incident', async () => {
  const published = await ada.post(NEW, form());
  const id = /incidents\/(\w+)/.exec(published.headers.get('location') ?? '')?.[1] ?? '';
  const next = { incident: id, draft: 'draft0000002', body: 'Still looking.', do: 'save' };
  const saved = await bo.post(`/admin/incidents/${id}`, his(next));
  expect(saved.headers.get('location')).toBe(
    `/admin/incidents/${id}?draft=draft0000002&done=draft-saved`,
  );
  expect(await listDrafts(world.deps.db, world.pageId, { incidentId: id })).toHaveLength(1);
  expect((await bo.get(`${NEW}?draft=draft0000002`)).status).toBe(404);
  const submission = his({ ...next, draftRevision: '1', do: 'publish' });
  expect((await bo.post(`/admin/incidents/${id}`, submission)).status).toBe(303);
  const record = await findIncident(world.deps.db, world.pageId, id);
  expect(record?.updates.map(({ body }) => body)).toEqual([
    'Still looking.',
    'We are looking into it.',
  ]);
  await save(bo, his({ incident: id, draftRevision: '0' }), 'draft0000003');
  await ada.post(`/admin/incidents/${id}/delete`, {});
  expect(await rows('select 1 from draft where incident_id is not null')).toEqual([]);
});

test('a new maintenance is saved as a draft too, with its checkboxes and lists', async () => {
  const cards = await world.component('Cards');
  const web = await world.component('Web');
  const plan = { kind: 'maintenance', key: 'plan', draft: DRAFT, draftRevision: '0' };
  const typed = { ...plan, name: 'Upgrade', components: [cards, web], autoStart: 'on' };
  const answer = await ada.post('/admin/maintenances/new', { ...typed, do: 'save' });
  expect(answer.headers.get('location')).toContain(`/admin/maintenances/new?draft=${DRAFT}`);
  const { form: shown } = await drawn(await ada.get(`/admin/maintenances/new?draft=${DRAFT}`));
  expect(shown?.values).toMatchObject({ components: [cards, web], autoStart: 'on' });
  const submission = {
    ...typed,
    draftRevision: '1',
    scheduledFor: '2026-11-28T02:00',
    scheduledUntil: '2026-11-28T04:00',
    body: 'We upgrade.',
  };
  const submitted = await Promise.all(
    [1, 2].map(() => ada.post('/admin/maintenances/new', submission)),
  );
  expect(submitted.map(({ status }) => status)).toEqual([303, 303]);
  expect(await rows('select 1 from incident')).toHaveLength(1);
});

test('discarding removes a draft from the list; somebody still writing restores it', async () => {
  await save(ada, form());
  expect((await bo.post(`/admin/drafts/${DRAFT}/discard`, {})).status).toBe(303);
  expect(await listDrafts(world.deps.db, world.pageId)).toEqual([]);
  await save(ada, form({ draftRevision: '1', body: 'I was not done.' }));
  expect(await stored()).toMatchObject({ state: 'open', values: { body: 'I was not done.' } });
  expect(await actions()).toEqual(['begin', 'discard']);
});

test('drafts that nobody changed for a week are discarded together, except what was changed meanwhile', async () => {
  const ids = ['draft0000021', 'draft0000022', 'draft0000023', 'draft0000024'];
  for (const id of ids) await save(ada, form({ key: id, draft: id }), id);
  const [old, changed, , fresh] = ids;
  const week = 7 * 24 * 60 * MINUTE;
  await world.deps.db.$client.execute({
    sql: 'update draft set updated_at = updated_at - ? where id <> ?',
    args: [week, fresh ?? ''],
  });
  const path = '/admin/drafts/discard-untouched';
  const { drafts } = propsIn(await drawn(await bo.get(path)), '/admin/drafts/discard-untouched');
  expect(drafts.map(({ id }) => id).sort()).toEqual(ids.slice(0, 3));
  await save(bo, his({ draft: changed ?? '', body: 'Not done.', draftRevision: '1' }), changed);
  const shown = [...ids.slice(0, 2), fresh ?? ''];
  expect((await bo.post(path, { drafts: shown })).status).toBe(303);
  const left = (await listDrafts(world.deps.db, world.pageId)).map(({ id }) => id).sort();
  expect(left).toEqual(ids.filter((id) => id !== old));
});

test('a viewer, and somebody of another page, can’t see it', async () => {
  await save(ada, form());
  const viewer = await world.as('viewer');
  expect((await viewer.post(`/admin/drafts/${DRAFT}`, form())).status).toBe(403);
  const { draft, form: shown } = await drawn(await viewer.get(`/admin?draft=${DRAFT}`));
  expect([draft, shown]).toEqual([undefined, undefined]);
  await world.deps.db.$client.execute(
    "insert into page (id, name, created_at, updated_at) values ('page00000009', 'Other', 9e15, 1)",
  );
  await world.deps.db.$client.execute("update draft set page_id = 'page00000009'");
  expect((await ada.get(`${NEW}?draft=${DRAFT}`)).status).toBe(404);
  expect((await save(ada, form({ body: 'Taken over.' }))).status).toBe(404);
  expect((await ada.post(`/admin/drafts/${DRAFT}/discard`, {})).status).toBe(404);
});

test('hostile texts are stored as typed', async () => {
  for (const [i, text] of hostile.slice(0, 40).entries()) {
    const id = `hostile${String(i).padStart(5, '0')}`;
    expect((await save(ada, form({ body: text, [`f.${text}`]: text }), id)).status).toBe(200);
    const storedBody = (await stored(id))?.values.body ?? '';
    expect(storedBody).toBe(storedText(text));
  }
});

test('drafts end with their incident, and their text can still be found', async () => {
  const opened = await ada.post(NEW, openForm({ do: 'publish', key: 'opened' }));
  const [, id = ''] = /incidents\/(\w+)\?/.exec(opened.headers.get('location') ?? '') ?? [];
  const at = `/admin/incidents/${id}`;
  const other = { draft: 'draft0000007', key: 'other', seen: '1' };
  const typed = openForm({ ...other, body: 'We found the cause.', state: 'identified' });
  expect((await ada.post(at, { ...typed, do: 'save' })).status).toBe(303);
  const resolved = openForm({ draft: 'draft0000008', key: 'end', seen: '1', body: 'It is over.' });
  await ada.post(at, { ...resolved, state: 'resolved', do: 'publish' });
  const ended = async () => propsIn(await drawn(await ada.get(at)), '/admin/incidents/[id]');
  expect(await ended()).toMatchObject({
    drafts: [],
    endedDrafts: [{ id: other.draft, values: { body: 'We found the cause.' } }],
  });
  expect((await storedDraft(world, other.draft))?.back?.why).toBe('The incident was resolved.');
  expect((await storedDraft(world, 'draft0000008'))?.state).toBe('published');

  const again = { ...typed, draftRevision: '2', body: 'We found the cause. It was ours.' };
  await ada.post(at, { ...again, do: 'save' });
  expect((await ended()).drafts).toMatchObject([{ id: other.draft, state: 'open' }]);

  const owner = await world.as('owner', 'Olga');
  await owner.post(`${at}/delete`, {});
  const listed = propsIn(await drawn(await ada.get('/admin/incidents')), '/admin/incidents');
  expect(listed.endedDrafts).toMatchObject([{ id: other.draft, incidentId: null }]);
  const { form } = await drawn(await ada.get(`${NEW}?draft=${other.draft}`));
  expect(form?.values).toMatchObject({ name: 'Card payments fail', body: again.body });
});
