import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createIncident, patchIncident, removeIncident } from '../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../api/actions/incident/input.ts';
import { escalateObligations } from '../../api/actions/obligation/escalate.ts';
import { assignRoles } from '../../api/actions/room/role.ts';
import { changeTimer, startTimer } from '../../api/actions/room/timer.ts';
import { removeMember } from '../../api/actions/team/member.ts';
import { type ItemObligation, itemKinds } from '../../api/domain/obligation/item-kinds.ts';
import { DAY, HOUR, MINUTE } from '../../api/domain/time/time.ts';
import { readTimeline } from '../../api/reads/incident/room.ts';
import { dueSoon, readObligations } from '../../api/reads/obligations.ts';
import { write } from '../../db/engine/write.ts';
import {
  completeItemObligation,
  deleteItemObligation,
  upsertItemObligation,
} from '../../db/obligation/item.ts';
import { findPage } from '../../db/page/page.ts';
import { findIncidentRow } from '../../db/room/event.ts';
import { addPerson } from '../support/world/people.ts';
import { makeWorld, type World } from '../support/world/world.ts';

let world: World;
const people = {} as Record<'lea' | 'cleo' | 'olga' | 'gone', string>;
const add = async (name: string, role?: 'publisher' | 'owner') =>
  (await addPerson(world, name, role)).id;
beforeAll(async () => {
  world = await makeWorld();
  people.lea = await add('Lea', 'publisher');
  people.cleo = await add('Cleo', 'publisher');
  people.olga = await add('Olga', 'owner');
  people.gone = await add('Gone', 'publisher');
  await removeMember(world.deps, world.owner, world.pageId, people.gone);
});
afterAll(() => world.close());
beforeEach(async () => {
  world.wait(60 * MINUTE);
  await world.deps.db.$client.executeMultiple(
    'delete from letter; delete from obligation; delete from incident_timer',
  );
});

const kinds = Object.keys(itemKinds) as ItemObligation[]; // the keys of the object
let count = 0;
const incident = async (more: object = {}) => {
  const input = { name: `Trouble ${count++}`, state: 'investigating', body: 'Looking.' };
  const { id } = await createIncident(world.deps, world.owner, world.pageId, {
    ...NewIncident.parse(input),
    ...more,
  });
  await world.deps.db.$client.execute("delete from obligation where kind = 'role_missing'");
  return id;
};
const ask = (
  kind: ItemObligation,
  more: Partial<Parameters<typeof upsertItemObligation>[0]> = {},
) =>
  write(world.deps.db, [
    upsertItemObligation({
      ...{ id: world.deps.newId(), pageId: world.pageId, kind, subjectId: `the ${kind}` },
      ...{ title: 'Rotate the keys', responsible: [people.lea], incidentId: null, within: 20 },
      ...{ dueAt: world.deps.clock() + 10 * MINUTE, createdAt: world.deps.clock() },
      ...more,
    }),
  ]);
const letters = async () =>
  (
    await world.deps.db.$client.execute(
      'select "to", subject, text, html from letter order by rowid',
    )
  ).rows.map((row) => ({
    to: String(row.to).replace('@example.com', ''),
    subject: String(row.subject),
    all: `${row.text} ${row.html}`,
  }));
/** Who is mailed about what in which minute: the clock is looked at every ten minutes, twice. */
async function mailedBy(minutes: number) {
  const before = (await letters()).length;
  const seen: { minute: number; to: string; subject: string }[] = [];
  for (let minute = 10; minute <= minutes; minute += 10) {
    world.wait(10 * MINUTE);
    await Promise.all([escalateObligations(world.deps), escalateObligations(world.deps)]);
    const now = (await letters()).slice(before);
    seen.push(...now.slice(seen.length).map(({ to, subject }) => ({ minute, to, subject })));
  }
  return seen;
}
/** `10 lea, 30 olga`, of one kind. */
const ofKind = (kind: ItemObligation, mailed: Awaited<ReturnType<typeof mailedBy>>) =>
  mailed
    .filter(({ subject }) => subject.startsWith(itemKinds[kind].mail.subject))
    .map(({ minute, to }) => `${minute} ${to}`)
    .join(', ');
const each = <T>(of: (kind: ItemObligation) => T) =>
  Object.fromEntries(kinds.map((kind) => [kind, of(kind)]));
const askAll = async (more: Partial<Parameters<typeof upsertItemObligation>[0]> = {}) => {
  for (const kind of kinds) await ask(kind, more);
};
const due = async (actor = world.owner) => {
  const page = await findPage(world.deps.db, world.pageId);
  return page ? readObligations(world.deps.db, actor, page) : [];
};

test('each level is notified once, by the words of its kind', async () => {
  const incidentId = await incident();
  await askAll({ incidentId });
  await ask('shift_handover');
  const listed = await due();
  expect(listed.map(({ kind }) => kind).sort()).toEqual(kinds.toSorted());
  for (const item of listed)
    expect(item).toMatchObject({
      title: 'Rotate the keys',
      state: 'open',
      responsible: [people.lea],
    });
  const mailed = await mailedBy(50);
  const levels = (kind: ItemObligation): readonly unknown[] => itemKinds[kind].levels;
  expect(each((kind) => ofKind(kind, mailed))).toEqual(
    each((kind) => (levels(kind).length === 1 ? '10 lea' : '10 lea, 30 olga')),
  );
  const all = await letters();
  for (const item of await due()) {
    const kind = item.kind as ItemObligation; // of these rows
    const subject = `${itemKinds[kind].mail.subject}: Rotate the keys`;
    expect(all.find((one) => one.subject === subject)?.all).toContain(item.link);
    // Its time stays what was agreed.
    expect(item).toMatchObject({ state: 'missed', dueAt: world.deps.clock() - 40 * MINUTE });
  }
});

test('who is there decides who is notified', async () => {
  await askAll({ responsible: [people.gone], incidentId: await incident() });
  const mailed = await mailedBy(40);
  expect(each((kind) => ofKind(kind, mailed))).toEqual(each(() => '10 olga'));
});

test('done, asked for again, moved, given to somebody else, deleted', async () => {
  const { db, clock } = world.deps;
  const start = clock();
  const about = { incidentId: await incident(), within: 60 };
  await askAll(about);
  const all = kinds.map((kind) => ({ kind, subjectId: `the ${kind}` }));
  await write(
    db,
    all.map((item) => completeItemObligation(item, { at: clock(), by: 'Lea' })),
  );
  expect([await mailedBy(20), await due()]).toEqual([[], []]);
  const mailed = async (minutes: number) => {
    const seen = await mailedBy(minutes);
    return each((kind) => ofKind(kind, seen));
  };
  // A new request begins a new round.
  await askAll({ ...about, dueAt: start + 30 * MINUTE });
  expect(await mailed(20)).toEqual(each(() => '10 lea'));
  const later = { ...about, dueAt: start + 50 * MINUTE, title: 'Rotate all keys' };
  await askAll(later);
  expect(await mailed(20)).toEqual(each(() => '10 lea'));
  await askAll({ ...later, responsible: [people.cleo] });
  expect(await mailed(10)).toEqual(each(() => '10 cleo'));
  await askAll({ ...later, responsible: [people.cleo], title: 'B' });
  expect(await mailed(20)).toEqual(each(() => ''));
  await write(
    db,
    all.map((item) => deleteItemObligation(db, item)),
  );
  expect([await mailedBy(60), await due()]).toEqual([[], []]);
});

test('what outlives an incident is asked for after it; timers are not', async () => {
  const incidentId = await incident();
  await askAll({ incidentId });
  const over = IncidentPatch.parse({ state: 'resolved', body: 'Over.' });
  await patchIncident(world.deps, world.owner, world.pageId, incidentId, over);
  expect((await due()).map(({ kind }) => kind).sort()).toEqual(
    kinds.filter((kind) => kind !== 'timer').sort(),
  );
  await mailedBy(10);
  expect((await letters()).map(({ subject }) => subject.split(':')[0])).not.toContain('Time is up');
  await removeIncident(world.deps, world.owner, world.pageId, incidentId);
  expect(await due()).toEqual([]);
});

test('of a restricted incident only the people it names are notified, and no title is told', async () => {
  const incidentId = await incident();
  await world.deps.db.$client.executeMultiple(
    `update incident set audience = 'restricted' where id = '${incidentId}';
     insert into incident_reader (incident_id, user_id, added_by, added_at)
       values ('${incidentId}', '${people.cleo}', 'Ada', 1)`,
  );
  await askAll({ incidentId });
  expect(await due()).toEqual([]);
  expect(await due({ ...world.owner, id: people.cleo })).toHaveLength(kinds.length);
  const mailed = await mailedBy(40);
  expect(each((kind) => ofKind(kind, mailed))).toEqual(each(() => '10 cleo'));
  for (const mail of await letters()) {
    expect(mail.subject).toMatch(/: Restricted incident$/);
    expect(mail.all).not.toMatch(/Rotate|Trouble/);
  }
});

test('the overview shows later work two days before its time', async () => {
  await ask('review', { dueAt: world.deps.clock() + 2 * DAY + HOUR });
  expect(dueSoon(await due(), world.deps.clock())).toEqual([]);
  world.wait(HOUR);
  expect(dueSoon(await due(), world.deps.clock())).toHaveLength(1);
});

test('a timer at zero asks its owner and the commander once; more time moves it, and the end ends it', async () => {
  const { deps, owner, pageId } = world;
  const incidentId = await incident();
  const room = { pageId, incidentId };
  await assignRoles(deps, owner, room, { commander: [people.cleo] });
  const start = (action: string, who: string) =>
    startTimer(deps, owner, room, { action, owner: who, minutes: 10 });
  const own = await start('Restart the database', 'lea');
  const done = await start('Call the provider', 'Lea');
  const nobodys = await start('Watch the queue', 'the night shift');
  await changeTimer(deps, owner, room, done, { wants: 'done' });
  const first = await mailedBy(10);
  expect(first.map(({ to }) => to).sort()).toEqual(['cleo', 'cleo', 'lea']);
  const subjects = (await letters()).map(({ subject }) => subject);
  expect(new Set(subjects)).toEqual(
    new Set(['Time is up: Restart the database', 'Time is up: Watch the queue']),
  );
  await changeTimer(deps, owner, room, own, { wants: 'more', minutes: 10 });
  await changeTimer(deps, owner, room, nobodys, { wants: 'escalate' });
  // Escalating notified Cleo at once, and the owner follows.
  expect((await mailedBy(30)).map(({ minute, to }) => `${minute} ${to}`)).toEqual([
    ...['10 lea', '10 cleo', '30 olga'],
  ]);
  const row = await findIncidentRow(deps.db, pageId, incidentId);
  const told = row ? await readTimeline(deps.db, row, { hidden: false }) : [];
  expect(JSON.stringify(told)).toContain('The time for an action is up.');
});
