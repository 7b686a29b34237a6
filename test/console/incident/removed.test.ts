import { afterEach, beforeEach, expect, test } from 'vitest';
import { publishDue } from '../../../api/actions/draft/schedule.ts';
import { saveSeverityScale } from '../../../api/actions/page/promise-settings.ts';
import { removeMember } from '../../../api/actions/team/member.ts';
import { issueToken } from '../../../api/actions/team/token.ts';
import { archiveTemplate } from '../../../api/actions/template/template.ts';
import { presets } from '../../../api/domain/response/severity.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
} from '../../support/world/console.ts';
import { DRAFT, NEW, openForm, rowsOf, storedDraft } from '../../support/world/drafts.ts';
import { HOUR, NOON } from '../../support/world/world.ts';

/** Templates, people and severities that are gone, and what still names them. */
let world: ConsoleWorld;
let olga: Browser;
let template: string;
beforeEach(async () => {
  world = await makeConsole();
  olga = await world.as('owner', 'Olga Owner');
  const [row] = await rowsOf(world, "select id from template where state = 'investigating'");
  template = String(row?.id);
});
afterEach(() => world.close());

const api = async (method: string, path: string, incident: object) => {
  const named = { name: `ci ${Math.random()}`, role: 'publisher' } as const;
  const token = await issueToken(world.deps, world.owner, world.pageId, named);
  const answer = await world.request(`/v1/pages/${world.pageId}${path}`, {
    method,
    headers: { authorization: `OAuth ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ incident }),
  });
  return { status: answer.status, json: await answer.json() };
};
const read = async (id: string) => {
  const found = await findIncident(world.deps.db, world.pageId, id);
  if (!found) throw new Error('the incident is there');
  return found;
};
const stored = (id = DRAFT) => storedDraft(world, id);
const idOf = async (email: string) => {
  const [row] = await rowsOf(world, `select id from user where email = '${email}'`);
  return String(row?.id);
};
const remove = async (email: string) =>
  removeMember(world.deps, world.owner, world.pageId, await idOf(email));
const opened = async (more: Record<string, string> = {}, by = olga): Promise<string> => {
  const answer = await by.post(
    NEW,
    openForm({ draft: '', warned: 'no-promise no-component', ...more }),
  );
  expect(answer.status).toBe(303);
  return /incidents\/(\w+)/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';
};
const schedule = { do: 'schedule', publishAt: '2026-11-20T13:00', publishZone: 'Etc/UTC' };
const publishAtItsTime = async () => {
  world.wait(NOON + HOUR - world.deps.clock());
  await publishDue(world.deps);
};

let submissions = 0;
/** Updates, renames, grades and resolves an incident in the console, then reopens and ends it by the API. */
async function liveThrough(id: string) {
  const submit = async (path: string, form: Record<string, string>) => {
    const { revision, updates } = await read(id);
    const answer = await olga.post(`/admin/incidents/${id}${path}`, {
      ...{ template: '', composed: '', notify: 'on', warned: 'no-promise no-component' },
      ...{ seen: String(updates.length), key: `press-${submissions++}` },
      expectedRevision: String(revision),
      ...form,
    });
    const errors = answer.status === 303 ? '' : JSON.stringify((await drawn(answer)).form);
    expect([path, answer.status, errors]).toEqual([path, 303, '']);
  };
  const { severity, leadId, commanderId } = await read(id);
  await submit('', { state: 'identified', body: 'We know why.' });
  await submit('/edit', { name: 'Known by another name', impactOverride: '' });
  const people = { leadId: leadId ?? '', commanderId: commanderId ?? '' };
  await submit('/severity', { severity: severity ?? '', ...people });
  await submit('', { state: 'resolved', body: 'It is over.' });
  for (const patch of [
    { status: 'monitoring', body: 'It is back.' },
    { name: 'Known by a third name' },
    { status: 'resolved', body: 'It is over again.' },
  ])
    expect(await api('PATCH', `/incidents/${id}`, patch)).toMatchObject({ status: 200 });
  expect(await read(id)).toMatchObject({ state: 'resolved', severity, leadId, commanderId });
}

test('after a template is archived, an open form, a draft and a scheduled one can still be published', async () => {
  const id = await opened({ template, 'f.next_update': '30' });
  await olga.post(NEW, openForm({ ...schedule, template, 'f.next_update': '30' }));
  const saved = openForm({ template, draft: 'draft0000002', key: 'kept', name: 'Kept as a draft' });
  await olga.post(NEW, { ...saved, do: 'save' });
  await archiveTemplate(world.deps, world.owner, world.pageId, template);
  await liveThrough(id);
  await publishAtItsTime();
  expect((await stored())?.state).toBe('published');
  expect((await olga.get(`${NEW}?draft=draft0000002`)).status).toBe(200);
  const late = { ...saved, draftRevision: '1', warned: 'no-promise no-component' };
  expect((await olga.post(NEW, late)).status).toBe(303);
  expect((await stored('draft0000002'))?.state).toBe('published');
});

test('what a removed member leads, wrote or scheduled continues without them', async () => {
  const pat = await world.as('publisher', 'Pat Publisher');
  const id = await opened({}, pat);
  const who = await idOf('pat.publisher@example.com');
  await rowsOf(world, `update incident set commander_id = '${who}' where id = '${id}'`);
  expect((await read(id)).leadId).toBe(who);
  await pat.post(NEW, openForm({ ...schedule, key: 'pat', name: 'Set by Pat' }));
  const saved = openForm({ draft: 'draft0000002', key: 'kept', name: 'Begun by Pat' });
  await pat.post(NEW, { ...saved, do: 'save' });
  await remove('pat.publisher@example.com');
  await liveThrough(id);

  await publishAtItsTime();
  expect(await stored()).toMatchObject({ state: 'open', back: { why: /may not publish/ } });
  const again = openForm({ key: 'olga', name: 'Set by Pat', draftRevision: '3' });
  expect((await olga.post(NEW, { ...again, warned: 'no-promise no-component' })).status).toBe(303);
  const late = { ...saved, key: 'olga-2', draftRevision: '1', warned: 'no-promise no-component' };
  expect((await olga.post(NEW, late)).status).toBe(303);
});

test('a removed member’s request for approval can be approved or sent back', async () => {
  const [sev1 = '', ...others] = presets['SEV1–SEV4'] ?? [];
  const levels = [{ ...(sev1 as object), approval: true }, ...others] as never;
  await saveSeverityScale(world.deps, world.owner, world.pageId, { levels });
  const pat = await world.as('publisher', 'Pat Publisher');
  for (const draft of [DRAFT, 'draft0000002'])
    await pat.post(
      NEW,
      openForm({ do: 'ask', severity: 'SEV1', draft, key: draft, name: `Asked by Pat: ${draft}` }),
    );
  expect((await stored())?.state).toBe('asked');
  await remove('pat.publisher@example.com');
  const revision = async (id: string) => ({ revision: String((await stored(id))?.revision) });
  const approved = await olga.post(`/admin/drafts/${DRAFT}/approve`, await revision(DRAFT));
  expect([approved.status, (await stored())?.state]).toEqual([303, 'published']);
  const back = await olga.post('/admin/drafts/draft0000002/send-back', { note: 'Shorter.' });
  expect([back.status, (await stored('draft0000002'))?.state]).toEqual([303, 'open']);
});

test('a severity that the page no longer has stays where it was used, and can’t be chosen again', async () => {
  const id = await opened({ severity: 'SEV4' });
  await olga.post(NEW, openForm({ ...schedule, severity: 'SEV4' }));
  const saved = openForm({ draft: 'draft0000002', key: 'kept', severity: 'SEV4', name: 'Kept' });
  await olga.post(NEW, { ...saved, do: 'save' });
  const levels = [...(presets['SEV1–SEV3'] ?? [])];
  await saveSeverityScale(world.deps, world.owner, world.pageId, { levels });
  await liveThrough(id);
  await publishAtItsTime();
  const published = (await stored())?.publishedAs ?? '';
  expect((await read(published)).severity).toBe('SEV4');
  await liveThrough(published);

  expect((await olga.get(`${NEW}?draft=draft0000002`)).status).toBe(200);
  const late = { ...saved, draftRevision: '1', warned: 'no-promise no-component' };
  const refused = await olga.post(NEW, late);
  expect([refused.status, Object.keys((await drawn(refused)).form?.fields ?? {})]).toEqual([
    422,
    ['severity'],
  ]);
  expect((await olga.post(NEW, { ...late, severity: 'SEV3' })).status).toBe(303);
  const anew = { name: 'New', status: 'investigating', body: 'x', severity: 'SEV4' };
  expect((await api('POST', '/incidents', anew)).status).toBe(422);
});

test('maintenance of a removed severity and a removed lead is moved and canceled', async () => {
  const pat = await world.as('publisher', 'Pat Publisher');
  const plan = {
    ...{ name: 'Work on it', zone: 'Etc/UTC', body: 'We work on it.', notify: 'on' },
    ...{ scheduledFor: '2026-11-21T15:00', scheduledUntil: '2026-11-21T16:00', warned: '' },
  };
  const planned = async (name: string) => {
    const answer = await pat.post('/admin/maintenances/new', { ...plan, name, key: name });
    return /incidents\/(\w+)/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';
  };
  const [isException, byApi] = [await planned('By hand'), await planned('By the API')];
  await rowsOf(world, "update incident set severity = 'SEV9'");
  await remove('pat.publisher@example.com');
  const post = async (path: string, form: Record<string, string>) => {
    const expectedRevision = String((await read(isException)).revision);
    const where = `/admin/maintenances/${isException}${path}`;
    return (await olga.post(where, { ...form, expectedRevision })).status;
  };
  expect(await post('/edit', { ...plan, body: '', scheduledUntil: '2026-11-21T17:00' })).toBe(303);
  expect(await post('/cancel', { body: '', notify: 'on' })).toBe(303);
  const later = { scheduled_until: '2026-11-21T18:00:00Z' };
  expect((await api('PATCH', `/incidents/${byApi}`, later)).status).toBe(200);
  const off = { status: 'completed', body: 'Not needed.' };
  expect((await api('PATCH', `/incidents/${byApi}`, off)).status).toBe(200);
  expect([(await read(isException)).state, (await read(byApi)).state]).toEqual([
    'completed',
    'completed',
  ]);
});
