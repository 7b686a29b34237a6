import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { receiveAlerts } from '../../api/actions/alert/receive.ts';
import { createAlertRule } from '../../api/actions/alert/rule.ts';
import { runAlertRules } from '../../api/actions/alert/run/run.ts';
import { createAlertSource } from '../../api/actions/alert/source.ts';
import { patchComponent } from '../../api/actions/component/component.ts';
import { ComponentPatch } from '../../api/actions/component/input.ts';
import { saveDraft } from '../../api/actions/draft/save.ts';
import { IncidentPatch } from '../../api/actions/incident/input.ts';
import { patchIncident } from '../../api/actions/incident/patch.ts';
import type { Deps } from '../../api/context/deps.ts';
import { NewAlertRule } from '../../api/domain/alert/rule-input.ts';
import { NewAlertSource } from '../../api/domain/alert/source.ts';
import type { Actor } from '../../api/domain/response/role.ts';
import { MINUTE } from '../../api/domain/time/time.ts';
import { type AlertSource, listAlertSources } from '../../db/alert/source.ts';
import { BASE_URL, makeWorld, publish, SECRET, type World } from '../support/mail/mail.ts';
import { FULL } from '../support/size.ts';
import { announced } from '../support/world/random.ts';
import { killAtEachWrite, killPair } from './process/kill-processes.ts';
import { publishingDeps } from './process/publishing.ts';

const GROUPS = FULL ? 500 : 20;
const ALERTS = FULL ? 5000 : 120;
/** Drafts in an hour: the other groups wait, and none is lost. */
const LIMIT = FULL ? 60 : 12;

type Ruled = World & { owner: Actor; source: AlertSource };

/** A page with a source of alerts. */
async function makeRuled(): Promise<Ruled> {
  const world = await makeWorld();
  const { deps, pageId } = world;
  const owner: Actor = { kind: 'user', id: 'owner', name: 'Olga', role: 'owner', pageId };
  const input = NewAlertSource.parse({ name: 'S', kind: 'generic' });
  await createAlertSource(deps, owner, pageId, input);
  const [source] = await listAlertSources(deps.db, pageId);
  if (!source) throw new Error('no source');
  return { ...world, owner, source };
}

/** A rule for the alerts whose severity is its name. It is live without a dry run. */
async function addRule({ deps, owner, pageId, db }: Ruled, name: string, settings: object) {
  const conditions = [{ field: 'severity', op: 'equals', value: name }];
  const input = NewAlertRule.parse({ name, settings: { conditions, ...settings } });
  const id = await createAlertRule(deps, owner, pageId, input);
  await db.run(sql`update alert_rule set mode = 'live', dry_from = null where id = ${id}`);
}

/** The clock goes on by a millisecond, so that alerts are decided in this order. */
async function send(world: Ruled, severity: string, status = 'firing', id = severity) {
  const raw = { headers: new Headers(), bytes: new Uint8Array() };
  const body = { id, title: `Alert ${id}`, status, severity, group: id };
  world.clock.now++;
  await receiveAlerts(world.deps, world.source, raw, async () => body);
}

const count = async ({ db }: World, what: string): Promise<number> =>
  (await db.all<{ n: number }>(sql`select count(*) as n from ${sql.raw(what)}`))[0]?.n ?? 0;
const due = (world: World) => count(world, `alert where due_at <= ${world.clock.now}`);

test('a storm is decided once and drafted once for each group, however often processes are killed', async () => {
  const random = announced('ALERT_KILL_SEED');
  const world = await makeRuled();
  await addRule(world, 'critical', { action: 'draft', perHour: LIMIT });
  const raw = { headers: new Headers(), bytes: new Uint8Array() };
  for (let i = 0; i < ALERTS; i++)
    await receiveAlerts(world.deps, world.source, raw, async () => ({
      ...{ id: `alert ${i}`, title: `Alert ${i}`, status: 'firing', severity: 'critical' },
      group: `group ${i % GROUPS}`,
    }));
  let kills = 0;
  const work = { url: world.url, work: 'alerts', at: world.clock.now };
  const rival = rivalOf(world);
  while ((await due(world)) > 0 || (await count(world, 'alert where outcome is null')) > 0)
    kills += FULL ? await killPair(work, 5 + random() * 40) : await rival.write();
  rival.close();
  const [stored] = await world.db.all<object>(sql`select
    (select count(*) from draft) as drafts,
    (select count(distinct json_extract("values", '$.name')) from draft) as names,
    (select count(*) from alert_group) as groups,
    (select count(*) from alert_decision) as decisions,
    (select count(distinct alert_id) from alert_decision) as decided,
    (select count(*) from alert_decision where outcome = 'capped') as capped,
    (select acts from alert_rule) as acts`);
  const perGroup = ALERTS / GROUPS;
  expect(stored).toEqual({
    ...{ drafts: LIMIT, names: LIMIT, groups: LIMIT, acts: LIMIT },
    ...{ decisions: ALERTS, decided: ALERTS, capped: ALERTS - LIMIT * perGroup },
  });
  console.log(`${kills} kills`);
  await world.close();
}, 600_000);

/** Each thing that a rule can do, and its opposite once the alerts are over. */
const kinds = ['publishes', 'drafts', 'changes', 'notes', 'proposes'];
const EACH = FULL ? 5 : 1;

async function ruledByAll(): Promise<Ruled> {
  const world = await makeRuled();
  const { payments, login } = world.components;
  const publishing = { action: 'publish', title: '{{ title }}', body: 'We see errors.' };
  const resolve = 'automatic';
  const components = [{ id: payments, status: 'major_outage' }];
  const slow = [{ id: login, status: 'degraded_performance' }];
  await addRule(world, 'publishes', { ...publishing, components, resolve, perHour: 60 });
  await addRule(world, 'drafts', { action: 'draft', resolve, perHour: 60 });
  await addRule(world, 'changes', { action: 'component', components: slow, resolve });
  await addRule(world, 'notes', { action: 'note', resolve });
  await addRule(world, 'proposes', { ...publishing, resolve: 'propose', perHour: 60 });
  return world;
}

/** All that rules have done, without ids. */
async function outcomeOf({ db }: World) {
  const all = (query: string) => db.all<object>(sql.raw(query));
  return {
    drafts: await all(`select state, revision, incident_id is not null as about,
      json_extract("values", '$.name') as name from draft order by created_at, name, state`),
    incidents: await all('select name, state, revision from incident order by name'),
    texts: await all('select count(*) as updates from incident_update'),
    events: await all('select kind, text from incident_event order by text, incident_id'),
    components: await all('select name, status, revision from component order by name'),
    intervals: await all('select status, cause from component_interval order by 1, 2'),
    groups:
      await all(`select substr(key, instr(key, ' ')) as key, closed_at is null as open, acted_at is null as waits
      from alert_group order by 1`),
    decisions: await all(`select a.fingerprint, d.outcome, explanation from alert_decision d
      join alert a on a.id = d.alert_id order by a.fingerprint, d.rowid`),
    acts: await all('select name, acts from alert_rule order by name'),
    mails: await all('select count(*) as n from notification'),
    audit: await all(
      'select action, subject, count(*) as n from audit group by 1, 2 order by 1, 2',
    ),
  };
}

/** Alerts begin, end, and stay away for long enough. */
const moments = [
  (world: Ruled, id: (kind: string) => string) => both(world, 'firing', id),
  (world: Ruled, id: (kind: string) => string) => both(world, 'resolved', id),
  async () => {},
];

async function both(world: Ruled, status: string, id: (kind: string) => string) {
  for (const kind of kinds) await send(world, kind, status, id(kind));
}

test('what rules do and undo is done once, at whichever write a process is killed', async () => {
  const [world, undisturbed] = [await ruledByAll(), await ruledByAll()];
  let kills = 0;
  // The others are seen by the next test, without processes.
  for (const moment of FULL ? moments : moments.slice(0, 1)) {
    for (const one of [world, undisturbed]) {
      one.clock.now += 10 * MINUTE;
      for (let n = 0; n < EACH; n++) await moment(one, (kind) => `${kind} ${n}`);
    }
    kills += await killAtEachWrite({ url: world.url, work: 'alerts', at: world.clock.now });
    await runAlertRules(undisturbed.deps);
    expect(await outcomeOf(world)).toEqual(await outcomeOf(undisturbed));
  }
  expect(kills).toBeGreaterThanOrEqual(kinds.length * EACH);
  console.log(`${kills} kills`);
  await Promise.all([world.close(), undisturbed.close()]);
}, 900_000);

const update = (table: string) => `update \\"${table}\\" set`;

/** Runs `meanwhile` before each batch that decides something: the decision was taken from older rows. */
function beforeDecisions(
  { db: { $client: client } }: Deps,
  meanwhile: () => Promise<unknown>,
  isMeant = (_: string) => true,
) {
  const batch = client.batch.bind(client);
  client.batch = async (statements, mode) => {
    const text = JSON.stringify(statements);
    if (mode === 'write' && text.includes(update('alert')) && isMeant(text)) await meanwhile();
    return batch(statements, mode);
  };
  return () => {
    client.batch = batch;
  };
}

/** Another process, without the time that starting one takes: it makes one write and is gone. */
function rivalOf({ url, clock }: World) {
  const deps = publishingDeps(url, BASE_URL, SECRET, () => clock.now);
  const gone = new Error('gone');
  const batch = deps.db.$client.batch.bind(deps.db.$client);
  deps.db.$client.batch = async (statements, mode) => {
    const written = await batch(statements, mode);
    if (mode === 'write' && written.some(({ rowsAffected }) => rowsAffected > 0)) throw gone;
    return written;
  };
  return {
    /** Returns how often it was gone: 0 or 1. */
    write: () =>
      runAlertRules(deps).then(
        () => 0,
        (error) => {
          if (error !== gone) throw error;
          return 1;
        },
      ),
    close: () => deps.db.$client.close(),
  };
}

test('what rules do and undo is done once, when another process is faster at every write', async () => {
  const [world, undisturbed] = [await ruledByAll(), await ruledByAll()];
  const rival = rivalOf(world);
  for (const moment of moments) {
    for (const one of [world, undisturbed]) {
      one.clock.now += 10 * MINUTE;
      await moment(one, (kind) => kind);
    }
    const stop = beforeDecisions(world.deps, rival.write);
    while ((await due(world)) > 0) await runAlertRules(world.deps).catch(() => {});
    stop();
    await runAlertRules(undisturbed.deps);
    expect(await outcomeOf(world)).toEqual(await outcomeOf(undisturbed));
  }
  const done = await world.db.all<{ outcome: string }>(
    sql`select outcome from alert_decision group by 1 order by 1`,
  );
  expect(done.map(({ outcome }) => outcome)).toEqual(
    expect.arrayContaining(['component', 'drafted', 'noted', 'proposed', 'published', 'undone']),
  );
  rival.close();
  await Promise.all([world.close(), undisturbed.close()]);
});

test('a rule at its limit drafts no more, when another process drafts for another alert first', async () => {
  const world = await makeRuled();
  await addRule(world, 'critical', { action: 'draft', perHour: 1 });
  await send(world, 'critical', 'firing', 'first');
  const rival = rivalOf(world);
  let tries = 0;
  const stop = beforeDecisions(world.deps, async () => {
    if (tries++ > 0) return;
    await send(world, 'critical', 'firing', 'second');
    await world.db.run(sql`update alert set due_at = 1 where fingerprint = 'second'`);
    await rival.write();
  });
  await runAlertRules(world.deps);
  stop();
  const { drafts, decisions } = await outcomeOf(world);
  expect(drafts).toHaveLength(1);
  expect(decisions).toMatchObject([
    { fingerprint: 'first', outcome: 'capped' },
    { fingerprint: 'second', outcome: 'drafted' },
  ]);
  rival.close();
  await world.close();
});

/** What a person does, right before which batch of the rules, and what stays. */
test.each<
  [string, (world: Ruled) => Promise<unknown>, (text: string, world: Ruled) => boolean, object]
>([
  [
    'writes in the draft',
    async (world) => {
      const [draft] = await world.db.all<{ id: string }>(sql`select id from draft`);
      await saveDraft(world.deps, world.owner, world.pageId, {
        ...{ id: draft?.id ?? '', kind: 'incident', incidentId: null, base: 1 },
        ...{ idempotencyKey: 'k', values: { name: 'Mine', state: 'investigating' } },
      });
    },
    (text) => text.includes(update('draft')),
    { drafts: expect.arrayContaining([expect.objectContaining({ name: 'Mine', state: 'open' })]) },
  ],
  [
    'publishes an update',
    async ({ deps, owner, pageId, db }) => {
      const [found] = await db.all<{ id: string }>(
        sql`select id from incident where name = 'Alert publishes'`,
      );
      const patch = IncidentPatch.parse({ body: 'We found it.', state: 'identified' });
      await patchIncident(deps, owner, pageId, found?.id ?? '', patch);
    },
    (text) => text.includes(update('incident')),
    {
      incidents: expect.arrayContaining([
        expect.objectContaining({ name: 'Alert publishes', state: 'identified' }),
      ]),
    },
  ],
  [
    'sets the status of a component',
    ({ deps, owner, pageId, components }) =>
      patchComponent(
        ...([deps, owner, pageId, components.login] as const),
        ComponentPatch.parse({ status: 'partial_outage' }),
      ),
    (text, { components }) => text.includes(update('component')) && text.includes(components.login),
    {
      components: expect.arrayContaining([
        expect.objectContaining({ name: 'Login', status: 'partial_outage' }),
      ]),
    },
  ],
])(
  'nothing is undone when, right before that, a person %s',
  async (_, person, isMeant, expected) => {
    const world = await ruledByAll();
    await publish(world, { components: {} });
    await both(world, 'firing', (kind) => kind);
    await runAlertRules(world.deps);
    await both(world, 'resolved', (kind) => kind);
    world.clock.now += 10 * MINUTE;
    let isFirst = true;
    const stop = beforeDecisions(
      world.deps,
      async () => {
        if (!isFirst) return;
        isFirst = false;
        await person(world);
      },
      (text) => isMeant(text, world),
    );
    await runAlertRules(world.deps);
    stop();
    expect(isFirst).toBe(false);
    expect(await outcomeOf(world)).toMatchObject(expected);
    await world.close();
  },
);

const SEQUENCES = FULL ? 1000 : 25;
const statuses = ['operational', 'degraded_performance', 'partial_outage', 'major_outage'];
const worseness = (status: string) => statuses.indexOf(status);

test('nothing that a person touched is resolved, discarded or lowered by a rule: at random', async () => {
  const random = announced('ALERT_TOUCH_SEED');
  const any = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const world = await makeRuled();
  const { deps, owner, pageId, db, components } = world;
  const ids = Object.values(components);
  const all = <T>(query: string) => db.all<T>(sql.raw(query));
  const setStatus = (id: string, status: string) =>
    patchComponent(deps, owner, pageId, id, ComponentPatch.parse({ status }));
  const tally: Record<string, number> = {};
  for (let n = 0; n < SEQUENCES; n++) {
    for (const table of [
      'alert_decision',
      'alert_group',
      'alert_rule',
      'alert',
      'draft',
      'incident',
    ])
      await db.run(sql.raw(`delete from ${table}`));
    for (const id of ids) await setStatus(id, 'operational');
    world.clock.now += 1440 * MINUTE;
    for (const severity of ['high', 'low'])
      await addRule(world, severity, {
        ...{ action: any(['draft', 'publish', 'component', 'note']), title: 'T', body: 'B' },
        ...{ resolve: any(['automatic', 'automatic', 'propose', 'none']), perHour: 60 },
        ...{ endsAfter: any([0, 5]), groupBy: any(['rule', 'sender']), flapLimit: 0 },
        components: [{ id: any(ids), status: any(statuses.slice(1)) }],
      });
    const drafts = new Map<string, number>();
    const incidents = new Set<string>();
    const touched = new Map<string, string>();
    const person = {
      async draft() {
        const open = "select id, revision from draft where state = 'open' and incident_id is null";
        const [found] = await all<{ id: string; revision: number }>(open);
        if (!found) return;
        const values = { name: `Mine ${world.clock.now}`, state: 'investigating' };
        const posted = { id: found.id, kind: 'incident' as const, incidentId: null };
        const by = { base: found.revision, idempotencyKey: deps.newId(), values };
        const saved = await saveDraft(deps, owner, pageId, { ...posted, ...by });
        drafts.set(found.id, saved.draft.revision);
      },
      async incident() {
        const [found] = await all<{ id: string }>(
          'select id from incident where resolved_at is null',
        );
        if (!found) return;
        const patch = IncidentPatch.parse({ body: 'We found it.', state: 'identified' });
        await patchIncident(deps, owner, pageId, found.id, patch);
        incidents.add(found.id);
      },
      async component() {
        const [id, status] = [any(ids), any(statuses)];
        const found = await all<{ status: string }>(
          `select status from component where id = '${id}'`,
        );
        // Choosing the status that it has already changes nothing.
        if (found[0]?.status === status) return;
        await setStatus(id, status);
        touched.set(id, status);
      },
    };
    for (let step = 0; step < 8; step++) {
      const [severity, id] = [any(['high', 'low']), any(['a', 'a', 'b'])];
      const turn = random();
      if (turn < 0.4) await send(world, severity, 'firing', `${severity} ${id}`);
      else if (turn < 0.75) await send(world, severity, 'resolved', `${severity} ${id}`);
      else await any(Object.values(person))();
      world.clock.now += any([1, 6]) * MINUTE;
      await runAlertRules(deps);
      for (const row of await all<{ id: string; state: string; revision: number }>(
        'select id, state, revision from draft',
      ))
        if (drafts.has(row.id))
          expect(row).toMatchObject({ state: 'open', revision: drafts.get(row.id) });
      for (const row of await all<{ id: string; ended: number | null }>(
        'select id, resolved_at as ended from incident',
      ))
        if (incidents.has(row.id)) expect([row.id, row.ended]).toEqual([row.id, null]);
      for (const row of await all<{ id: string; status: string }>(
        'select id, status from component',
      ))
        if (touched.has(row.id))
          expect(worseness(row.status)).toBeGreaterThanOrEqual(
            worseness(touched.get(row.id) ?? ''),
          );
    }
    for (const { outcome } of await all<{ outcome: string }>('select outcome from alert_decision'))
      tally[outcome] = (tally[outcome] ?? 0) + 1;
  }
  console.log(JSON.stringify(tally));
  const seen = ['drafted', 'published', 'component', 'noted', 'proposed', 'undone'];
  if (FULL) expect(Object.keys(tally)).toEqual(expect.arrayContaining(seen));
  await world.close();
}, 600_000);
