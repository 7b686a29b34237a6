import { afterEach, beforeEach, expect, test } from 'vitest';
import { publishDue } from '../../../api/actions/draft/schedule.ts';
import { clockActor } from '../../../api/actions/maintenance/run-due.ts';
import { planWindows } from '../../../api/actions/maintenance/series.ts';
import { saveSeverityScale } from '../../../api/actions/page/promise-settings.ts';
import { issueToken } from '../../../api/actions/team/token.ts';
import { standardScale } from '../../../api/domain/response/severity.ts';
import { DAY, MINUTE } from '../../../api/domain/time/time.ts';
import { draftsToApprove, findDraft } from '../../../db/draft/draft.ts';
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
let bo: Browser;
let owner: Browser;
beforeEach(async () => {
  world = await makeConsole();
  ada = await world.as('publisher', 'Ada Publisher');
  bo = await world.as('publisher', 'Bo Publisher');
  owner = await world.as('owner', 'Olga Owner');
  const levels = standardScale.map((level, i) => ({ ...level, approval: i === 0 }));
  await saveSeverityScale(world.deps, world.owner, world.pageId, { levels });
});
afterEach(() => world.close());

const form = (more: Record<string, string> = {}) =>
  openForm({ severity: 'SEV1', do: 'ask', ...more });
const stored = () => storedDraft(world);
const approve = async (who: Browser, more: Record<string, string> = {}) =>
  who.post(`/admin/drafts/${DRAFT}/approve`, {
    revision: String((await stored())?.revision),
    ...more,
  });
const rows = (sql: string) => rowsOf(world, sql);
const mails = () => mailsOf(world);
const idIn = (answer: Response) =>
  /incidents\/(\w+)\?done=/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';
const audit = async () =>
  (await rows("select action, actor from audit where subject = 'draft' order by rowid")).map(
    ({ action, actor }) => `${action} ${String(actor).replace(/^\S+ /, '')}`,
  );

test('a publisher requests approval, approvers are notified once, and one of them publishes', async () => {
  const direct = await ada.post(NEW, form({ do: 'publish' }));
  expect(direct.status).toBe(422);
  const { form: refused } = await drawn(direct);
  expect(refused?.message).toContain('approval');
  const found = [{ rule: 'no-promise' }]; // by the check of the submission
  expect(refused?.findings).toMatchObject(found);
  expect(await rows('select 1 from incident')).toEqual([]);

  const asked = await ada.post(NEW, form());
  expect(asked.headers.get('location')).toBe(`/admin/drafts/${DRAFT}?done=draft-asked`);
  const subject = 'Approval requested: Card payments fail';
  expect(await mails()).toEqual([
    `bo.publisher@example.com: ${subject}`,
    `olga.owner@example.com: ${subject}`,
  ]);
  const { draft, findings, recipients } = await drawn(await bo.get(`/admin/drafts/${DRAFT}`));
  expect(draft?.values.body).toBe('We are looking into it.');
  expect(findings?.map(({ rule }) => rule)).toEqual(['no-promise']);
  expect(recipients?.subject).toContain('Card payments fail');

  const own = await approve(ada);
  expect((await drawn(own)).form?.fields.alone).toBe('Ask another publisher or an owner.');
  const done = await approve(bo);
  const record = await findIncident(world.deps.db, world.pageId, idIn(done));
  expect(record?.updates[0]?.author).toBe('Ada Publisher, published by Bo Publisher');
  const [lead] = await rows("select id from user where name = 'Ada Publisher'");
  expect(record?.leadId).toBe(lead?.id);
  expect(await audit()).toEqual([
    'begin Ada Publisher',
    'ask Ada Publisher',
    'publish Bo Publisher',
  ]);
  const [entry] = await rows("select after from audit where subject = 'incident'");
  expect(JSON.parse(String(entry?.after)).approval).toEqual({
    by: 'Bo Publisher',
    wrote: 'Ada Publisher',
    writers: ['Ada Publisher'],
    asked: 'Ada Publisher',
  });
  expect((await mails()).length).toBe(2);
});

test('two approvals at the same moment publish once', async () => {
  await ada.post(NEW, form());
  const revision = String((await stored())?.revision);
  const both = await Promise.all([bo, owner].map((who) => approve(who, { revision })));
  expect(both.filter(({ status }) => status === 303).length).toBeGreaterThan(0);
  expect(await rows('select 1 from incident_update')).toHaveLength(1);
  expect(idIn(await approve(bo))).not.toBe('');
});

test('a change after the request withdraws it visibly, and nobody who wrote any of it may approve', async () => {
  await ada.post(NEW, form());
  const stale = String((await stored())?.revision);
  await bo.post(
    `/admin/drafts/${DRAFT}`,
    form({ key: 'bo', draftRevision: '2', body: 'We are on it.' }),
  );
  expect(await stored()).toMatchObject({
    state: 'open',
    back: {
      by: 'Bo Publisher',
      why: expect.stringContaining('Edited after approval was requested'),
    },
  });
  expect((await approve(owner, { revision: stale })).status).toBe(409);
  await ada.post(NEW, form({ draftRevision: '3', body: 'We are on it.' }));
  expect((await stored())?.asked?.before).toBe('We are looking into it.');
  expect((await approve(bo)).status).toBe(422);
  expect((await approve(ada)).status).toBe(422); // she requested it, and wrote all but a word
  const cy = await world.as('publisher', 'Cy Publisher');
  expect((await approve(cy)).status).toBe(303);
  expect(await audit()).toContain('withdraw Bo Publisher');
});

test('sent back with a note, it is a draft again, and its writer is notified', async () => {
  await ada.post(NEW, form());
  const empty = await bo.post(`/admin/drafts/${DRAFT}/send-back`, { note: ' ' });
  const { form: shown, draft } = await drawn(empty);
  expect([shown?.fields.note, draft?.id]).toEqual(['Describe what should change.', DRAFT]);
  await bo.post(`/admin/drafts/${DRAFT}/send-back`, { note: 'Say since when.' });
  expect(await stored()).toMatchObject({
    state: 'open',
    back: { by: 'Bo Publisher', why: 'Say since when.' },
  });
  expect((await mails()).at(-1)).toBe(
    'ada.publisher@example.com: Changes requested: Card payments fail',
  );
});

test('an owner publishes without approval with a reason for the audit log; a publisher can’t', async () => {
  const reason = { do: 'publish', approvalOverride: 'Nobody else is awake' };
  const refused = await ada.post(NEW, form(reason));
  const { form: shown } = await drawn(refused);
  expect(shown?.fields.approvalOverride).toContain('Only an owner');
  expect(shown?.findings).toMatchObject([{ rule: 'no-promise' }]);
  const fresh = { draft: 'draft0000002', key: 'olga' };
  const without = await owner.post(NEW, form({ ...fresh, do: 'publish' }));
  expect((await drawn(without)).form?.fields.approvalOverride).toContain('Give a reason');
  expect((await owner.post(NEW, form({ ...fresh, ...reason }))).status).toBe(303);
  const [entry] = await rows("select after from audit where subject = 'incident'");
  expect(JSON.parse(String(entry?.after)).approval).toEqual({ alone: 'Nobody else is awake' });
});

test('an owner who requested approval in vain publishes their own draft with a reason', async () => {
  await owner.post(NEW, form({ key: 'olga' }));
  expect((await drawn(await approve(owner))).form?.fields.alone).toContain('Give a reason');
  expect(idIn(await approve(owner, { alone: 'Nobody answers' }))).not.toBe('');
});

test('a draft that could not be published can’t be submitted for approval', async () => {
  const refused = await ada.post(NEW, form({ body: 'prod-db-02 is full.' }));
  expect((await drawn(refused)).form?.fields.body).toContain('prod-db-02');
  expect(await mails()).toEqual([]);
  expect((await stored())?.state).toBe('open');
});

test('“in 30 minutes” counts from when it is published', async () => {
  const [template] = await rows("select id from template where state = 'investigating'");
  const answers = { 'f.what_users_see': 'Cards fail', 'f.next_update': '30' };
  const cards = await world.component('Cards');
  const asked = form({
    ...answers,
    template: String(template?.id),
    [`c.${cards}`]: 'partial_outage',
  });
  expect((await ada.post(NEW, asked)).status).toBe(303);
  world.wait(20 * MINUTE);
  const record = await findIncident(world.deps.db, world.pageId, idIn(await approve(bo)));
  expect(record?.nextUpdateBy).toBe(NOON + 50 * MINUTE);
});

test('the next update needs approval too; one published in the meantime holds it back', async () => {
  await ada.post(NEW, form());
  const id = idIn(await approve(bo));
  const next = { incident: id, seen: '1', draft: 'draft0000009', body: 'Still looking.', key: 'n' };
  const direct = await ada.post(`/admin/incidents/${id}`, form({ ...next, do: 'publish' }));
  expect(direct.status).toBe(422);
  await ada.post(`/admin/incidents/${id}`, form(next));
  const waiting = (await findDraft(world.deps.db, world.pageId, 'draft0000009'))?.draft;
  const reason = { do: 'publish', approvalOverride: 'Urgent', body: 'It is fixed.' };
  const urgent = { ...next, ...reason, draft: 'draft0000008', key: 'o', state: 'monitoring' };
  expect((await owner.post(`/admin/incidents/${id}`, form(urgent))).status).toBe(303);
  const late = await bo.post('/admin/drafts/draft0000009/approve', {
    revision: String(waiting?.revision),
  });
  expect((await drawn(late)).form?.message).toContain(
    'Another update was published in the meantime',
  );
});

test('the write API requires approval too; an owner’s token may override it with a reason', async () => {
  const id = idIn(await owner.post(NEW, form({ do: 'publish', approvalOverride: 'First' })));
  const patch = async (role: 'publisher' | 'owner', more: object = {}) => {
    const token = await issueToken(world.deps, world.owner, world.pageId, { name: 'ci', role });
    return world.request(`/v1/pages/${world.pageId}/incidents/${id}`, {
      method: 'PATCH',
      headers: { authorization: `OAuth ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ incident: { body: 'Still looking.', ...more } }),
    });
  };
  const refused = await patch('publisher');
  expect(refused.status).toBe(422);
  expect(JSON.stringify(await refused.json())).toContain('approval');
  expect((await patch('publisher', { approval_override: 'I am a script' })).status).toBe(422);
  expect((await patch('owner', { approval_override: 'Runbook 7' })).status).toBe(200);
  expect((await patch('publisher', { body: undefined, metadata: {} })).status).toBe(200);
});

test('approvers see the request in the console; other severities are unaffected', async () => {
  await ada.post(NEW, form());
  const [person] = await rows("select id from user where name = 'Bo Publisher'");
  expect(await draftsToApprove(world.deps.db, world.pageId, String(person?.id))).toHaveLength(1);
  const [writer] = await rows("select id from user where name = 'Ada Publisher'");
  expect(await draftsToApprove(world.deps.db, world.pageId, String(writer?.id))).toEqual([]);
  const usual = form({
    draft: 'draft0000003',
    severity: 'SEV2',
    do: 'publish',
    name: 'Slow',
    key: 'x',
  });
  expect((await ada.post(NEW, usual)).status).toBe(303);
});

test('an approved update is corrected by an owner, with a reason', async () => {
  await ada.post(NEW, form());
  const id = idIn(await approve(bo));
  const record = await findIncident(world.deps.db, world.pageId, id);
  const path = `/admin/incidents/${id}/updates/${record?.updates[0]?.id}`;
  const correct = (who: Browser, more: object = {}) =>
    who.post(path, { body: 'We know.', ...more });
  expect((await correct(ada)).status).toBe(422);
  expect((await correct(ada, { approvalOverride: 'A typo' })).status).toBe(422);
  expect((await correct(owner)).status).toBe(422);
  expect((await correct(owner, { approvalOverride: 'A typo' })).status).toBe(303);
});

const opened = async (more: Record<string, string> = {}) => {
  await ada.post(NEW, form(more));
  return idIn(await approve(bo));
};
const tokenOf = (role: 'publisher' | 'owner') =>
  issueToken(world.deps, world.owner, world.pageId, { name: 'ci', role });
const api = async (method: string, path: string, incident: object, role: 'publisher' | 'owner') =>
  world.request(`/v1/pages/${world.pageId}/incidents${path}`, {
    method,
    headers: {
      authorization: `OAuth ${await tokenOf(role)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ incident }),
  });

test('the requester can’t approve, even after somebody else changed a comma', async () => {
  await ada.post(NEW, form({ do: 'save' }));
  const comma = { do: 'save', key: 'bo', draftRevision: '1', body: 'We are looking, into it.' };
  await bo.post(NEW, form(comma));
  await ada.post(NEW, form({ draftRevision: '2', body: 'We are looking, into it.' }));
  for (const who of [ada, bo]) expect((await approve(who)).status).toBe(422);
  expect(await draftsToApprove(world.deps.db, world.pageId, 'somebody else')).toHaveLength(1);
  expect((await approve(owner)).status).toBe(303);
  const [entry] = await rows("select after from audit where subject = 'incident'");
  expect(JSON.parse(String(entry?.after)).approval).toMatchObject({
    by: 'Olga Owner',
    writers: ['Ada Publisher', 'Bo Publisher'],
    asked: 'Ada Publisher',
  });
});

test('only an owner lowers a severity below approval, with a reason', async () => {
  const id = await opened();
  const set = (who: Browser, severity: string, more: object = {}) =>
    who.post(`/admin/incidents/${id}/severity`, { severity, leadId: '', commanderId: '', ...more });
  for (const severity of ['SEV2', 'SEV4', '']) {
    const refused = await set(ada, severity, { approvalOverride: 'Quiet' });
    expect((await drawn(refused)).form?.fields.severity).toContain('Only an owner');
  }
  expect((await set(owner, 'SEV2')).status).toBe(422);
  expect((await set(ada, 'SEV1')).status).toBe(303);
  const update = { status: 'identified', body: 'We know the cause.' };
  expect((await api('PATCH', `/${id}`, update, 'publisher')).status).toBe(422);
  expect((await set(owner, 'SEV2', { approvalOverride: 'Few are affected' })).status).toBe(303);
  expect((await api('PATCH', `/${id}`, update, 'publisher')).status).toBe(200);
  const audited = await rows(
    "select after from audit where action = 'edit' and subject_id like '%'",
  );
  expect(JSON.stringify(audited)).toContain('Few are affected');
});

test('approval depends on the highest severity that an incident has had', async () => {
  const free = { draft: 'draft0000004', severity: 'SEV2', do: 'publish', key: 'f' };
  const id = idIn(await ada.post(NEW, form(free)));
  const set = (severity: string) =>
    ada.post(`/admin/incidents/${id}/severity`, { severity, leadId: '', commanderId: '' });
  expect((await set('SEV3')).status).toBe(303);
  const levels = standardScale.map((level, i) => ({ ...level, approval: i < 2 }));
  await saveSeverityScale(world.deps, world.owner, world.pageId, { levels });
  expect((await api('PATCH', `/${id}`, { body: 'Still.' }, 'publisher')).status).toBe(422);
});

test('title, translation and impact need a second person as an update does', async () => {
  const id = await opened();
  for (const change of [
    { name: 'ACME lost all your data' },
    { impact_override: 'critical' },
    { translations: { de: { name: 'Alles weg' } } },
  ]) {
    const refused = await api('PATCH', `/${id}`, change, 'publisher');
    expect(refused.status, JSON.stringify(change)).toBe(422);
    expect(await refused.text()).toContain('approval');
    const reason = { ...change, approval_override: 'Legal asked' };
    expect((await api('PATCH', `/${id}`, reason, 'publisher')).status).toBe(422);
  }
  const edit = { name: 'Another title', impactOverride: '' };
  const path = `/admin/incidents/${id}/edit`;
  expect((await drawn(await ada.post(path, edit))).form?.fields.approvalOverride).toContain(
    'Give a reason',
  );
  expect((await owner.post(path, { ...edit, approvalOverride: 'A typo' })).status).toBe(303);
  expect((await ada.post(path, edit)).status).toBe(303); // nothing changes
  expect((await ada.post(`/admin/incidents/${id}/delete`, {})).status).toBe(422);
  const reason = { approvalOverride: 'Opened by mistake' };
  expect((await owner.post(`/admin/incidents/${id}/delete`, reason)).status).toBe(303);
});

test('an incident without a severity needs approval where any severity does, unless the page says otherwise', async () => {
  const input = { name: 'Down', body: 'We are looking into it.' };
  const open = async (more: object = {}) =>
    (await api('POST', '', { ...input, ...more }, 'publisher')).status;
  expect(await open()).toBe(422);
  expect(await open({ severity: 'SEV1' })).toBe(422);
  expect(await open({ severity: 'SEV3' })).toBe(201);
  const levels = standardScale.map((level, i) => ({ ...level, approval: i === 0 }));
  await saveSeverityScale(world.deps, world.owner, world.pageId, {
    levels,
    approvalWithoutSeverity: false,
  });
  expect(await open()).toBe(201);
  const none = standardScale.map((gravity) => ({ ...gravity, approval: false }));
  const always = { levels: none, approvalWithoutSeverity: true };
  await saveSeverityScale(world.deps, world.owner, world.pageId, always);
  expect(await open()).toBe(422);
});

test('maintenance needs a second person, or is published at its time, where that is required', async () => {
  const work = {
    ...{
      draft: 'draft0000006',
      draftRevision: '0',
      key: 'w',
      name: 'Move',
      body: 'Payments pause.',
    },
    ...{ zone: 'Etc/UTC', scheduledFor: '2026-11-28T02:00', scheduledUntil: '2026-11-28T04:00' },
    ...{ repeat: 'weekly', repeatUntil: '2026-12-20', do: 'ask', kind: 'maintenance' },
  };
  const answer = await ada.post('/admin/maintenances/new', work);
  expect(answer.headers.get('location')).toBe('/admin/drafts/draft0000006?done=draft-asked');
  expect(await rows('select 1 from incident')).toEqual([]);
  const revision = String((await storedDraft(world, 'draft0000006'))?.revision);
  expect((await ada.post('/admin/drafts/draft0000006/approve', { revision })).status).toBe(422);
  const done = await bo.post('/admin/drafts/draft0000006/approve', { revision });
  expect(done.status).toBe(303);
  expect((await rows('select 1 from incident')).length).toBeGreaterThan(1);
  const [first] = await rows('select author from incident_update order by rowid');
  expect(first?.author).toBe('Ada Publisher, published by Bo Publisher');
});

test('nobody bypasses approval, from any form or request', async () => {
  const send = async (method: string, path: string, body: object, role: 'owner' | 'publisher') => {
    const token = await issueToken(world.deps, world.owner, world.pageId, { name: 'ci', role });
    return world.request(`/v1/pages/${world.pageId}/incidents${path}`, {
      method,
      headers: { authorization: `OAuth ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  };
  const script = (method: string, path: string, incident: object) =>
    send(method, path, { incident }, 'publisher');
  const reason = { approval_override: 'Runbook 7' };
  const open = async (incident: object): Promise<string> => {
    const answer = await send('POST', '', { incident: { ...incident, ...reason } }, 'owner');
    return String((await answer.json()).id);
  };
  const input = { body: 'Payments pause.', severity: 'SEV1' };
  const from = new Date(NOON + 5 * DAY).toISOString();
  const until = new Date(NOON + 5 * DAY + 60 * MINUTE).toISOString();
  const window = { scheduled_for: from, scheduled_until: until };
  const weekly = { recurrence: 'FREQ=WEEKLY;COUNT=4' };
  const id = await open({ name: 'Cards fail', ...input });
  const first = await open({ name: 'Move', ...input, ...window, ...weekly });
  await planWindows(world.deps, clockActor);
  const [next] = await rows(
    `select id from incident where series_id is not null and id <> '${first}' order by scheduled_for`,
  );
  const [update] = await rows(`select id from incident_update where incident_id = '${id}'`);

  let n = 0;
  const drafted = (do_: string, more: Record<string, string> = {}) => {
    n += 1;
    const fresh = { draft: `draftalone${String(n).padStart(2, '0')}`, key: `alone${n}` };
    const time = { publishAt: '2026-11-20T13:00', publishZone: 'Etc/UTC' };
    return form({ do: do_, ...fresh, ...time, body: `Alone ${n}.`, name: `Alone ${n}`, ...more });
  };
  const onIncident = { state: 'identified', incident: id, seen: '1' };
  const incident = `/admin/incidents/${id}`;
  const plan = (of: unknown) => `/admin/maintenances/${of}`;
  const moved = {
    ...{ name: 'Alone', body: 'Alone.', zone: 'Etc/UTC', notify: 'on', scope: 'all' },
    ...{ scheduledFor: '2026-11-25T13:00', scheduledUntil: '2026-11-25T14:00' },
  };
  const weekLater = { scheduledFor: '2026-12-02T13:00', scheduledUntil: '2026-12-02T14:00' };
  const attempts: Record<string, () => Promise<Response> | Response> = {
    'a new incident': () => ada.post(NEW, drafted('publish')),
    'a new incident at a time': () => ada.post(NEW, drafted('schedule')),
    'a new incident put before others': () => ada.post(NEW, drafted('ask')),
    'a form without a draft, put before others': () => ada.post(NEW, drafted('ask', { draft: '' })),
    'a form without a draft, at a time': () => ada.post(NEW, drafted('schedule', { draft: '' })),
    'an update': () => ada.post(incident, drafted('publish', onIncident)),
    'an update at a time': () => ada.post(incident, drafted('schedule', onIncident)),
    'a title': () => ada.post(`${incident}/edit`, { name: 'Alone', impactOverride: '' }),
    'a correction': () => ada.post(`${incident}/updates/${update?.id}`, { body: 'Alone.' }),
    'a deletion': () => ada.post(`${incident}/delete`, {}),
    'a moved window': () => ada.post(`${plan(first)}/edit`, { ...moved, scope: 'one' }),
    'a moved series': () => ada.post(`${plan(first)}/edit`, moved),
    'a series moved from another window': () =>
      ada.post(`${plan(next?.id)}/edit`, { ...moved, ...weekLater }),
    'a cancelled window': () => ada.post(`${plan(first)}/cancel`, { body: 'Alone.', scope: 'one' }),
    'a series cancelled from another window': () =>
      ada.post(`${plan(next?.id)}/cancel`, { body: 'Alone.', scope: 'all' }),
    'a new incident by a script': () => script('POST', '', { name: 'Alone', ...input }),
    'one without a severity': () => script('POST', '', { name: 'Alone', body: 'Alone.' }),
    'one of the past': () =>
      script('POST', '', { name: 'A', ...input, backfilled: true, backfill_date: '2026-11-01' }),
    'a maintenance by a script': () => script('POST', '', { name: 'Alone', ...input, ...window }),
    'a series by a script': () =>
      script('POST', '', { name: 'Alone', ...input, ...window, ...weekly }),
    'an update by a script': () => script('PATCH', `/${id}`, { body: 'Alone.' }),
    'a title by a script': () => script('PATCH', `/${id}`, { name: 'Alone' }),
    'a window moved by a script': () =>
      script('PATCH', `/${first}`, { scheduled_until: from.replace('12:00', '12:30') }),
    'a series moved by a script': () =>
      script('PATCH', `/${next?.id}`, { body: 'Alone.', recurrence_scope: 'all' }),
    'a correction by a script': () =>
      send(
        'PATCH',
        `/${id}/incident_updates/${update?.id}`,
        { incident_update: { body: 'Alone.' } },
        'publisher',
      ),
  };
  const published = async () =>
    JSON.stringify([
      await rows('select id, name, state, scheduled_for from incident order by id'),
      await rows('select id, body, display_at from incident_update order by id'),
    ]);
  const before = await published();
  for (const [what, attempt] of Object.entries(attempts)) {
    const answer = await attempt();
    const place = answer.headers.get('location') ?? '';
    expect([answer.status, place.endsWith('?done=draft-asked')], what).toEqual(
      /at a time|put before/.test(what) ? [303, true] : [422, false],
    );
    if (answer.status === 422) expect(await answer.text(), what).toMatch(/requires? approval/);
    expect(await published(), what).toBe(before);
  }
  world.wait(3 * 60 * MINUTE);
  await publishDue(world.deps);
  expect(await published(), 'after the chosen time').toBe(before);
});
