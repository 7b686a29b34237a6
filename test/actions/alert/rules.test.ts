import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { receiveAlerts } from '../../../api/actions/alert/receive.ts';
import { createAlertRule, moveAlertRule, saveAlertRule } from '../../../api/actions/alert/rule.ts';
import { runAlertRules } from '../../../api/actions/alert/run/run.ts';
import { createAlertSource } from '../../../api/actions/alert/source.ts';
import { createComponent, patchComponent } from '../../../api/actions/component/component.ts';
import { ComponentPatch, NewComponent } from '../../../api/actions/component/input.ts';
import { requireDraft } from '../../../api/actions/draft/commit-internal.ts';
import { saveDraft } from '../../../api/actions/draft/save.ts';
import { createIncident } from '../../../api/actions/incident/create.ts';
import { IncidentPatch, NewIncident } from '../../../api/actions/incident/input.ts';
import { patchIncident } from '../../../api/actions/incident/patch.ts';
import { publish, publishForm } from '../../../api/actions/publication/publication.ts';
import { requireIncident } from '../../../api/actions/room/commit.ts';
import { AlertRuleEdit, NewAlertRule } from '../../../api/domain/alert/rule-input.ts';
import { NewAlertSource } from '../../../api/domain/alert/source.ts';
import { readFigures } from '../../../api/reads/figures.ts';
import { readResponse } from '../../../api/reads/incident/room.ts';
import { type AlertSource, listAlertSources } from '../../../db/alert/source.ts';
import { write } from '../../../db/engine/write.ts';
import { DAY, makeWorld, type World } from '../../support/world/world.ts';

const MINUTE = 60_000;
let world: World;
let source: AlertSource;
let api: string;
beforeAll(async () => {
  world = await makeWorld();
  const { deps, owner, pageId } = world;
  await createAlertSource(
    deps,
    owner,
    pageId,
    NewAlertSource.parse({ name: 'S', kind: 'generic' }),
  );
  [source] = (await listAlertSources(deps.db, pageId)) as [AlertSource];
  api = await createComponent(deps, owner, pageId, NewComponent.parse({ name: 'API' }));
});
afterAll(() => world.close());
beforeEach(async () => {
  const tables = ['alert_decision', 'alert_group', 'alert_rule', 'alert', 'draft', 'incident'];
  await write(
    world.deps.db,
    tables.map((table) => ({ toSQL: () => ({ sql: `delete from ${table}`, params: [] }) })),
  );
  const { deps, owner, pageId } = world;
  world.wait(DAY);
  await patchComponent(deps, owner, pageId, api, ComponentPatch.parse({ status: 'operational' }));
});

async function add(settings: object, more: object = {}): Promise<string> {
  const conditions = [{ field: 'title', op: 'contains', value: 'down' }];
  const input = NewAlertRule.parse({
    name: 'Down',
    mode: 'live',
    ...more,
    settings: { conditions, ...settings },
  });
  return createAlertRule(world.deps, world.owner, world.pageId, input);
}
async function send(id: string, status = 'firing', more: object = {}): Promise<void> {
  const body = { id, title: `${id} is down`, status, group: id, ...more };
  await receiveAlerts(
    world.deps,
    source,
    { headers: new Headers(), bytes: new Uint8Array() },
    async () => body,
  );
  await runAlertRules(world.deps);
}
const rows = <T = Record<string, unknown>>(query: string): Promise<T[]> =>
  world.deps.db.all<T>(sql.raw(query));
const outcomes = async () =>
  (await rows<{ outcome: string }>('select outcome from alert_decision order by rowid')).map(
    ({ outcome }) => outcome,
  );
const status = async () =>
  (await rows<{ status: string }>(`select status from component where id = '${api}'`))[0]?.status;
const drafts = () =>
  rows<{ id: string; state: string; values: string; revision: number; incident_id: string | null }>(
    'select * from draft order by created_at, rowid',
  );
const later = async (minutes: number) => {
  world.wait(minutes * MINUTE);
  await runAlertRules(world.deps);
};

describe('a rule that drafts', () => {
  test('starts one for a group, with texts of the alert, and discards it where nobody touched it', async () => {
    await add({
      ...{
        action: 'draft',
        resolve: 'automatic',
        groupBy: 'rule',
        components: [{ id: api, status: 'major_outage' }],
      },
      ...{
        title: '{{ labels.service }} unavailable',
        body: 'We’re looking into it.',
        severity: 'SEV2',
      },
    });
    await send('a', 'firing', { labels: { service: 'Cards' } });
    await send('b');
    const [draft, ...others] = await drafts();
    expect(others).toEqual([]);
    expect(JSON.parse(draft?.values ?? '')).toEqual({
      ...{ state: 'investigating', name: 'Cards unavailable', body: 'We’re looking into it.' },
      ...{ severity: 'SEV2', notify: 'on', [`c.${api}`]: 'major_outage' },
    });
    expect([await status(), await outcomes()]).toEqual(['operational', ['drafted', 'joined']]);
    await send('a', 'resolved');
    await send('b', 'resolved');
    await later(5);
    expect((await drafts()).map(({ state }) => state)).toEqual(['discarded']);
    expect((await outcomes()).slice(2)).toEqual(['ended', 'settling', 'undone']);
    await send('a');
    expect(await drafts()).toHaveLength(2);
  });

  test('leaves a draft that somebody wrote in', async () => {
    await add({ action: 'draft', resolve: 'automatic' });
    await send('a');
    const [draft] = await drafts();
    if (!draft) throw new Error('no draft');
    const values = { ...JSON.parse(draft.values), body: 'Mine' };
    const posted = {
      id: draft.id,
      kind: 'incident' as const,
      incidentId: null,
      base: 1,
      idempotencyKey: 'k',
      values,
    };
    await saveDraft(world.deps, world.owner, world.pageId, posted);
    await send('a', 'resolved');
    await later(5);
    expect((await drafts()).map(({ state }) => state)).toEqual(['open']);
    expect((await outcomes()).at(-1)).toBe('proposed');
  });

  test('waits, and reaches its limit, and goes on an hour later', async () => {
    await add({ action: 'draft', holdsFor: 2, perHour: 2 });
    for (const id of ['a', 'b', 'c']) await send(id);
    expect(await drafts()).toEqual([]);
    await later(2);
    expect([(await drafts()).length, (await outcomes()).at(-1)]).toEqual([2, 'capped']);
    await later(60);
    expect(await drafts()).toHaveLength(3);
  });
});

describe('a rule that publishes', () => {
  const settings = {
    action: 'publish',
    title: '{{ title }}',
    body: 'We are investigating errors.',
    severity: 'SEV3',
  };
  async function addPublishing(more: object = {}) {
    const id = await add(
      { ...settings, components: [{ id: api, status: 'partial_outage' }], ...more },
      { mode: 'dry' },
    );
    const live = AlertRuleEdit.parse({ mode: 'live' });
    await expect(saveAlertRule(world.deps, world.owner, world.pageId, id, live)).rejects.toThrow(
      'Fix the highlighted',
    );
    await send('dry');
    expect([await outcomes(), await drafts()]).toEqual([['dry'], []]);
    world.wait(7 * DAY);
    await saveAlertRule(world.deps, world.owner, world.pageId, id, live);
    return id;
  }
  const incidents = () =>
    rows<{ id: string; state: string; revision: number; name: string }>('select * from incident');

  test('runs dry for seven days, then publishes, and resolves what nobody touched', async () => {
    await addPublishing({ resolve: 'automatic' });
    await send('x');
    expect((await incidents()).map(({ name, state }) => [name, state])).toEqual([
      ['x is down', 'investigating'],
    ]);
    expect([await status(), (await outcomes()).at(-1)]).toEqual(['partial_outage', 'published']);
    await send('x', 'resolved');
    await later(5);
    expect((await incidents()).map(({ state }) => state)).toEqual(['resolved']);
    expect([await status(), (await outcomes()).at(-1)]).toEqual(['operational', 'undone']);
  });

  test('sets a component back to what a person had set before', async () => {
    await addPublishing({
      resolve: 'automatic',
      components: [{ id: api, status: 'major_outage' }],
    });
    const { deps, owner, pageId } = world;
    const worse = ComponentPatch.parse({ status: 'degraded_performance' });
    await patchComponent(deps, owner, pageId, api, worse);
    await send('x');
    expect(await status()).toBe('major_outage');
    await send('x', 'resolved');
    await later(5);
    expect([await status(), (await outcomes()).at(-1)]).toEqual(['degraded_performance', 'undone']);
  });

  test('proposes to resolve what a person has written on', async () => {
    await addPublishing({ resolve: 'automatic' });
    await send('x');
    const [incident] = await incidents();
    const patch = IncidentPatch.parse({ body: 'We found the cause.', state: 'identified' });
    await patchIncident(world.deps, world.owner, world.pageId, incident?.id ?? '', patch);
    await send('x', 'resolved');
    await later(5);
    expect((await incidents()).map(({ state }) => state)).toEqual(['identified']);
    expect((await outcomes()).at(-1)).toBe('proposed');
    const [draft] = await drafts();
    expect([draft?.incident_id, JSON.parse(draft?.values ?? '{}').state]).toEqual([
      incident?.id,
      'resolved',
    ]);
  });

  test('drafts where a second person or preflight would stop the text', async () => {
    await addPublishing({ severity: null });
    const why = async () =>
      (await rows<{ explanation: string }>('select * from alert_decision order by rowid desc'))[0]
        ?.explanation;
    const approval = (value: number | null) =>
      rows(`update page set approval_without_severity = ${value}`);
    await approval(1);
    await send('x');
    expect([await incidents(), (await drafts()).length]).toEqual([[], 1]);
    expect(await why()).toMatch(/requires approval/);
    await approval(null);
    await addPublishing({ body: 'The database 10.0.0.7 is down.', groupBy: 'rule' }).catch(
      () => {},
    );
    await rows(
      "update alert_rule set disabled_at = 1 where json_extract(settings, '$.groupBy') = 'sender'",
    );
    await rows("update alert_rule set mode = 'live'");
    await send('y');
    expect([await incidents(), (await drafts()).length]).toEqual([[], 2]);
    expect(await why()).toMatch(/^Started a draft. Not published/);
  });
});

describe('a rule for components', () => {
  test('makes a status worse, never better, and sets back what it set', async () => {
    await add({
      action: 'component',
      resolve: 'automatic',
      components: [{ id: api, status: 'partial_outage' }],
    });
    await send('a');
    expect(await status()).toBe('partial_outage');
    await send('a', 'resolved');
    await later(5);
    expect([await status(), await outcomes()]).toEqual([
      'operational',
      ['component', 'settling', 'undone'],
    ]);
    await patchComponent(
      world.deps,
      world.owner,
      world.pageId,
      api,
      ComponentPatch.parse({ status: 'major_outage' }),
    );
    await send('b');
    await send('b', 'resolved');
    await later(5);
    expect(await status()).toBe('major_outage');
  });

  test('leaves a status that a person set since', async () => {
    await add({
      action: 'component',
      resolve: 'automatic',
      components: [{ id: api, status: 'partial_outage' }],
    });
    await send('a');
    await patchComponent(
      world.deps,
      world.owner,
      world.pageId,
      api,
      ComponentPatch.parse({ status: 'degraded_performance' }),
    );
    await send('a', 'resolved');
    await later(5);
    expect([await status(), (await outcomes()).at(-1)]).toEqual([
      'degraded_performance',
      'proposed',
    ]);
  });

  test('is quiet during maintenance, and acts after it', async () => {
    await add({ action: 'component', components: [{ id: api, status: 'partial_outage' }] });
    const now = world.deps.clock();
    const planned = {
      name: 'Upgrade',
      state: 'in_progress',
      body: 'Work.',
      componentIds: [api],
      scheduledFor: now - MINUTE,
      scheduledUntil: now + 60 * MINUTE,
    };
    const { id } = await createIncident(
      world.deps,
      world.owner,
      world.pageId,
      NewIncident.parse(planned),
    );
    await send('a');
    expect([await status(), await outcomes()]).toEqual(['operational', ['muted']]);
    await patchIncident(
      world.deps,
      world.owner,
      world.pageId,
      id,
      IncidentPatch.parse({ state: 'completed', body: 'Done.' }),
    );
    await later(5);
    expect([await status(), await outcomes()]).toEqual(['partial_outage', ['muted', 'component']]);
  });
});

test('a note goes to the rooms of open incidents that affect its components, and to no restricted one', async () => {
  await add({ action: 'note', components: [{ id: api, status: 'partial_outage' }] });
  await send('a');
  const opening = {
    name: 'Errors',
    state: 'investigating',
    body: 'We are investigating errors.',
    severity: 'SEV3',
    componentIds: [api],
  };
  const { deps, owner, pageId } = world;
  const { id } = await createIncident(deps, owner, pageId, NewIncident.parse(opening));
  const secret = NewIncident.parse({ ...opening, name: 'Quiet' });
  const { id: hidden } = await createIncident(deps, owner, pageId, secret);
  await rows(`update incident set audience = 'restricted' where id = '${hidden}'`);
  await send('b');
  const events = await rows<{ incident_id: string; text: string }>('select * from incident_event');
  expect(events.map((one) => [one.incident_id, one.text])).toEqual([
    [id, 'Alert from S: b is down'],
  ]);
});

test('the first rule that matches decides; order, pause and unknown names are held', async () => {
  const ignoring = await add({ action: 'ignore' }, { name: 'Quiet' });
  const drafting = await add({ action: 'draft' });
  await send('a');
  await moveAlertRule(world.deps, world.owner, world.pageId, drafting, 'up');
  await send('b');
  await saveAlertRule(
    world.deps,
    world.owner,
    world.pageId,
    drafting,
    AlertRuleEdit.parse({ enabled: false }),
  );
  await send('c');
  expect([ignoring !== drafting, await outcomes()]).toEqual([
    true,
    ['ignored', 'drafted', 'ignored'],
  ]);
  for (const wrong of [
    { components: [{ id: 'nobody', status: 'major_outage' }] },
    { severity: 'SEV9' },
    { templateId: 'none' },
    { title: '{{ title | nope }}' },
  ])
    await expect(add({ action: 'draft', ...wrong })).rejects.toThrow();
});

test('a draft that a person publishes keeps its alerts: in the room, in the figures and to the second', async () => {
  const { deps, owner, pageId } = world;
  await add({ action: 'draft', groupBy: 'rule' });
  await send('a');
  world.wait(MINUTE);
  await send('b');
  world.wait(3 * MINUTE);
  const [{ id } = { id: '' }] = await drafts();
  const draft = await requireDraft(deps, pageId, id);
  const values = { name: 'Errors', state: 'investigating', body: 'We are investigating errors.' };
  const opening = { what: 'opening' as const, input: NewIncident.parse(values) };
  const published = await publish(deps, owner, pageId, opening, {
    extraStatements: (as) => publishForm(deps, owner, { ...draft, draft }, as),
  });
  world.wait(MINUTE);
  await send('a', 'resolved');
  await send('late');
  const incident = await requireIncident(deps, pageId, published.id);
  const room = await readResponse(deps.db, { id: pageId, severityScale: null }, incident);
  expect(room.firstWord).toBe(4 * MINUTE);
  expect(room.alerts.map(({ title, status }) => [title, status])).toEqual([
    ...[['a is down', 'resolved'] as const, ['b is down', 'firing'] as const],
    ['late is down', 'firing'],
  ]);
  expect(
    room.timeline
      .filter(({ kind }) => kind === 'alert')
      .map(({ text }) => text)
      .sort(),
  ).toEqual([
    ...['Alert from S: a is down', 'Alert from S: b is down', 'Alert from S: late is down'],
    'Alert over: a is down',
  ]);
  const page = { id: pageId, timeZone: 'Etc/UTC', severityScale: null, workingHours: null };
  const reader = { page, personId: null, now: deps.clock() };
  const { figures } = await readFigures(deps.db, reader, { period: 'all' });
  const measured = figures.measures.find(({ key }) => key === 'inform');
  expect([measured?.overall?.count, measured?.overall?.median]).toEqual([1, 4 * MINUTE]);
  expect(figures.incidents.map(({ milestones }) => milestones.alerted)).toEqual([
    deps.clock() - 5 * MINUTE,
  ]);
});

test('a page without rules keeps no alert in the queue', async () => {
  await send('a');
  expect(await rows('select due_at, outcome from alert')).toEqual([
    { due_at: null, outcome: null },
  ]);
});
