import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTemplate } from '../../../api/actions/template/template.ts';
import { incidentStates, maintenanceStates } from '../../../api/domain/incident/incident.ts';
import { fieldTypes, MessageTemplate, NEXT_UPDATE } from '../../../api/domain/template/template.ts';
import { MINUTE } from '../../../api/domain/time/time.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
} from '../../support/world/console.ts';
import { DRAFT, NEW, openForm, storedDraft } from '../../support/world/drafts.ts';
import { NOON } from '../../support/world/world.ts';

let world: ConsoleWorld;
let lead: Browser;
beforeEach(async () => {
  world = await makeConsole();
  lead = await world.as('publisher');
});
afterEach(() => world.close());

const blank = (more: Record<string, string> = {}) =>
  openForm({ template: 'blank', do: 'publish', 'f.next_update': '30', ...more });
const idIn = (answer: Response) =>
  /incidents\/(\w+)/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';
const record = async (answer: Response) => findIncident(world.deps.db, world.pageId, idIn(answer));

test.each([
  ['the shipped templates', false],
  ['no template at all', true],
])('with %s, a text is published under “Blank” with its promise', async (_, isEmpty) => {
  if (isEmpty) await world.deps.db.$client.execute('update template set archived_at = 1');
  const opened = await lead.post(NEW, blank());
  expect(await record(opened)).toMatchObject({
    nextUpdateBy: NOON + 30 * MINUTE,
    updates: [{ body: 'We are looking into it.', templateId: null }],
  });
  const next = { draft: 'draft0000002', key: 'next', body: 'Still looking.' };
  const other = { 'f.next_update': 'other', 'f.next_update.other': '45' };
  const at = `/admin/incidents/${idIn(opened)}`;
  const updated = await lead.post(at, blank({ ...next, ...other, seen: '1' }));
  expect(updated.status).toBe(303);
  expect(await record(updated)).toMatchObject({ nextUpdateBy: NOON + 45 * MINUTE });
});

/** One required question of each type, and the promise. */
const questions = [
  ...fieldTypes.map((type) => ({
    key: type === 'instant' ? 'since' : `q_${type}`,
    label: type,
    type,
    required: true,
    options: type.startsWith('choice') ? ['A', 'B'] : [],
  })),
  { key: NEXT_UPDATE, label: 'Next update in', type: 'duration', required: true },
];
const askingAll = (state: string) =>
  createTemplate(
    world.deps,
    world.owner,
    world.pageId,
    MessageTemplate.parse({ name: 'All', state, body: 'Seen: {{ q_text }}', fields: questions }),
  );

test.each([
  ...incidentStates.map((state) => ['a new incident', state] as const),
  ...incidentStates.map((state) => ['an update of an incident', state] as const),
  ...maintenanceStates.map((state) => ['an update of a maintenance', state] as const),
])('%s, %s: a finished text needs no template answers', async (what, state) => {
  const written = { template: await askingAll(state), state, body: 'We wrote this.' };
  let at = NEW;
  if (what.endsWith('maintenance')) {
    const window = { scheduledFor: '2026-11-22T02:00', scheduledUntil: '2026-11-22T04:00' };
    const plan = { kind: 'maintenance', key: 'plan', name: 'Upgrade', body: 'Soon.', ...window };
    at = `/admin/incidents/${idIn(await lead.post('/admin/maintenances/new', plan))}`;
  } else if (what !== 'a new incident')
    at = `/admin/incidents/${idIn(await lead.post(NEW, blank()))}`;
  const form = blank({ ...written, draft: 'draft0000009', key: 'written', seen: '1' });
  const over = { ...form, composed: 'Seen:', 'f.next_update': '', 'f.q_link': 'no link' };
  const answer = await lead.post(at, over);
  expect((await drawn(answer.clone()).catch(() => null))?.form?.fields).toBeUndefined();
  expect(answer.headers.get('location')).toContain('done=published');
});

test('“Blank” requires a text, and a valid next update time where one is given', async () => {
  const errors = async (more: Record<string, string>) =>
    Object.keys((await drawn(await lead.post(NEW, blank(more)))).form?.fields ?? {});
  expect(await errors({ 'f.next_update': 'soon' })).toEqual(['f.next_update']);
  expect(await errors({ body: ' ' })).toEqual(['body']);
  expect((await lead.post(NEW, blank({ 'f.next_update': '' }))).status).toBe(303);
});

test('a draft continues under “Blank”, and its promise is published at its time', async () => {
  await lead.post(NEW, blank({ do: 'save' }));
  const { form } = await drawn(await lead.get(`${NEW}?draft=${DRAFT}`));
  expect(form?.values).toMatchObject({ template: 'blank', 'f.next_update': '30' });
  const publishAt = { publishAt: '2026-11-20T14:00', publishZone: 'Etc/UTC' };
  const scheduled = await lead.post(
    NEW,
    blank({ draftRevision: '1', do: 'schedule', ...publishAt }),
  );
  expect(scheduled.headers.get('location')).toContain('done=draft-scheduled');
  const { outgoing } = (await storedDraft(world)) ?? {};
  const time = Date.parse('2026-11-20T14:00Z');
  expect(outgoing).toMatchObject({ input: { nextUpdateBy: time + 30 * MINUTE } });
});

test('a refused submission keeps the author’s text as their own', async () => {
  const { form } = await drawn(await lead.post(NEW, blank({ name: '' })));
  expect(form?.values).toMatchObject({ body: 'We are looking into it.', composed: '' });
});

test('the message is kept when the state or template changes, wherever it comes from', async () => {
  const typed = { body: 'Composed.', composed: 'Composed.', 'body@de': 'Selbst geschrieben.' };
  const redrawn = await drawn(await lead.post(NEW, blank({ ...typed, do: 'switch' })));
  expect(redrawn.form?.values).toMatchObject(typed);
  await lead.post(NEW, blank({ ...typed, template: 'x', do: 'save' }));
  const link = `${NEW}?state=identified&template=blank&draft=${DRAFT}`;
  const { form } = await drawn(await lead.get(link));
  expect(form?.values).toMatchObject({ ...typed, state: 'identified', template: 'blank' });
});

test('without JavaScript, a button for another state or template keeps everything typed', async () => {
  const typed = { name: 'Cards fail', body: 'Not saved anywhere yet.', 'f.next_update': '60' };
  const submit = async (button: string, more: Record<string, string> = {}) =>
    (await drawn(await lead.post(NEW, blank({ ...typed, ...more, do: button })))).form?.values;
  expect(await submit('state:identified')).toMatchObject({
    ...{ ...typed, state: 'identified', template: 'blank', do: 'switch' },
  });
  const chosen = { ...typed, state: 'investigating', template: 'template0001', do: 'switch' };
  expect(await submit('template:template0001')).toMatchObject(chosen);
  const other = await submit('state:resolved', { template: 'template0001' });
  expect(other, 'a template belongs to one state').toMatchObject({ ...typed, template: '' });
  expect(await storedDraft(world), 'nothing is stored').toBeUndefined();
  expect((await lead.post(NEW, blank({ ...typed, do: 'state:<b>' }))).status).toBe(400);
});

test('the preview of “Blank” shows the text and the promise', async () => {
  const page = await lead.post('/admin/incidents/preview/page', blank());
  expect(JSON.stringify((await drawn(page)).snapshot)).toContain('We are looking into it.');
  const text = await lead.post('/admin/incidents/preview/text', blank());
  expect(await text.text()).toMatch(/Next update by/);
});
