import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IncidentKind, State } from '../../api/domain/incident/incident.ts';
import { incidentStates, isClosed, maintenanceStates } from '../../api/domain/incident/incident.ts';
import { isEnd, notificationsOf } from '../../api/domain/subscriber/occasion.ts';
import {
  detailChoices,
  isNotified,
  kindChoices,
  type NotifiedEvent,
  type Preferences,
} from '../../api/domain/subscriber/preferences.ts';
import { insertNotification } from '../../db/delivery/notification.ts';
import { insertDigest } from '../../db/delivery/occasion.ts';
import {
  countRecipients,
  countWaiting,
  recipientsAfter,
  remainingRecipients,
} from '../../db/delivery/recipient.ts';
import { supersedeStatements } from '../../db/delivery/supersede.ts';
import type { Db } from '../../db/engine/client.ts';
import { write } from '../../db/engine/write.ts';
import {
  batch,
  component,
  incident,
  incidentUpdate,
  notification,
  page,
  subscriber,
  subscription,
} from '../../db/schema/index.ts';
import { FULL } from '../support/size.ts';
import { openMigrated } from '../support/world/migrated-database.ts';
import { announced } from '../support/world/random.ts';

/** g1 has a and b, g2 has c and d; e is in no group. */
const groups: Record<string, string | null> = { a: 'g1', b: 'g1', c: 'g2', d: 'g2', e: null };
const components = Object.keys(groups);
const stamps = { createdAt: 0, updatedAt: 0 };
const people = new Map<string, Preferences>();
const folder = mkdtempSync(join(tmpdir(), 'allclear-'));
let db: Db;

beforeAll(async () => {
  db = await openMigrated(`file:${join(folder, 'allclear.db')}`);
  await db.insert(page).values({ id: 'page', name: 'Acme', mailHold: 60, ...stamps });
  const placed = [...Object.entries(groups), ['g1', null] as const, ['g2', null] as const];
  await db.insert(component).values(
    placed.map(([id, groupId], i) => ({
      ...{ id, name: id, pageId: 'page', groupId, group: id.startsWith('g') },
      ...{ position: i + 1, ...stamps },
    })),
  );
});
afterAll(() => {
  db.$client.close();
  rmSync(folder, { recursive: true, force: true });
});

/** `page`, or what is followed: components, groups and `this` or `other` incident; then kinds and detail. */
function preferencesOf(text: string): Preferences {
  const words = text.split(' ');
  return {
    wholePage: words.includes('page'),
    targets: words.flatMap((id): Preferences['targets'] => {
      if (id === 'this' || id === 'other') return [{ target: 'incident', id }];
      if (id === 'g1' || id === 'g2') return [{ target: 'group', id }];
      return components.includes(id) ? [{ target: 'component', id }] : [];
    }),
    kinds: kindChoices.find((kinds) => words.includes(`only-${kinds}`)) ?? 'all',
    detail: words.includes('start-and-end') ? 'start-and-end' : 'every',
  };
}

async function insertPerson(preferences: Preferences): Promise<string> {
  const id = `s${String(people.size).padStart(4, '0')}`;
  people.set(id, preferences);
  const { wholePage, kinds, detail, targets } = preferences;
  await write(db, [
    db.insert(subscriber).values({
      ...{ id, pageId: 'page', email: `${id}@customers.example`, state: 'active' },
      ...{ allComponents: wholePage, kinds, detail, confirmedAt: 0, ...stamps },
    }),
    ...targets.map((one) =>
      db.insert(subscription).values({ subscriberId: id, componentId: one.id, target: one.target }),
    ),
  ]);
  return id;
}

/** Writes the incident `this`, the update and its notification, and reads who is told on every path. */
async function toldBy(event: NotifiedEvent): Promise<Record<string, string[]>> {
  const { kind, incidentId, isAfterEnd, componentIds, detail } = event;
  const state: State = kind === 'incident' ? 'resolved' : 'completed';
  await write(db, [
    db.delete(incident),
    db.delete(notification),
    db.insert(incident).values(incidentRow(incidentId, kind, state)),
    ...(isAfterEnd ? [db.insert(incidentUpdate).values(updateRow(incidentId, 1, state))] : []),
    db.insert(incidentUpdate).values(updateRow(incidentId, 2, state)),
    db.insert(notification).values({
      ...{ id: 'told', pageId: 'page', incidentId, updateId: `${incidentId}2`, state: 'held' },
      ...{ componentIds: componentIds && [...componentIds], detail, cutAt: 1, holdUntil: 0 },
      createdAt: 1,
    }),
    db.insert(batch).values({
      ...{ id: 'batch', notificationId: 'told', pageId: 'page', channel: 'email', batchNo: 1 },
      ...{ n: people.size, dueAt: 0, recipients: [...people.keys()] },
    }),
  ]);
  const [row] = await db.select().from(notification);
  if (!row) throw new Error('no notification');
  const planned = await recipientsAfter(db, row, null, 1e6);
  const hashes = [...people.keys()].map((id) => [id, `hash of ${id}`]);
  const begin = JSON.stringify({ id: 'batch', hashes });
  const begun = await db.all<{ id: string }>(remainingRecipients(sql`${begin}`));
  const counted = await countWaiting(db, incidentId);
  expect(counted.get('told')).toBe(planned.length);
  return { planned: planned.map(({ id }) => id), begun: begun.map(({ id }) => id) };
}

const incidentRow = (id: string, kind: IncidentKind, state: State) => ({
  ...{ id, kind, state, pageId: 'page', name: 'Payments fail', impact: 'none' as const },
  ...{ startedAt: 0, ...stamps },
});

const updateRow = (incidentId: string, seq: number, state: State, isPublic = true) => ({
  ...{ id: `${incidentId}${seq}`, pageId: 'page', incidentId, seq, state, body: '', author: 'Lea' },
  audience: isPublic ? ('public' as const) : ('internal' as const),
  ...{ deliverNotifications: true, displayAt: seq, createdAt: seq, updatedAt: seq },
});

/** Such as `maintenance a c, every`: kind, affected components, detail, `after-end`. */
function eventOf(text: string): NotifiedEvent {
  const words = text.split(/[ ,]+/);
  const affected = components.filter((id) => words.includes(id));
  return {
    incidentId: 'this',
    kind: words.includes('maintenance') ? 'maintenance' : 'incident',
    componentIds: affected.length > 0 ? affected : null,
    groupIds: affected.flatMap((id) => groups[id] ?? []),
    detail: detailChoices.find((detail) => words.includes(detail)) ?? 'all',
    isAfterEnd: words.includes('after-end'),
  };
}

/** Preferences, event, and whether they are told; each was thought through by hand. */
const table: [who: string, event: string, told: boolean][] = [
  ['page', 'incident a', true],
  ['page', 'incident', true],
  ['page', 'maintenance a', true],
  ['page', 'incident a, every', true],
  ['page', 'incident a, start-and-end', false],
  ['page', 'incident a, every, after-end', true],
  ['page only-incidents', 'incident a', true],
  ['page only-incidents', 'incident', true],
  ['page only-incidents', 'maintenance a', false],
  ['page only-maintenance', 'incident a', false],
  ['page only-maintenance', 'maintenance', true],
  ['page start-and-end', 'incident a', true],
  ['page start-and-end', 'incident a, every', false],
  ['page start-and-end', 'incident a, start-and-end', true],
  ['page start-and-end only-incidents', 'maintenance a, start-and-end', false],
  ['a', 'incident a', true],
  ['a', 'incident a b', true],
  ['a', 'incident b', false],
  ['a', 'incident', false],
  ['a c', 'incident c d', true],
  ['a only-incidents', 'maintenance a', false],
  ['a start-and-end', 'incident a, every', false],
  ['a start-and-end', 'incident a, start-and-end', true],
  ['g1', 'incident a', true],
  ['g1', 'incident b', true],
  ['g1', 'incident c', false],
  ['g1', 'incident e', false],
  ['g1', 'incident', false],
  ['g1', 'maintenance b c', true],
  ['g1 only-maintenance', 'incident b', false],
  ['g1 a this', 'incident a', true],
  ['g1 start-and-end', 'incident b, every', false],
  ['this', 'incident a', true],
  ['this', 'incident', true],
  ['this only-maintenance', 'incident a', true],
  ['this start-and-end', 'incident a, start-and-end', true],
  ['this start-and-end', 'incident a, every', false],
  ['this', 'incident a, every, after-end', false],
  ['this a', 'incident a, every, after-end', true],
  ['other', 'incident a', false],
  ['other g2', 'incident c', true],
  ['', 'incident a', false],
];

test('whom the rules tell, case by case', () => {
  expect(table.length).toBeGreaterThanOrEqual(40);
  const decided = table.map(([who, event]) => [
    who,
    event,
    isNotified(preferencesOf(who), eventOf(event)),
  ]);
  expect(decided).toEqual(table);
});

test('planning, sending and counting tell whom the rules tell, each once', async () => {
  const random = announced('RECIPIENTS_SEED');
  const some = <T>(all: readonly T[], share: number) => all.filter(() => random() < share);
  const one = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  for (const [who] of table) await insertPerson(preferencesOf(who));
  for (let i = 0; i < (FULL ? 400 : 30); i++)
    await insertPerson({
      wholePage: random() < 0.3,
      targets: [
        ...some(components, 0.25).map((id) => ({ target: 'component', id }) as const),
        ...some(['g1', 'g2'], 0.3).map((id) => ({ target: 'group', id }) as const),
        ...some(['this', 'other'], 0.3).map((id) => ({ target: 'incident', id }) as const),
      ],
      kinds: one(kindChoices),
      detail: one(detailChoices),
    });
  let rows = 0;
  let told = 0;
  for (let i = 0; i < (FULL ? 500 : 24); i++) {
    const affected = some(components, 0.35);
    const event: NotifiedEvent = {
      incidentId: 'this',
      kind: one(['incident', 'maintenance']),
      componentIds: affected.length > 0 ? affected : null,
      groupIds: affected.flatMap((id) => groups[id] ?? []),
      detail: one(['all', ...detailChoices]),
      isAfterEnd: random() < 0.3,
    };
    const wanted = [...people].filter(([, who]) => isNotified(who, event)).map(([id]) => id);
    const found = await toldBy(event);
    expect(found, JSON.stringify(event)).toEqual({ planned: wanted, begun: wanted });
    rows += people.size;
    told += wanted.length;
  }
  console.log(`${rows} rows, ${told} told`);
  expect(rows).toBeGreaterThan(500);
  expect(told).toBeGreaterThan(rows / 10);
}, 60_000);

test('a component that joins a group later counts, and one that left it does not', async () => {
  const follower = await insertPerson(preferencesOf('g1'));
  const told = async (text: string) => (await toldBy(eventOf(text))).planned?.includes(follower);
  expect([await told('incident a'), await told('incident e')]).toEqual([true, false]);
  await db.update(component).set({ groupId: 'g1' }).where(eq(component.id, 'e'));
  await db.update(component).set({ groupId: null }).where(eq(component.id, 'a'));
  expect([await told('incident a'), await told('incident e')]).toEqual([false, true]);
  await db.update(component).set({ groupId: null }).where(eq(component.id, 'e'));
  await db.update(component).set({ groupId: 'g1' }).where(eq(component.id, 'a'));
});

/** How long a generated table may take, ms. */
const LIMIT = FULL ? 600_000 : 60_000;

/** Previous public state, new state, what else is known; then the notifications. */
const occasions: [what: string, Parameters<typeof notificationsOf>[0], wanted: string[]][] = [
  ['the first update', given(null, 'investigating'), ['update all']],
  ['a first update that is the last', given(null, 'resolved'), ['update all']],
  ['an update in the middle', given('investigating', 'identified'), ['update every']],
  ['the same state again', given('monitoring', 'monitoring'), ['update every']],
  ['a middle one after a silent start', untold('investigating', 'identified'), ['update all']],
  ['a middle one that replaces the start', replacing('identified', 'identified'), ['update all']],
  ['the end', given('monitoring', 'resolved'), ['update every', 'digest start-and-end']],
  [
    'an end that replaces the start',
    replacing('identified', 'resolved'),
    ['update every', 'digest start-and-end'],
  ],
  [
    'an end after a silent start',
    untold('identified', 'resolved'),
    ['update every', 'digest start-and-end'],
  ],
  ['reopened', given('resolved', 'investigating'), ['update all']],
  ['a postmortem', given('resolved', 'postmortem'), ['update every']],
  ['a postmortem that replaces the summary', replacing('resolved', 'postmortem'), ['update all']],
  ['an addition after the end', given('resolved', 'resolved'), ['update every']],
  ['planned work is announced', given(null, 'scheduled'), ['update all']],
  ['a reminder', { ...given('scheduled', 'scheduled'), notice: 'reminder' }, ['update every']],
  ['rescheduled', { ...given('scheduled', 'scheduled'), notice: 'rescheduled' }, ['update all']],
  [
    'canceled',
    { ...given('scheduled', 'completed'), notice: 'cancelled' },
    ['update every', 'digest start-and-end'],
  ],
  ['the work begins', given('scheduled', 'in_progress'), ['update all']],
  ['the work is verified', given('in_progress', 'verifying'), ['update every']],
  ['the work is over', given('verifying', 'completed'), ['update every', 'digest start-and-end']],
];

function given(previous: State | null, state: State) {
  return {
    previous,
    state,
    notice: null,
    isStartAnnounced: previous !== null,
    replacesStartOrEnd: false,
  };
}
function untold(previous: State, state: State) {
  return { ...given(previous, state), isStartAnnounced: false };
}
function replacing(previous: State, state: State) {
  return { ...given(previous, state), replacesStartOrEnd: true };
}

test.for(occasions)('%s', ([, occasion, wanted]) => {
  expect(notificationsOf(occasion).map(({ kind, detail }) => `${kind} ${detail}`)).toEqual(wanted);
});

test(
  'the notifications that are written, and the count before, are those of the rules',
  async () => {
    const random = announced('OCCASIONS_SEED');
    const one = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
    await insertPerson(preferencesOf('page start-and-end'));
    const seen = new Set<string>();
    for (let n = 0; n < (FULL ? 500 : 10); n++) {
      const id = `i${n}`;
      const kind: IncidentKind = one(['incident', 'maintenance']);
      const states: readonly State[] =
        kind === 'incident' ? [...incidentStates, 'postmortem'] : maintenanceStates;
      await db.insert(incident).values(incidentRow(id, kind, one(states)));
      let previous: State | null = null;
      for (let seq = 1; seq <= 5; seq++) {
        const state = one(states);
        const isPublic = random() < 0.85;
        await db.insert(incidentUpdate).values(updateRow(id, seq, state, isPublic));
        if (!isPublic) continue;
        const isMailed = random() < 0.85;
        if (isMailed) {
          const before = await db
            .select()
            .from(notification)
            .where(eq(notification.incidentId, id));
          const live = before.filter((row) => ['held', 'planning', 'sending'].includes(row.state));
          const occasion = {
            ...{ previous, state, notice: one([null, null, 'rescheduled', 'reminder'] as const) },
            isStartAnnounced: before.some(
              (row) => row.detail === 'all' && !['cancelled', 'superseded'].includes(row.state),
            ),
            replacesStartOrEnd: live.some(({ detail }) => detail !== 'every'),
          };
          const wanted = notificationsOf(occasion);
          const of = { pageId: 'page', incidentId: id, updateId: `${id}${seq}` };
          const facts = { state, notice: occasion.notice };
          // People are counted before the update is written.
          await db.delete(incidentUpdate).where(eq(incidentUpdate.id, of.updateId));
          const upcoming = { ...of, ...facts, kind, cutAt: 1, componentIds: ['a'] };
          const counted = await countRecipients(db, upcoming);
          await db.insert(incidentUpdate).values(updateRow(id, seq, state));
          const row = { ...of, ...facts, id: `${id}n${seq}`, componentIds: ['a'], at: seq };
          await write(db, [
            insertNotification(db, row),
            ...supersedeStatements(db, row),
            ...(isClosed(state)
              ? [insertDigest({ ...of, ...facts }, { id: `${id}d${seq}`, endId: row.id })]
              : []),
          ]);
          const written = await db
            .select()
            .from(notification)
            .where(eq(notification.updateId, of.updateId))
            .orderBy(sql`${notification.kind} = 'digest'`);
          const text = JSON.stringify(occasion);
          expect(
            written.map(({ kind: as, detail }) => ({ kind: as, detail })),
            text,
          ).toEqual(wanted);
          const told = written.map((each) => recipientsAfter(db, each, null, 1e6));
          const reached = (await Promise.all(told)).flat();
          expect(counted, text).toBe(reached.length);
          expect(new Set(reached.map(({ id: to }) => to)).size).toBe(reached.length);
          seen.add(`${isEnd(occasion)} ${wanted[0]?.detail}`);
          const end = one(['done', 'held', 'cancelled'] as const);
          await db
            .update(notification)
            .set({ state: end })
            .where(eq(notification.updateId, of.updateId));
        }
        previous = state;
      }
    }
    expect([...seen].sort()).toEqual(['false all', 'false every', 'true every']);
  },
  LIMIT,
);

test('without anybody who wants a summary, none is written', async () => {
  await db.update(subscriber).set({ detail: 'every' });
  await db.insert(incident).values(incidentRow('quiet', 'incident', 'resolved'));
  await db.insert(incidentUpdate).values(updateRow('quiet', 1, 'investigating'));
  await db.insert(incidentUpdate).values(updateRow('quiet', 2, 'resolved'));
  const of = { pageId: 'page', incidentId: 'quiet', updateId: 'quiet2' };
  const facts = { state: 'resolved', notice: null } as const;
  await write(db, [
    insertNotification(db, { ...of, ...facts, id: 'end', componentIds: null, at: 2 }),
    insertDigest({ ...of, ...facts }, { id: 'digest', endId: 'end' }),
  ]);
  const rows = await db.select().from(notification).where(eq(notification.incidentId, 'quiet'));
  expect(rows.map(({ id }) => id)).toEqual(['end']);
});
