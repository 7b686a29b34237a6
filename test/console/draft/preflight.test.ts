import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dismissalKey, shownFindings } from '../../../api/domain/draft/dismissal.ts';
import { rules } from '../../../api/domain/preflight/index.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import { listTemplates } from '../../../db/template/template.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
} from '../../support/world/console.ts';

let world: ConsoleWorld;
let lead: Browser;
beforeEach(async () => {
  world = await makeConsole();
  lead = await world.as('publisher', 'Lea Lovage');
});
afterEach(() => world.close());

const GOOD = 'We are looking into declined card payments.';
const form = (more: Record<string, string> = {}) => ({
  state: 'investigating',
  template: '',
  key: 'press-1',
  name: 'Card payments fail',
  impactOverride: '',
  body: GOOD,
  composed: '',
  warned: 'no-promise',
  do: 'publish',
  ...more,
});
const publish = (more?: Record<string, string>) => lead.post('/admin/incidents/new', form(more));
const rows = async (sql: string) => (await world.deps.db.$client.execute(sql)).rows;
const idIn = (answer: Response) =>
  /incidents\/(\w+)\?done=published/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';

test('a blocking finding holds the update back, says where and what to do, and keeps the input', async () => {
  const body = 'prod-db-02 is full. Lea Lovage is on it.';
  const refused = await publish({ body });
  expect(refused.status).toBe(422);
  const { form: shown, findings } = await drawn(refused);
  expect(shown?.values).toMatchObject({ body, name: 'Card payments fail' });
  expect(shown?.fields.body).toMatch(/^“Lea Lovage”: Names a team member/);
  expect(findings?.map(({ rule, found }) => [rule, found])).toEqual([
    ['person', 'Lea Lovage'],
    ['host', 'prod-db-02'],
    ['no-promise', null],
  ]);
  expect(await rows('select 1 from incident')).toEqual([]);
});

test('a reason overrides it, and the audit log has who, which rules and why', async () => {
  const id = idIn(
    await publish({ body: 'prod-db-02 is full.', override: ' Our customers call it that. ' }),
  );
  expect((await findIncident(world.deps.db, world.pageId, id))?.updates[0]?.body).toBe(
    'prod-db-02 is full.',
  );
  const [entry] = await rows("select actor, after from audit where subject = 'incident'");
  expect(String(entry?.actor)).toContain('Lea Lovage');
  expect(JSON.parse(String(entry?.after)).overridden).toEqual({
    rules: ['host'],
    reason: 'Our customers call it that.',
  });
});

test('a reason without a blocking finding is not an override', async () => {
  await publish({ override: 'just in case' });
  const [entry] = await rows("select after from audit where subject = 'incident'");
  expect(JSON.parse(String(entry?.after)).overridden).toBeUndefined();
});

test('a warning is shown once; publishing again publishes', async () => {
  const body = 'We should be done soon.';
  const shown = await publish({ body });
  expect(shown.status).toBe(422);
  expect((await drawn(shown)).findings?.map(({ rule }) => rule)).toEqual([
    'no-promise',
    'speculation',
  ]);
  expect(await rows('select 1 from incident')).toEqual([]);
  expect((await publish({ body, warned: 'no-promise speculation' })).status).toBe(303);
});

test('each submission checks a text once, from every form', async () => {
  const [rule] = rules;
  if (!rule) throw new Error('there are rules');
  const find = vi.spyOn(rule, 'find');
  const warned = await publish({ body: 'We should be done soon.' });
  expect((await drawn(warned)).findings?.map(({ rule }) => rule)).toContain('speculation');
  expect(find, 'also where it is held back').toHaveBeenCalledTimes(1);
  find.mockClear();
  const id = idIn(await publish());
  expect(id).not.toBe('');
  expect(find).toHaveBeenCalledTimes(1);
  const next = form({
    key: 'next',
    incident: id,
    body: 'We found the cause.',
    state: 'identified',
  });
  expect((await lead.post(`/admin/incidents/${id}`, next)).status).toBe(303);
  expect(find).toHaveBeenCalledTimes(2);

  const title = { name: 'Card payments are declined', impactOverride: '' };
  expect((await lead.post(`/admin/incidents/${id}/edit`, title)).status).toBe(303);
  expect(find).toHaveBeenCalledTimes(3);
  const [update] = await rows(`select id from incident_update where incident_id = '${id}' limit 1`);
  const corrected = { body: 'We look into it.', warned: 'no-promise' };
  const owner = await world.as('owner');
  const answer = await owner.post(`/admin/incidents/${id}/updates/${update?.id}`, corrected);
  expect(answer.status).toBe(303);
  expect(find).toHaveBeenCalledTimes(4);
  const plan = {
    ...{ name: 'Upgrade', body: 'Payments pause.', key: 'plan', draft: 'draft0000009' },
    ...{ scheduledFor: '2026-11-28T02:00', scheduledUntil: '2026-11-28T04:00' },
  };
  const work = idIn(await lead.post('/admin/maintenances/new', plan));
  expect(work).not.toBe('');
  expect(find).toHaveBeenCalledTimes(5);
  const moved = { ...plan, scheduledUntil: '2026-11-28T05:00', key: 'moved' };
  expect((await lead.post(`/admin/maintenances/${work}/edit`, moved)).status).toBe(303);
  expect(find).toHaveBeenCalledTimes(6);
  const asked = { ...plan, do: 'ask', draft: 'draft0000010', key: 'asked' };
  expect((await lead.post('/admin/maintenances/new', asked)).status).toBe(303);
  expect(find).toHaveBeenCalledTimes(7);
  find.mockRestore();
});

test('a new incident without a component shows a warning once, and is published then', async () => {
  const cards = await world.component('Cards');
  const shown = await publish();
  expect(shown.status).toBe(422);
  const { findings } = await drawn(shown);
  expect(findings?.map(({ rule, level, place }) => [rule, level, place.in])).toEqual([
    ['no-promise', 'warn', 'promise'],
    ['no-component', 'warn', 'components'],
  ]);
  expect((await publish({ [`c.${cards}`]: 'partial_outage', key: 'named' })).status).toBe(303);

  const id = idIn(await publish({ warned: 'no-promise no-component', name: 'Slow mails' }));
  const next = form({
    key: 'next',
    incident: id,
    body: 'We found the cause.',
    state: 'identified',
  });
  expect((await lead.post(`/admin/incidents/${id}`, next)).status).toBe(303);
});

test('the next update is checked as the first is; an already published title is not', async () => {
  const id = idIn(await publish({ name: 'Errors on db01', override: 'as it is known' }));
  const next = (more: object) =>
    lead.post(`/admin/incidents/${id}`, {
      ...form({ key: crypto.randomUUID(), incident: id, body: 'We found the cause.' }),
      state: 'identified',
      ...more,
    });
  const refused = await next({ body: 'We found the cause on db01.' });
  expect((await drawn(refused)).findings?.[0]).toMatchObject({
    rule: 'host',
    place: { in: 'body' },
  });
  expect((await next({})).status).toBe(303);
});

test('an edited title and maintenance are checked too', async () => {
  const id = idIn(await publish());
  const edited = await lead.post(`/admin/incidents/${id}/edit`, {
    name: 'db01 is full',
    impactOverride: '',
  });
  expect((await drawn(edited)).form?.fields.name).toContain('“db01”');
  const plan = {
    name: 'Upgrade',
    scheduledFor: '2026-11-28T02:00',
    scheduledUntil: '2026-11-28T04:00',
    body: 'We upgrade 10.0.0.7.',
    key: 'plan',
  };
  const refused = await lead.post('/admin/maintenances/new', plan);
  expect((await drawn(refused)).findings?.[0]).toMatchObject({ rule: 'private-address' });
  const forced = { ...plan, override: 'they asked' };
  expect((await lead.post('/admin/maintenances/new', forced)).status).toBe(303);
});

test('a refusal names what was not done: published, scheduled, saved, canceled or sent for approval', async () => {
  const said = async (answer: Response) => (await drawn(answer)).form?.message;
  const [stop, warning] = ['db01 is full.', 'We should be done soon.'];
  const unlessFixed = 'Fix the errors, or give a reason for publishing anyway.';
  expect(await said(await publish({ body: stop }))).toBe(`Not published. ${unlessFixed}`);
  let drafts = 100;
  for (const [button, outcome, anyway] of [
    ['publish', 'Not published.', 'publish'],
    ['ask', 'Approval not requested.', 'request approval'],
    ['schedule', 'Not scheduled.', 'schedule'],
  ] as const) {
    const press = (body: string, warned = 'no-promise') =>
      publish({
        draft: `draft0000${drafts++}`,
        publishAt: '2026-12-01T12:00',
        warned,
        body,
        do: button,
      });
    expect(await said(await press(warning, ''))).toBe(
      `${outcome} Review the warnings: fix them, or ${anyway} anyway.`,
    );
    expect(await said(await press(stop))).toBe(`${outcome} ${unlessFixed}`);
    expect(await said(await press(''))).toBe(`${outcome} Fix the highlighted fields.`);
  }

  const id = idIn(await publish());
  const edit = { name: 'db01 is full', impactOverride: '' };
  const notSaved = `Not saved. ${unlessFixed}`;
  expect(await said(await lead.post(`/admin/incidents/${id}/edit`, edit))).toBe(notSaved);
  const component = { name: 'db01', description: '', status: 'operational' };
  expect(await said(await lead.post('/admin/components/new', component))).toBe(notSaved);
  const router = { ...component, name: 'Router 203.0.113.7' };
  expect(await said(await lead.post('/admin/components/new', router))).toBe(
    'Not saved. Review the warnings: fix them, or save anyway.',
  );
});

test('the script’s request returns the findings in the text as it would be published', async () => {
  const template = (await listTemplates(world.deps.db, world.pageId))[0]?.id ?? '';
  const asked = { template, 'f.what_users_see': 'Errors from db01', do: 'compose' };
  const answer = await lead.post('/admin/incidents/compose', form({ ...asked, body: '' }));
  const { texts, html } = (await answer.json()) as { texts: { body: string }; html: string };
  expect(texts.body).toContain('db01');
  expect(JSON.parse(html)).toMatchObject({
    path: '/admin/incidents/check',
    findings: [{ rule: 'host', found: 'db01' }, { rule: 'no-promise' }],
  });
  const mine = await lead.post(
    '/admin/incidents/compose',
    form({ ...asked, body: 'At 10.0.0.1.', do: 'check' }),
  );
  const isException = JSON.parse(((await mine.json()) as { html: string }).html);
  expect(isException.findings[0]).toMatchObject({ rule: 'private-address' });
});

test('an owner turns a rule off and lists words that stay internal', async () => {
  const owner = await world.as('owner');
  const enabled = rules.map(({ id }) => id).filter((id) => id !== 'host');
  const saved = await owner.post('/admin/settings/checks', {
    on: enabled,
    words: 'Osprey\r\n\r\n Osprey \r\nProject Kestrel',
    expectedRevision: '1',
  });
  expect(saved.headers.get('location')).toContain('done=saved');
  expect((await publish({ body: 'db01 is full.' })).status).toBe(303);
  const refused = await publish({ body: 'project kestrel is late.', key: 'press-2' });
  expect((await drawn(refused)).findings?.[0]).toMatchObject({ rule: 'own-words' });
  const stale = await owner.post('/admin/settings/checks', {
    on: enabled,
    words: '',
    expectedRevision: '1',
  });
  expect(stale.status).toBe(409);
  expect((await lead.post('/admin/settings/checks', {})).status).toBe(403);
  const [page] = await rows('select own_words from page');
  expect(JSON.parse(String(page?.own_words))).toEqual(['Osprey', 'Project Kestrel']);
});

test('readers get neither the blocked words nor the disabled rules', async () => {
  const owner = await world.as('owner');
  await owner.post('/admin/settings/checks', { words: 'Osprey', expectedRevision: '1' });
  const snapshot = JSON.stringify(await world.deps.snapshots.current());
  expect(snapshot).not.toMatch(/Osprey|preflight|speculation/);
});

test('a name or a description of a component or group is held back at its field, and saved with a reason', async () => {
  const cards = await world.component('Cards');
  const paths = ['/admin/components/new', `/admin/components/${cards}`];
  const group = { name: 'rack-7.internal', description: '', group: 'group' };
  const texts = {
    name: 'Card payments',
    description: 'Runs on prod-db-02.',
    status: 'operational',
  };
  for (const [path, typed, field] of [
    [paths[0], texts, 'description'],
    [paths[1], texts, 'description'],
    [paths[1], { ...texts, name: 'Cards [brand]', description: '' }, 'name'],
    [paths[0], group, 'name'],
  ] as const) {
    const refused = await lead.post(path ?? '', typed);
    expect(refused.status).toBe(422);
    const { form: shown, findings } = await drawn(refused);
    expect(Object.keys(shown?.fields ?? {})).toEqual([field]);
    expect(findings?.[0]).toMatchObject({ level: 'stop', place: { in: 'field', field } });
    expect(shown?.values).toMatchObject(typed);
  }
  expect(await rows('select name from component')).toEqual([{ name: 'Cards' }]);

  const override = 'Customers know this machine.';
  for (const typed of [
    { ...texts, override },
    { ...texts, status: 'degraded_performance' },
  ])
    expect((await lead.post(paths[1] ?? '', typed)).status).toBe(303);
  expect((await lead.post(paths[0] ?? '', { ...group, override })).status).toBe(303);
  const entries = await rows("select after from audit where subject = 'component'");
  const overridden = entries.map(({ after }) => JSON.parse(String(after)).overridden);
  expect(overridden.filter(Boolean)).toEqual([
    { rules: ['host'], reason: override },
    { rules: ['host'], reason: override },
  ]);
});

test('a warning about a name is shown once; saving again saves it', async () => {
  const typed = { name: 'Router 203.0.113.7', description: '', status: 'operational' };
  const shown = await lead.post('/admin/components/new', typed);
  expect(shown.status).toBe(422);
  expect((await drawn(shown)).findings?.map(({ rule }) => rule)).toEqual(['public-address']);
  const again = await lead.post('/admin/components/new', { ...typed, warned: 'public-address' });
  expect(again.status).toBe(303);
});

test('the page’s name, links and footer are checked, and not again while they stay the same', async () => {
  const owner = await world.as('owner');
  const settings = { name: 'Acme on db01', timeZone: 'Etc/UTC', locale: 'en', supportUrl: '' };
  const refused = await owner.post('/admin/settings/general', settings);
  expect([refused.status, Object.keys((await drawn(refused)).form?.fields ?? {})]).toEqual([
    422,
    ['name'],
  ]);
  const support = { ...settings, name: 'Acme', supportUrl: 'https://help.internal/start' };
  expect(
    (await drawn(await owner.post('/admin/settings/general', support))).form?.fields,
  ).toHaveProperty('supportUrl');
  const override = 'That is our product.';
  expect((await owner.post('/admin/settings/general', { ...settings, override })).status).toBe(303);
  expect((await owner.post('/admin/settings/general', settings)).status).toBe(303);

  const branding = {
    footer: 'Operated by [company].',
    'links.0.label': 'Wiki',
    'links.0.url': 'https://wiki.internal/',
  };
  const held = (await drawn(await owner.post('/admin/settings/appearance', branding))).form;
  expect(Object.keys(held?.fields ?? {}).sort()).toEqual(['footer', 'links.0.url']);
  expect((await owner.post('/admin/settings/appearance', { ...branding, override })).status).toBe(
    303,
  );
  expect((await owner.post('/admin/settings/appearance', branding)).status).toBe(303);
  const audited = await rows("select after from audit where subject in ('page', 'look')");
  const overridden = audited.map(({ after }) => JSON.parse(String(after)).overridden?.reason);
  expect(overridden.filter(Boolean)).toEqual([override, override]);
});

test('the reason of a correction is held back at its field, and published with a reason to override', async () => {
  const cards = await world.component('Cards');
  const path = `/admin/components/${cards}/history`;
  await world.deps.db.$client.execute('update component set created_at = 0');
  await world.deps.db.$client.execute('update component_interval set from_at = 0');
  const typed = {
    fromAt: '2026-11-01T10:00',
    toAt: '2026-11-01T11:00',
    status: 'partial_outage',
    note: 'prod-db-02 was full.',
  };
  const { form: shown, findings } = await drawn(await lead.post(path, typed));
  expect([shown?.status, Object.keys(shown?.fields ?? {})]).toEqual([422, ['note']]);
  expect(findings?.[0]).toMatchObject({ rule: 'host', place: { field: 'note' } });
  expect((await lead.post(path, { ...typed, override: 'It is known.' })).status).toBe(303);
});

test('a dismissed warning is stored with the draft, and the same rule warns about other words', async () => {
  const NEW = '/admin/incidents/new';
  const draft = { draft: 'draft0000001', draftRevision: '0', 'f.next_update': '30' };
  const body = 'It might be the cache.';
  const submit = async (more: Record<string, string>) =>
    drawn(await lead.post(NEW, form({ ...draft, body, ...more })));
  const shownIn = ({ findings = [], form: back }: Awaited<ReturnType<typeof submit>>) =>
    shownFindings(findings, String(back?.values.dismissed ?? '')).map(({ rule }) => rule);
  const first = await submit({ do: 'check' });
  const warning = first.findings?.find(({ rule }) => rule === 'speculation');
  if (!warning) throw new Error('no warning to dismiss');
  const dismissed = await submit({ do: `dismiss:${dismissalKey(warning)}` });
  expect(shownIn(first)).toContain('speculation');
  expect(shownIn(dismissed)).toEqual(shownIn(first).filter((rule) => rule !== 'speculation'));

  const known = { dismissed: String(dismissed.form?.values.dismissed) };
  await lead.post(NEW, form({ ...draft, body, ...known, do: 'save' }));
  const resumed = await drawn(await lead.get(`${NEW}?draft=draft0000001`));
  expect(shownIn(resumed)).not.toContain('speculation');
  const other = await submit({ ...known, body: 'It is probably the cache.', do: 'check' });
  expect(shownIn(other)).toContain('speculation');
  expect(shownIn(await submit({ ...known, do: 'dismiss:' }))).toEqual(shownIn(first));
  const stop = await submit({ body: 'Lea Lovage is on it.', do: 'check' });
  const error = stop.findings?.find(({ level }) => level === 'stop');
  expect(
    error &&
      shownIn(await submit({ body: 'Lea Lovage is on it.', do: `dismiss:${dismissalKey(error)}` })),
  ).toContain(error?.rule);
});
