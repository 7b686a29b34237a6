import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openReviewObligations } from '../../../api/actions/review/obligations.ts';
import { removeMember } from '../../../api/actions/team/member.ts';
import type { Pages } from '../../../api/context/context.ts';
import { whysOf } from '../../../api/domain/review/fields.ts';
import { DAY, HOUR, MINUTE } from '../../../api/domain/time/time.ts';
import { listActionItems } from '../../../db/action-item/action-item.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import { findReviewOf } from '../../../db/review/review.ts';
import { listMembers } from '../../../db/team/account.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
  propsIn,
} from '../../support/world/console.ts';
import { CAUSE, filledRoom } from '../../support/world/filled-room.ts';

const REVIEWS = '/admin/reviews';
const ITEMS = `${REVIEWS}/action-items`;

let world: ConsoleWorld;
let lea: Browser;
let ben: Browser;
let owner: Browser;
let cards: string;
let incident: string;
beforeAll(async () => {
  world = await makeConsole();
  lea = await world.as('publisher', 'Lea Lind');
  ben = await world.as('publisher', 'Ben Berg');
  owner = await world.as('owner', 'Olga Orr');
  cards = await world.component('Cards');
  incident = await filledRoom(world, { name: 'Card payments fail', component: cards });
});
afterAll(() => world.close());

const location = (answer: Response) => answer.headers.get('location') ?? '';
const list = async (who = lea) => propsIn(await drawn(await who.get(REVIEWS)), REVIEWS);
const lineOf = async (id = incident) => (await list()).lines.find((one) => one.incidentId === id);
const reviewOf = async (id = incident) =>
  (await findReviewOf(world.deps.db, id)) ?? expect.fail('no postmortem');
const here = async (id = incident) => `${REVIEWS}/${(await reviewOf(id)).id}`;
const shown = async (who = lea, id = incident) =>
  propsIn(await drawn(await who.get(await here(id))), `${REVIEWS}/[id]`);
const items = async (query = '', who = lea): Promise<Pages['/admin/reviews/action-items']> =>
  propsIn(await drawn(await who.get(`${ITEMS}${query}`)), ITEMS);
const personCalled = async (name: string) =>
  (await listMembers(world.deps.db, world.pageId)).find((one) => one.name === name)?.id ?? '';
const due = () => new Date(world.deps.clock() + 10 * DAY).toISOString().slice(0, 10);
/** What the form has, as a browser sends it. */
const formOf = async (changes: object = {}) => {
  const { values, revision, publicBody } = await reviewOf();
  return { ...values, publicBody, base: String(revision), ...changes };
};

describe('a postmortem', () => {
  test('is due within two days of a grave incident, and begins filled in', async () => {
    const line = await lineOf();
    expect([line?.state, line?.isOverdue]).toEqual(['due', false]);
    expect((line?.dueAt ?? 0) - (line?.resolvedAt ?? 0)).toBe(48 * HOUR);
    expect(location(await lea.post(REVIEWS, { incident }))).toMatch(
      /\/admin\/reviews\/\w{12}\/edit$/,
    );
    const { cells, review, head } = await shown();
    console.info(`prefilled: ${cells.filled} of ${cells.total}; empty: ${cells.empty.join(', ')}`);
    expect(cells.filled / cells.total).toBeGreaterThanOrEqual(0.8);
    expect(head).toMatchObject({ severity: 'SEV2', duration: '27 min', date: '2026-11-20' });
    expect(review.values).toMatchObject({
      author: 'Lea Lind',
      users_affected: '18% of card attempts',
      minutes_down: '27',
      data_loss: 'No data lost.',
      revenue: 'Revenue loss of about $38,000.',
      resolution_temporary: 'Rolled back to v411.',
      'because.1': `${CAUSE.charAt(0).toUpperCase()}${CAUSE.slice(1)}`,
    });
    expect(review.values.timeline).toContain('Rollback started');
    for (const { field, sentence } of review.sources)
      expect(review.values[field]).toContain(sentence);
    expect(review.sources.length).toBeGreaterThan(15);
  });

  test('that two people begin at once is one', async () => {
    const { id } = await reviewOf();
    const again = await ben.post(REVIEWS, { incident });
    expect(location(again)).toBe(`${REVIEWS}/${id}/edit`);
  });

  test('keeps what two people write at the same time', async () => {
    const edit = `${await here()}/edit`;
    const [ofLea, ofBen] = [
      await formOf({ lessons: 'Lea’s lesson' }),
      await formOf({ contributing: 'Ben’s factor' }),
    ];
    await lea.post(edit, ofLea);
    expect(location(await ben.post(edit, ofBen))).toContain('done=draft-merged');
    expect((await reviewOf()).values).toMatchObject({
      lessons: 'Lea’s lesson',
      contributing: 'Ben’s factor',
    });

    const [first, second] = [
      await formOf({ summary: 'Lea’s summary' }),
      await formOf({ summary: 'Ben’s summary' }),
    ];
    await lea.post(`${edit}/saved`, first);
    const answer = await ben.post(`${edit}/saved`, second);
    expect(await answer.json()).toMatchObject({
      conflicts: ['summary'],
      changed: { summary: 'Lea’s summary\nBen’s summary' },
    });
  });

  test('keeps each version, with who changed what and when, and takes one back', async () => {
    const there = `${await here()}/versions`;
    const versions = async (query = '') =>
      propsIn(await drawn(await lea.get(`${there}${query}`)), `${REVIEWS}/[id]/versions`);
    const { revision } = await reviewOf();
    world.wait(20 * MINUTE);
    const edit = `${await here()}/edit`;
    for (const lessons of ['First', 'First, longer', 'First, longer still'])
      await lea.post(`${edit}/saved`, await formOf({ lessons }));
    await ben.post(`${edit}/saved`, await formOf({ lessons: '', publicBody: 'For customers.' }));
    const [ofBen, ofLea] = (await versions()).versions;
    expect([ofBen?.author, ofLea?.author]).toEqual(['Ben Berg', 'Lea Lind']);
    expect([ofLea?.revision, ofBen?.createdAt]).toEqual([revision + 3, world.deps.clock()]);
    expect(ofBen?.changes).toEqual([
      ...[{ field: 'lessons', label: 'Lessons learned', before: 'First, longer still', after: '' }],
      { field: 'publicBody', label: 'Public postmortem', before: '', after: 'For customers.' },
    ]);
    expect(ofLea?.changes).toMatchObject([
      { before: 'Lea’s lesson', after: 'First, longer still' },
    ]);
    const { compared } = await versions(`?from=${revision + 1}&to=${revision + 4}`);
    expect([compared?.from.author, compared?.to.author]).toEqual(['Lea Lind', 'Ben Berg']);
    expect(compared?.changes[0]).toMatchObject({ before: 'First', after: '' });

    const restore = (opened: number) =>
      lea.post(`${there}/${revision + 3}`, { expectedRevision: String(opened) });
    expect((await restore(revision)).status).toBe(409);
    expect(location(await restore(revision + 4))).toBe(`${there}?done=restored`);
    const { values, publicBody } = await reviewOf();
    expect([values.lessons, publicBody]).toEqual(['First, longer still', '']);
    expect((await versions()).versions[0]).toMatchObject({ author: 'Lea Lind' });
  });

  test('asks why in branches, and shows its milestones', async () => {
    const whys = {
      ...{ 'why.3': 'Why was it not noticed?', 'because.3': 'No alert.', 'after.3': '1' },
      root: '3',
    };
    const answer = await lea.post(
      `${await here()}/edit`,
      await formOf({ ...whys, 'after.4': '4' }),
    );
    expect(answer.status).toBe(422);
    await lea.post(`${await here()}/edit`, await formOf(whys));
    const { review, milestones } = await shown();
    expect(whysOf(review.values)[2]).toEqual({
      ...{ why: 'Why was it not noticed?', because: 'No alert.', isRoot: true, after: 1, depth: 1 },
    });
    expect(milestones.map(({ kind }) => kind)).toEqual([
      ...['acknowledged', 'announced', 'mitigated', 'resolved'],
    ]);
    const written = await (await lea.get(`${await here()}/export`)).text();
    expect(written).toContain(
      '3. Why was it not noticed?\n   (follows from 1)\n   → Because: No alert.',
    );
    expect(written).toMatch(/\| Resolved \| 2026-11-20 \d\d:\d\d \| Automatic \|/);
  });

  test('sorts its timeline and says so', async () => {
    const timeline = '2026-11-20 12:30 Last\n2026-11-20 12:10 First\n12:20 Second';
    const answer = await lea.post(`${await here()}/edit`, await formOf({ timeline }));
    expect(location(answer)).toContain('done=review-sorted&sorted=2');
    const { timeline: sorted } = (await reviewOf()).values;
    expect(sorted?.split('\n').map((line) => line.slice(17))).toEqual(['First', 'Second', 'Last']);
  });

  test('offers a sentence about the system in place of one about a person', async () => {
    const root_cause = 'Pool too small. Ben Berg deployed buggy code. It ran.';
    await lea.post(`${await here()}/edit`, await formOf({ root_cause }));
    const { findings } = await shown();
    expect(findings).toMatchObject([
      { field: 'root_cause', found: 'Ben Berg deployed buggy code' },
    ]);
    const at = findings[0]?.span.from;
    await lea.post(`${await here()}/edit`, await formOf({ do: `rewrite:root_cause:${at}` }));
    expect((await reviewOf()).values.root_cause).toBe(
      'Pool too small. The system allowed buggy code to be deployed because … It ran.',
    );
    expect((await shown()).findings).toEqual([]);
  });
});

describe('action items', () => {
  test('are proposed by TODO lines, once', async () => {
    const [proposal] = (await items()).proposals;
    expect(proposal).toMatchObject({
      kind: 'action',
      title: 'Add an alert for waiting connections above 50',
    });
    const from = {
      incident,
      event: proposal?.id ?? '',
      title: proposal?.title ?? '',
      kind: 'action',
    };
    expect(location(await lea.post(`${ITEMS}/new`, from))).toBe(`${ITEMS}?done=item-added`);
    expect((await items()).proposals).toEqual([]);
    expect((await lea.post(`${ITEMS}/new`, from)).status).toBe(409);
  });

  test('without an owner or a date hold up the approval', async () => {
    const fix = {
      incident,
      kind: 'temporary_fix',
      title: 'Remove the larger pool and test without it',
    };
    await lea.post(`${ITEMS}/new`, fix);
    expect(location(await lea.post(`${await here()}/submit`, {}))).toContain('review-submitted');
    const refused = await ben.post(`${await here()}/approve`, {});
    expect(refused.status).toBe(422);
    expect((await drawn(refused)).form?.message).toContain(
      '“Remove the larger pool and test without it” has no owner and no due date.',
    );

    for (const { item } of await listActionItems(world.deps.db, world.pageId, null)) {
      const form = {
        title: item.title,
        kind: item.kind,
        ownerId: await personCalled('Ben Berg'),
        due: due(),
      };
      await lea.post(`${ITEMS}/${item.id}`, {
        ...form,
        state: 'open',
        expectedRevision: String(item.revision),
      });
    }
    expect((await items('?show=mine', ben)).items).toHaveLength(2);
    expect((await items('?show=temporary')).items).toHaveLength(1);
  });

  test('are dropped only with a reason, and overdue when their day is over', async () => {
    const [item] = (await items()).items;
    const form = {
      title: item?.title ?? '',
      kind: item?.kind ?? '',
      state: 'dropped',
      expectedRevision: String(item?.revision),
    };
    const refused = await lea.post(`${ITEMS}/${item?.id}`, form);
    expect((await drawn(refused)).form?.fields).toHaveProperty('reason');
    expect((await items('?show=overdue')).items).toEqual([]);
    expect(
      (await drawn(await lea.post(`${ITEMS}/new`, { title: 'Be more careful', due: '2026-02-31' })))
        .form?.fields,
    ).toHaveProperty('due');
    await lea.post(`${ITEMS}/new`, { title: 'Be more careful', due: '2026-11-19' });
    const [overdue] = (await items('?show=overdue')).items;
    expect(overdue).toMatchObject({ finding: { rule: 'not_actionable' }, isOverdue: true });
    // What is done comes last, however long ago it was due.
    const done = { title: 'Set the pool to 200', due: '2026-01-02', state: 'done' };
    await lea.post(`${ITEMS}/new`, { title: done.title, due: done.due });
    const [oldest] = (await items('?show=all')).items;
    const posted = { ...done, kind: 'action', expectedRevision: String(oldest?.revision) };
    await lea.post(`${ITEMS}/${oldest?.id}`, posted);
    const last = (await items('?show=all')).items.at(-1);
    expect([oldest?.title, last?.title, last?.state]).toEqual([done.title, done.title, 'done']);
  });
});

describe('approval and publication', () => {
  test('need a second person; the public text is a draft of an update', async () => {
    expect((await lea.post(`${await here()}/approve`, {})).status).toBe(403);
    const publicBody =
      'On Friday card payments failed for 27 minutes. A change to our systems was undone.';
    await lea.post(`${await here()}/edit`, await formOf({ publicBody }));
    expect(location(await ben.post(`${await here()}/approve`, {}))).toContain('review-approved');
    expect(
      (await lea.post(`${await here()}/edit`, await formOf({ summary: 'Later' }))).status,
    ).toBe(409);
    const form = location(await ben.post(`${await here()}/public`, {}));
    expect(form).toMatch(
      new RegExp(`^/admin/incidents/${incident}\\?draft=\\w{12}&state=postmortem$`),
    );
    const page = await drawn(await ben.get(form));
    expect(page.form?.values).toMatchObject({ state: 'postmortem', body: publicBody });

    const { id, revision } = page.draft ?? expect.fail('no draft');
    const record = await findIncident(world.deps.db, world.pageId, incident);
    const published = await ben.post(`/admin/incidents/${incident}`, {
      ...(page.form?.values as Record<string, string>),
      ...{
        template: 'blank',
        draft: id,
        draftRevision: String(revision),
        key: 'abc',
        do: 'publish',
      },
      ...{ expectedRevision: String(record?.revision), seen: '2', notify: 'on' },
    });
    expect(location(published)).toContain('done=published');
    expect(await reviewOf()).toMatchObject({ state: 'published', publishedBy: 'Ben Berg' });
    expect((await lineOf())?.state).toBe('published');
  });

  test('one can be sent back, not needed, or published for the team alone', async () => {
    const id = await filledRoom(world, {
      name: 'Search fails',
      component: cards,
      audience: 'internal',
    });
    const skipped = await lea.post(REVIEWS, { incident: id, do: 'skip', reason: ' ' });
    expect((await drawn(skipped)).form?.fields).toHaveProperty('reason');
    await lea.post(REVIEWS, { incident: id, do: 'skip', reason: 'A drill of the provider' });
    expect(await lineOf(id)).toMatchObject({ state: 'not_needed', isOverdue: false });
    await lea.post(REVIEWS, { incident: id });
    await lea.post(`${await here(id)}/submit`, {});
    await ben.post(`${await here(id)}/send-back`, { note: 'Say what the pool size was.' });
    expect(await reviewOf(id)).toMatchObject({
      state: 'draft',
      returnNote: 'Say what the pool size was.',
    });
    await lea.post(`${await here(id)}/submit`, {});
    await owner.post(`${await here(id)}/approve`, {});
    await lea.post(`${await here(id)}/close`, {});
    expect((await reviewOf(id)).state).toBe('published');
  });
});

describe('deadlines', () => {
  const asked = async (kind: string, subject: string) => {
    const sql = 'select state, deadline from obligation where kind = ? and subject_id = ?';
    const { rows } = await world.deps.db.$client.execute({ sql, args: [kind, subject] });
    return rows.map(({ state, deadline }) => [state, deadline]);
  };

  test('a postmortem is asked for until it is not needed, or its incident is open again', async () => {
    const id = await filledRoom(world, { name: 'Refunds fail', component: cards });
    await openReviewObligations(world.deps);
    await openReviewObligations(world.deps);
    const dueAt = (await lineOf(id))?.dueAt;
    expect(dueAt).toBeGreaterThan(world.deps.clock());
    expect(await asked('review', id)).toEqual([['open', dueAt]]);
    await lea.post(REVIEWS, { incident: id, do: 'skip', reason: 'Written by the provider' });
    expect(await asked('review', id)).toEqual([['done', dueAt]]);
    await lea.post(REVIEWS, { incident: id });
    await openReviewObligations(world.deps);
    expect(await asked('review', id)).toEqual([['open', dueAt]]);
    await world.deps.db.$client.execute({
      sql: 'update incident set resolved_at = null where id = ?',
      args: [id],
    });
    await openReviewObligations(world.deps);
    expect(await asked('review', id)).toEqual([['done', dueAt]]);
  });

  test('an action item is asked for by its date and kind until it is done', async () => {
    const form = { title: 'Test the failover every month', due: due(), kind: 'action' };
    await lea.post(`${ITEMS}/new`, form);
    const stored = async () => {
      const rows = await listActionItems(world.deps.db, world.pageId, null);
      return rows.find(({ item }) => item.title === form.title)?.item ?? expect.fail('no item');
    };
    const { id, dueAt } = await stored();
    const save = async (more: object) =>
      lea.post(`${ITEMS}/${id}`, {
        ...{ ...form, state: 'open', expectedRevision: String((await stored()).revision) },
        ...more,
      });
    expect(await asked('action_item', id)).toEqual([['open', dueAt]]);
    await save({ kind: 'temporary_fix' });
    expect(await asked('action_item', id)).toEqual([['done', dueAt]]);
    expect(await asked('temporary_fix', id)).toEqual([['open', dueAt]]);
    await save({ kind: 'temporary_fix', state: 'done' });
    expect(await asked('temporary_fix', id)).toEqual([['done', dueAt]]);
  });
});

test('the page says for which severities postmortems are due', async () => {
  const page = '/admin/settings/reviews';
  const hours = { 'hours.SEV1': '24', 'hours.SEV2': '', 'hours.SEV3': 'soon', 'hours.SEV4': '' };
  const refused = await drawn(await owner.post(page, { ...hours, expectedRevision: '0' }));
  expect(refused.form?.fields).toHaveProperty('hours.SEV3');
  await owner.post(page, { ...hours, 'hours.SEV3': '72', expectedRevision: '0' });
  const id = await filledRoom(world, { name: 'Wallets fail', component: cards });
  expect(await lineOf(id)).toBeUndefined();
});

test('a person who left stays readable in what they wrote and owned', async () => {
  const members = await listMembers(world.deps.db, world.pageId);
  const benRow = members.find(({ name }) => name === 'Ben Berg') ?? expect.fail('no Ben');
  await removeMember(world.deps, world.owner, world.pageId, benRow.id);
  const { review, items: rows } = await shown();
  expect(review).toMatchObject({ approvedBy: 'Ben Berg', publishedBy: 'Ben Berg' });
  expect(rows.map(({ ownerName, hasLeft }) => [ownerName, hasLeft])).toContainEqual([
    'Ben Berg',
    true,
  ]);
  expect((await items('?show=unassigned')).items.length).toBeGreaterThan(0);
});

test('of a restricted incident nobody sees postmortem or items but the people it names', async () => {
  const restricted = await filledRoom(world, {
    ...{ name: 'Keys leaked', component: cards, audience: 'internal' },
  });
  await lea.post(REVIEWS, { incident: restricted });
  await lea.post(`${ITEMS}/new`, { incident: restricted, title: 'Shorten the life of keys' });
  const sql = "update incident set audience = 'restricted' where id = ?";
  await world.deps.db.$client.execute({ sql, args: [restricted] });
  expect((await list()).lines.map(({ incidentId }) => incidentId)).not.toContain(restricted);
  expect((await lea.post(REVIEWS, { incident: restricted })).status).toBe(404);
  expect(
    (await lea.post(`${ITEMS}/new`, { incident: restricted, title: 'Rotate keys daily' })).status,
  ).toBe(404);
  for (const path of ['', '/edit', '/export'])
    expect((await lea.get(`${await here(restricted)}${path}`)).status).toBe(404);
  expect((await items('?show=all')).items.map((one) => one.incidentId)).not.toContain(restricted);
});
