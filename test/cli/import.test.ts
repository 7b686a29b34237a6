import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { patchComponent } from '../../api/actions/component/component.ts';
import { correctHistory } from '../../api/actions/component/correct-history.ts';
import { NewComponent } from '../../api/actions/component/input.ts';
import { type Stored, storeHistory } from '../../api/actions/import/store.ts';
import { createIncident, patchIncident } from '../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../api/actions/incident/input.ts';
import { NotStatuspage, readDocument } from '../../api/importers/port/shape.ts';
import { AUTHOR, translate } from '../../api/importers/statuspage/translate.ts';
import { ianaZone } from '../../api/importers/statuspage/zone.ts';
import { findIncident } from '../../db/incident/incident.ts';
import { findSitePage } from '../../db/page/page.ts';
import { readSource } from '../support/samples/import-page.ts';
import { savedPages } from '../support/samples/real-data.ts';
import { dump, rows } from '../support/world/dump.ts';
import { makeWorld, type World } from '../support/world/world.ts';

const current = 'test/fixtures/statuspage/current';
const old = 'test/fixtures/statuspage/old';
const PAGE = 'm4rl1npage00';

let world: World;
beforeEach(async () => {
  world = await makeWorld({ bare: true });
});
afterEach(() => world.close());

async function load(folder: string, only?: string[]): Promise<Stored & { skipped: string[] }> {
  const all = await readSource(folder);
  const source = Object.fromEntries(
    Object.entries(all).filter(([name]) => !only || only.includes(name)),
  );
  const file = Object.values(all)[0]?.page;
  if (!file) throw new Error(`nothing in ${folder}`);
  const page = await findSitePage(world.deps.db, null);
  const translation = translate(source, page?.id ?? file.id);
  const timeZone = ianaZone(file.time_zone ?? 'Etc/UTC') ?? 'Etc/UTC';
  const history = { page: { id: file.id, name: file.name, timeZone }, ...translation };
  const stored = await storeHistory(world.deps, world.owner, AUTHOR, history);
  return { ...stored, skipped: translation.skipped.map(({ what, why }) => `${what}: ${why}`) };
}

const query = (sql: string) => rows(world.deps.db, sql);
const incident = async (id: string, page = PAGE) => {
  const found = await findIncident(world.deps.db, page, id);
  if (!found) throw new Error(`no incident ${id}`);
  return found;
};
const intervals = async (component: string) =>
  (
    await query(
      `select status, from_at, to_at from component_interval where component_id = '${component}' order by from_at`,
    )
  ).map((row) => [row.status, row.from_at, row.to_at]);

describe('what an import keeps', () => {
  test('the page, its components and their groups, under their own ids', async () => {
    const stored = await load(current);
    expect(stored.page).toEqual({ id: PAGE, name: 'Marlin Post', isNew: true });
    expect((await findSitePage(world.deps.db, null))?.timeZone).toBe('Europe/Lisbon');
    expect(
      await query('select id, name, group_id, position, status from component order by id'),
    ).toEqual([
      { id: 'c0mpl0st0000', name: 'Parcels', group_id: null, position: 3, status: 'operational' },
      { id: 'c0mpletters0', name: 'Letters', group_id: null, position: 1, status: 'operational' },
      {
        id: 'c0mpnorth000',
        name: 'North',
        group_id: 'gr0upreg1ons',
        position: 1,
        status: 'partial_outage',
      },
      {
        id: 'c0mpsouth000',
        name: 'South',
        group_id: 'gr0upreg1ons',
        position: 2,
        status: 'operational',
      },
      { id: 'gr0upreg1ons', name: 'Regions', group_id: null, position: 2, status: 'operational' },
    ]);
    expect(await query('select count(*) as n from template')).not.toEqual([{ n: 0 }]);
  });

  test('an incident with its states, times, impact, postmortem and changes', async () => {
    await load(current);
    const found = await incident('1ncp0stm0rt0');
    expect(found).toMatchObject({
      kind: 'incident',
      state: 'postmortem',
      impact: 'major',
      impactOverride: null,
      startedAt: Date.UTC(2026, 9, 1, 12),
      monitoringAt: Date.UTC(2026, 9, 1, 13),
      resolvedAt: Date.UTC(2026, 9, 1, 14),
      componentIds: ['c0mpletters0'],
    });
    expect(found.updates.map((u) => [u.seq, u.state])).toEqual([
      [4, 'postmortem'],
      [3, 'resolved'],
      [2, 'monitoring'],
      [1, 'investigating'],
    ]);
    expect(found.updates.at(-1)?.changes).toMatchObject([
      { componentId: 'c0mpletters0', oldStatus: 'operational', newStatus: 'major_outage' },
    ]);
  });

  test('a maintenance with its window, at the offset it was written with', async () => {
    await load(current);
    expect(await incident('ma1ntpast000')).toMatchObject({
      kind: 'maintenance',
      state: 'completed',
      scheduledFor: Date.UTC(2026, 6, 2, 1),
      scheduledUntil: Date.UTC(2026, 6, 2, 3),
      resolvedAt: Date.UTC(2026, 6, 2, 3),
    });
  });

  test('each component’s history as intervals, from the updates', async () => {
    await load(current);
    const made = Date.UTC(2026, 0, 10, 9);
    expect(await intervals('c0mpletters0')).toEqual([
      ['operational', made, Date.UTC(2026, 9, 1, 12)],
      ['major_outage', Date.UTC(2026, 9, 1, 12), Date.UTC(2026, 9, 1, 14)],
      ['operational', Date.UTC(2026, 9, 1, 14), null],
    ]);
    expect(await intervals('c0mpl0st0000')).toEqual([['operational', made, null]]);
    expect(await intervals('gr0upreg1ons')).toEqual([]);
  });

  test('HTML becomes Markdown', async () => {
    await load(current);
    expect((await incident('1nc0pen00000')).updates.map((u) => u.body)).toEqual([
      'A belt broke. **Parts are on their way.**',
      'We are looking into it.\n\nMore at [our page](https://marlin.example/north?a=1&b=2) & by phone.',
    ]);
  });

  test('unsupported content is skipped with a reason, and the rest is imported', async () => {
    const { skipped, incidents } = await load(current);
    expect(skipped).toEqual([
      'component “Telegrams”: its status “out_of_fashion” is unknown',
      'incident “A state that nobody knows”: its status “pondering” is unknown',
      'incident “Nothing was ever said”: it has no updates to show',
      'incident “A maintenance without a window”: it is a maintenance without a start or end',
    ]);
    expect(incidents.added).toBe(4);
  });

  test('a page of 2016, with the fields and the time zone of that time', async () => {
    const { skipped, page } = await load(old);
    expect(skipped).toEqual([]);
    expect((await findSitePage(world.deps.db, null))?.timeZone).toBe('America/New_York');
    const found = await incident('1nc0ld000000', page.id);
    expect(found.startedAt).toBe(Date.UTC(2016, 2, 2, 13));
    expect(found.updates.flatMap((u) => u.changes)).toEqual([]);
  });
});

describe('importing twice', () => {
  test('a second import changes no row', async () => {
    await load(current);
    const before = await dump(world.deps.db);
    const again = await load(current);
    expect([again.components.added, again.incidents.added]).toEqual([0, 0]);
    expect([again.components.renewed, again.incidents.renewed]).toEqual([0, 0]);
    expect(await dump(world.deps.db)).toEqual(before);
  });

  test('files imported one after another give the same history as together', async () => {
    await load(current);
    const combined = await dump(world.deps.db, ['incident', 'component', 'component_interval']);
    world.close();
    world = await makeWorld({ bare: true });
    await load(current, ['scheduled-maintenances.json']);
    await load(current, ['components.json']);
    await load(current, ['incidents.json']);
    const separate = await dump(world.deps.db, ['incident', 'component', 'component_interval']);
    expect(separate).toEqual(combined);
  });

  test('updates and statuses set here since then stay', async () => {
    await load(current);
    const { deps, owner } = world;
    const patch = IncidentPatch.parse({
      state: 'resolved',
      body: 'Mended here.',
      components: { c0mpnorth000: 'operational' },
    });
    await patchIncident(deps, owner, PAGE, '1nc0pen00000', patch);
    await patchComponent(deps, owner, PAGE, 'c0mpletters0', { name: 'Letters and cards' });
    const { conflicts: remaining } = await load(current);
    expect(remaining.map((k) => k.id).sort()).toEqual(['1nc0pen00000', 'c0mpletters0']);
    expect((await incident('1nc0pen00000')).updates[0]?.body).toBe('Mended here.');
    expect(await query("select name from component where id = 'c0mpletters0'")).toEqual([
      { name: 'Letters and cards' },
    ]);
    expect(await query("select status from component where id = 'c0mpnorth000'")).toEqual([
      { status: 'operational' },
    ]);
    expect((await intervals('c0mpnorth000')).map(([status]) => status)).toEqual([
      'operational',
      'partial_outage',
      'operational',
    ]);
  });

  test('a corrected history stays corrected', async () => {
    await load(current);
    const before = await intervals('c0mpnorth000');
    const [first] = await query(
      "select from_at, to_at from component_interval where component_id = 'c0mpnorth000' order by from_at limit 1",
    );
    const fromAt = Number(first?.from_at) + 1000;
    const correction = { fromAt, toAt: fromAt + 1000, status: 'major_outage', note: 'So it was.' };
    await correctHistory(world.deps, world.owner, PAGE, 'c0mpnorth000', correction as never);
    const corrected = await intervals('c0mpnorth000');
    expect(corrected).toHaveLength(before.length + 2);
    await load(current);
    expect(await intervals('c0mpnorth000')).toEqual(corrected);
  });

  test('changes made in Statuspage since then are imported', async () => {
    const source = await readSource(current);
    const translation = translate(source, PAGE);
    const history = {
      page: { id: PAGE, name: 'Marlin Post', timeZone: 'Etc/UTC' },
      ...translation,
    };
    await storeHistory(world.deps, world.owner, AUTHOR, history);
    const [first] = translation.incidents;
    if (!first) throw new Error('no incident');
    const later = { ...first.updates[0]?.row, id: 'updlater0000', seq: 3, body: 'Later.' };
    const more = { ...first, updates: [...first.updates, { row: later as never, changes: [] }] };
    const again = await storeHistory(world.deps, world.owner, AUTHOR, {
      ...history,
      incidents: [more],
    });
    expect(again.incidents).toEqual({ added: 0, renewed: 1, unchanged: 0 });
    expect((await incident(first.row.id)).updates.map((u) => u.body)).toContain('Later.');
  });
});

test('an older copy of the same page does not undo a newer one', async () => {
  await load(current);
  const before = await dump(world.deps.db);
  const translation = translate(await readSource(current), PAGE);
  const older = translation.components.map((row) => ({
    ...row,
    updatedAt: row.updatedAt - 1,
    name: `${row.name} as it was`,
  }));
  const page = { id: PAGE, name: 'Marlin Post', timeZone: 'Etc/UTC' };
  await storeHistory(world.deps, world.owner, AUTHOR, { page, components: older, incidents: [] });
  expect(await dump(world.deps.db)).toEqual(before);
});

test('imported updates notify nobody, and an existing page accepts them', async () => {
  world.close();
  world = await makeWorld();
  const { id: own } = await createIncident(
    world.deps,
    world.owner,
    world.pageId,
    NewIncident.parse({
      name: 'Our own',
      state: 'investigating',
      body: 'x',
      deliverNotifications: false,
    }),
  );
  const stored = await load(current);
  expect(stored.page).toEqual({ id: world.pageId, name: 'Northwind', isNew: false });
  expect(await query('select count(*) as n from notification')).toEqual([{ n: 0 }]);
  expect((await incident('1nc0pen00000', world.pageId)).updates[0]?.deliverNotifications).toBe(
    true,
  );
  const snapshot = await world.deps.snapshots.current();
  expect(snapshot?.incidents.map((i) => i.id)).toEqual(
    expect.arrayContaining([own, '1nc0pen00000']),
  );
});

describe('content that our own forms would refuse', () => {
  const page = { id: 'page', name: 'Page' };
  const at = '2026-11-01T10:00:00Z';
  const part = (id: string, more: object = {}) => ({
    id,
    name: id,
    status: 'operational',
    created_at: at,
    ...more,
  });
  const incidentWith = (id: string, more: object = {}) => ({
    id,
    status: 'resolved',
    body: 'Over.',
    created_at: at,
    ...more,
  });
  const event = (id: string, more: object = {}) => ({
    id,
    name: id,
    status: 'resolved',
    impact: 'minor',
    created_at: at,
    incident_updates: [incidentWith(`${id}-update`)],
    ...more,
  });
  const translated = (lists: { components?: object[]; incidents?: object[] }) => {
    const text = JSON.stringify({ page, components: [], incidents: [], ...lists });
    const file = readDocument('incidents.json', text);
    return translate({ 'incidents.json': file }, PAGE, { now: Date.UTC(2026, 10, 20) });
  };
  const remarks = (list: { what: string; why: string }[]) =>
    list.map(({ what, why }) => `${what}: ${why}`);
  const long = 'x'.repeat(100_000);

  test.each([
    ['a name', { name: long }, 'shortened to 255 characters'],
    ['a description', { description: long }, 'shortened to 1,000 characters'],
  ])('%s of a component that is too long is shortened and reported', (_, more, why) => {
    const { components, changed, skipped } = translated({ components: [part('one', more)] });
    const [row] = components;
    expect(NewComponent.safeParse({ ...row, groupId: null }).error).toBeUndefined();
    expect(remarks(changed).join()).toContain(why);
    expect(skipped).toEqual([]);
  });

  test('a title and a text that are too long are shortened without splitting a character', () => {
    const body = `${'x'.repeat(24_998)}😀😀`;
    const one = event('one', { name: long, incident_updates: [incidentWith('u', { body })] });
    const { incidents, changed } = translated({ incidents: [one] });
    const row = incidents[0]?.row;
    const update = incidents[0]?.updates[0]?.row;
    expect(NewIncident.safeParse({ ...row, body: update?.body }).error).toBeUndefined();
    expect(update?.body).toBe(`${'x'.repeat(24_998)}…`);
    expect(changed).toHaveLength(2);
  });

  test('names are one line, and items without one are skipped', () => {
    const { components, incidents, skipped } = translated({
      components: [part('one', { name: ' A\r\nb\u200b ' }), part('two', { name: '\u200b' })],
      incidents: [event('three', { name: '\r\n' })],
    });
    expect(components.map(({ name }) => name)).toEqual(['A b']);
    expect(incidents).toEqual([]);
    expect(remarks(skipped)).toEqual([
      'component “two”: it has no name',
      'incident “three”: it has no title',
    ]);
  });

  test.each([
    '-271821-04-20T00:00:00.000Z',
    '0001-01-01T00:00:00Z',
    '1899-12-31T00:00:00Z',
    '1989-12-31T23:59:59Z',
    '2026-11-21T00:00:00Z',
    '9999-12-31T00:00:00Z',
    '+275760-09-13T00:00:00.000Z',
    1,
  ])('items dated %s are skipped, and the rest is imported', (date) => {
    const dated = { created_at: date, updated_at: date };
    const { components, incidents, skipped } = translated({
      components: [part('bad', dated), part('good')],
      incidents: [
        event('bad', { ...dated, started_at: date }),
        event('good', {
          incident_updates: [incidentWith('bad-update', dated), incidentWith('good-update')],
        }),
      ],
    });
    expect(components.map(({ id }) => id)).toEqual(['good']);
    expect(incidents.map(({ row }) => row.id)).toEqual(['good']);
    expect(incidents[0]?.updates.map(({ row }) => [row.id, row.seq])).toEqual([['good-update', 1]]);
    expect(skipped).toHaveLength(3);
  });

  test.each(['9999-12-31', '0999-01-01', '1989-12-31'])(
    'the start date %s of a component is skipped and reported',
    (start_date) => {
      const { components, changed } = translated({ components: [part('one', { start_date })] });
      expect(components[0]?.startDate).toBe(null);
      expect(remarks(changed).join()).toContain('its start date');
    },
  );

  test('a window that ends before it begins, or centuries away, is skipped', () => {
    const window = (from: string, until: string) => ({
      status: 'scheduled',
      impact: 'maintenance',
      scheduled_for: from,
      scheduled_until: until,
      incident_updates: [incidentWith(from + until.slice(0, 4), { status: 'scheduled' })],
    });
    const { skipped } = translated({
      incidents: [
        event('one', window('2026-12-02T00:00:00Z', '2026-12-01T00:00:00Z')),
        event('two', window('2026-12-01T00:00:00Z', '9998-12-31T00:00:00Z')),
      ],
    });
    expect(remarks(skipped)).toEqual([
      'incident “one”: its window ends before it starts',
      'incident “two”: its window isn’t between 1990 and 2100',
    ]);
  });

  test('IDs that no address can hold, or that another incident’s update has, are skipped', () => {
    const { components, incidents, skipped } = translated({
      components: [part('../admin'), part('fine', { group_id: 'gone' }), part('a'.repeat(65))],
      incidents: [
        event('a b'),
        event('one', { incident_updates: [incidentWith('same')] }),
        event('two', { incident_updates: [incidentWith('same'), incidentWith('own')] }),
      ],
    });
    expect(components.map(({ id, groupId }) => [id, groupId])).toEqual([['fine', null]]);
    expect(incidents.flatMap(({ updates }) => updates.map(({ row }) => row.id))).toEqual([
      'same',
      'own',
    ]);
    expect(skipped).toHaveLength(4);
  });

  test('items over a limit are counted and reported', () => {
    const updates = Array.from({ length: 501 }, (_, i) => incidentWith(`update-${i}`));
    const parts = Array.from({ length: 2001 }, (_, i) => part(`part-${i}`));
    const { components, incidents, skipped, changed } = translated({
      components: parts,
      incidents: [event('one', { incident_updates: updates })],
    });
    expect([components.length, incidents[0]?.updates.length]).toEqual([2000, 500]);
    expect(remarks([...skipped, ...changed])).toEqual([
      '1 components: at most 2000 are imported',
      'incident “one”: it has 501 updates: the newest 500 are imported',
    ]);
  });

  test('an update already stored with another incident does not block the rest', async () => {
    const history = { page: { id: PAGE, name: 'Page', timeZone: 'Etc/UTC' } };
    const store = (incidents: object[]) =>
      storeHistory(world.deps, world.owner, AUTHOR, { ...history, ...translated({ incidents }) });
    await store([event('one', { incident_updates: [incidentWith('same')] })]);
    const again = await store([
      event('two', { incident_updates: [incidentWith('same')] }),
      event('three'),
    ]);
    expect(again.incidents.added).toBe(1);
    expect(again.conflicts.map(({ id }) => id)).toEqual(['two']);
  });
});

describe('content that is not Statuspage’s JSON', () => {
  const page = { id: 'x', name: 'y' };
  const incident = {
    id: 'a',
    name: 'b',
    status: 'resolved',
    impact: 'none',
    created_at: '2026-11-20T10:00:00Z',
  };
  test.each([
    ['not JSON', '<!doctype html>', /^incidents.json is not JSON/],
    ['no object', '[]', /it must be an object/],
    ['another product’s file', '{"status":"ok"}', /“page” must be/],
    ['another file', JSON.stringify({ page, components: [] }), /“incidents” is missing/],
    ['a list that is none', JSON.stringify({ page, incidents: {} }), /“incidents” must be a list/],
    [
      'a date that is none',
      JSON.stringify({ page, incidents: [incident, { ...incident, created_at: 'yesterday' }] }),
      /“incidents\[1\]\.created_at” must be a date/,
    ],
    [
      'an update without an id',
      JSON.stringify({
        page,
        incidents: [{ ...incident, incident_updates: [{ status: 'resolved' }] }],
      }),
      /“incidents\[0\]\.incident_updates\[0\]\.id” must be an id/,
    ],
  ])('%s is refused with the file and the field', (_, text, sentence) => {
    expect(() => readDocument('incidents.json', text)).toThrow(NotStatuspage);
    expect(() => readDocument('incidents.json', text)).toThrow(sentence);
  });

  test('lists that are null count as empty', () => {
    const text = JSON.stringify({ page, components: null, incidents: null });
    expect(readDocument('summary.json', text)).toMatchObject({ components: [], incidents: [] });
  });
});

/** The ids that the files of a saved page list, read without the importer: many hold components only. */
function idsIn(folder: string) {
  const files = readdirSync(folder).map((name) =>
    JSON.parse(readFileSync(join(folder, name), 'utf8')),
  );
  const ids = (...lists: string[]) =>
    new Set(files.flatMap((file) => lists.flatMap((list) => file[list] ?? [])).map(({ id }) => id));
  return {
    components: ids('components'),
    incidents: ids('incidents', 'scheduled_maintenances'),
  };
}

const saved = savedPages();
describe.runIf(saved.length > 0)('real pages', () => {
  test.each(saved)('%s imports completely, and a second import changes nothing', async (folder) => {
    const listed = idsIn(folder);
    expect(listed.components.size + listed.incidents.size).toBeGreaterThan(0);
    const first = await load(folder);
    expect(first.skipped).toEqual([]);
    expect(first.components.added).toBe(listed.components.size);
    expect(first.incidents.added).toBe(listed.incidents.size);
    const before = await dump(world.deps.db);
    await load(folder);
    expect(await dump(world.deps.db)).toEqual(before);
    expect(
      await query("select count(*) as n from incident_update where body glob '*<[a-z/]*'"),
    ).toEqual([{ n: 0 }]);
  });
});

describe('gaps in the source', () => {
  const NOW = Date.UTC(2026, 10, 20, 12);
  const page = { id: PAGE, name: 'Page' };
  const DAYS = 86_400_000;
  const iso = (at: number) => new Date(at).toISOString();
  const listed = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      id: `incident${i}`,
      name: `Incident ${i}`,
      status: 'resolved',
      impact: 'minor',
      created_at: iso(NOW - (i + 1) * DAYS),
      incident_updates: [
        {
          id: `update${i}`,
          status: 'resolved',
          body: 'Over.',
          created_at: iso(NOW - (i + 1) * DAYS),
        },
      ],
    }));
  const parts = [
    { id: 'part', name: 'Part', status: 'operational', created_at: '2020-01-01T00:00:00Z' },
  ];
  const store = async (count: number | null) => {
    const lists = {
      page,
      components: parts,
      ...(count === null ? {} : { incidents: listed(count) }),
    };
    const name = count === null ? 'components.json' : 'incidents.json';
    const source = { [name]: readDocument(name, JSON.stringify(lists)) };
    const translation = translate(source, PAGE, { now: NOW });
    const history = { page: { ...page, timeZone: 'Etc/UTC' }, ...translation };
    await storeHistory(world.deps, world.owner, AUTHOR, history);
    return translation.gaps;
  };
  const since = async () => (await world.deps.snapshots.current())?.uptime.byComponent.part?.since;

  test('a list that ends at fifty is reported, and uptime begins with its oldest incident', async () => {
    expect((await store(50)).join()).toContain(
      'nothing is known of incidents before 2026-10-01 12:00 UTC',
    );
    expect(await since()).toBe(NOW - 50 * DAYS);
  });

  test('components alone have no history, and a complete list gives all of it', async () => {
    expect((await store(null)).join()).toContain('Uptime starts with this import');
    expect(await since()).toBe(NOW);
    expect((await store(20)).join()).not.toContain('incidents before');
    expect(await since()).toBe(Date.UTC(2020, 0, 1));
    const before = await dump(world.deps.db);
    await store(50);
    await store(null);
    expect(await since()).toBe(Date.UTC(2020, 0, 1));
    expect(await dump(world.deps.db, ['component'])).toEqual({ component: before.component });
  });

  test('a start date given by hand takes precedence', async () => {
    await store(null);
    await patchComponent(world.deps, world.owner, PAGE, 'part', { startDate: '2026-01-01' });
    expect(await since()).toBe(Date.UTC(2026, 0, 1));
  });

  test('a dry run counts and stores nothing', async () => {
    const before = await dump(world.deps.db);
    const translation = translate(await readSource(current), PAGE, { now: NOW });
    const history = { page: { ...page, timeZone: 'Etc/UTC' }, ...translation };
    const options = { dryRun: true };
    const stored = await storeHistory(world.deps, world.owner, AUTHOR, history, options);
    expect(stored.incidents.added).toBe(4);
    expect(await dump(world.deps.db)).toEqual(before);
  });
});
