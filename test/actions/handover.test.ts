import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerHandover } from '../../api/actions/handover/answer.ts';
import { NewHandover, offerHandover } from '../../api/actions/handover/offer.ts';
import { nameReaders, restrict } from '../../api/actions/incident/access.ts';
import { createIncident } from '../../api/actions/incident/index.ts';
import { NewIncident } from '../../api/actions/incident/input.ts';
import { answerTriage } from '../../api/actions/room/card.ts';
import { addEvent } from '../../api/actions/room/event.ts';
import { addHypothesis, decideHypothesis } from '../../api/actions/room/hypothesis.ts';
import { assignRoles } from '../../api/actions/room/role.ts';
import { startTimer } from '../../api/actions/room/timer.ts';
import { type Note, noteFields } from '../../api/domain/handover/note.ts';
import type { Actor, Role } from '../../api/domain/response/role.ts';
import { readNote } from '../../api/reads/handover/proposal.ts';
import { readResponse } from '../../api/reads/incident/room.ts';
import { findIncident } from '../../db/incident/incident.ts';
import { findPage } from '../../db/page/page.ts';
import { rows } from '../support/world/dump.ts';
import { addPerson } from '../support/world/people.ts';
import { makeWorld, type World } from '../support/world/world.ts';

let world: World;
let lea: Actor;
let bea: Actor;
let cleo: Actor;
let on: { pageId: string; incidentId: string };

const person = (name: string, role?: Role) => addPerson(world, name, role);

async function opened(audience: 'public' | 'internal' = 'public') {
  const { deps, pageId } = world;
  const first = {
    audience,
    name: 'Payments fail',
    state: 'investigating',
    body: `Looking (${audience}).`,
  };
  const { id } = await createIncident(deps, lea, pageId, NewIncident.parse(first));
  return { pageId, incidentId: id };
}

beforeEach(async () => {
  world = await makeWorld();
  lea = await person('Lea');
  bea = await person('Bea');
  cleo = await person('Cleo', 'owner');
  on = await opened();
  await assignRoles(world.deps, lea, on, { commander: [lea.id], scribe: [cleo.id] });
});
afterEach(() => world.close());

const empty = Object.fromEntries(noteFields.map((field) => [field, ''])) as Note;
const offer = (to: string, more: object = {}, actor = lea) =>
  offerHandover(
    world.deps,
    actor,
    on,
    NewHandover.parse({ to, note: { ...empty, tried: 'A restart' }, ...more }),
  );
const answer = (id: string, by: Actor, what: 'accept' | 'decline' | 'withdraw') =>
  answerHandover(world.deps, by, on, id, what);

const mails = async () =>
  (await rows(world.deps.db, 'select "to", subject, text from letter order by rowid')).map(
    ({ to, subject, text }) => ({ to, subject: String(subject), text: String(text) }),
  );
async function read() {
  const { deps, pageId } = world;
  const [page, record] = await Promise.all([
    findPage(deps.db, pageId),
    findIncident(deps.db, pageId, on.incidentId),
  ]);
  if (!page || !record) throw new Error('no incident');
  const room = await readResponse(deps.db, page, record);
  const holder = (role: 'commander' | 'comms_lead' | 'scribe') => room.roles[role][0]?.name;
  return { page, record, room, holder };
}

test('nothing moves until the next person accepts, who gets one mail', async () => {
  await startTimer(world.deps, lea, on, { action: 'Roll back', owner: 'Lea', minutes: 10 });
  const id = await offer('bea@example.com');
  expect(await offer(bea.id), 'the same form sent twice').toBe(id);
  expect(await mails()).toMatchObject([
    { to: 'bea@example.com', subject: 'Lea hands over to you: Payments fail' },
  ]);
  expect((await mails())[0]?.text).toContain('A restart');
  const before = await read();
  expect([before.holder('commander'), before.holder('comms_lead')]).toEqual(['Lea', 'Lea']);

  await answer(id, bea, 'accept');
  await answer(id, bea, 'accept');
  const after = await read();
  expect(
    ['commander', 'comms_lead', 'scribe'].map((role) => after.holder(role as 'scribe')),
  ).toEqual(['Bea', 'Bea', 'Cleo']);
  expect([after.record.leadId, after.record.commanderId]).toEqual([bea.id, bea.id]);
  expect(after.room.timers[0]?.owner).toBe('Bea');
  const said = after.room.timeline.filter(({ text }) => /Hand-over|took over/.test(text));
  expect(said.map(({ text }) => text)).toEqual([
    'Bea took over from Lea: Commander, Comms lead',
    'Hand-over offered to Bea: Commander, Comms lead',
  ]);
  expect((await mails()).map(({ to }) => to)).toEqual(['bea@example.com', 'lea@example.com']);
});

test('only the person it is offered to accepts or declines, and others withdraw', async () => {
  const id = await offer(bea.id);
  await expect(answer(id, cleo, 'accept')).rejects.toThrow('Only Bea can accept this hand-over.');
  await expect(answer(id, lea, 'decline')).rejects.toThrow('Only Bea can decline');
  await expect(answer(id, bea, 'withdraw')).rejects.toThrow('It’s offered to you');
  await answer(id, lea, 'withdraw');
  await expect(answer(id, bea, 'accept')).rejects.toThrow('already withdrawn by Lea');
  const second = await offer(bea.id);
  await answer(second, bea, 'decline');
  expect((await read()).holder('commander')).toBe('Lea');
  expect((await mails()).map(({ to, subject }) => `${to}: ${subject}`)).toEqual([
    'bea@example.com: Lea hands over to you: Payments fail',
    'bea@example.com: Lea hands over to you: Payments fail',
    'lea@example.com: Bea declined the hand-over: Payments fail',
  ]);
});

test('of several answers at the same time one counts', async () => {
  const id = await offer(bea.id);
  const answers = [
    answer(id, bea, 'accept'),
    answer(id, lea, 'withdraw'),
    answer(id, bea, 'decline'),
  ];
  const done = (await Promise.allSettled(answers)).filter(({ status }) => status === 'fulfilled');
  expect(done).toHaveLength(1);
  const [row] = await rows(world.deps.db, 'select state from incident_handover');
  expect((await read()).holder('commander')).toBe(row?.state === 'accepted' ? 'Bea' : 'Lea');
});

test('a role that moved meanwhile stays with whoever has it now', async () => {
  const id = await offer(bea.id, { roles: ['commander', 'scribe'] });
  await assignRoles(world.deps, cleo, on, { commander: [cleo.id] });
  await answer(id, bea, 'accept');
  const { holder } = await read();
  expect([holder('commander'), holder('scribe'), holder('comms_lead')]).toEqual([
    'Cleo',
    'Bea',
    'Lea',
  ]);
});

test('nobody hands over to themselves, to strangers or to somebody who only reads', async () => {
  await expect(offer(lea.id)).rejects.toMatchObject({ fields: { to: /yourself/ } });
  await expect(offer('stranger@example.com')).rejects.toMatchObject({ fields: { to: /can’t/ } });
  await offer(bea.id);
  await expect(offer(cleo.id)).rejects.toMatchObject({ fields: { to: /offered it to Bea/ } });
});

test('a restricted incident is handed over only among the people it names, without its note by mail', async () => {
  on = await opened('internal');
  await restrict(world.deps, lea, on);
  await expect(offer(bea.id)).rejects.toMatchObject({ fields: { to: /can’t take over/ } });
  await nameReaders(world.deps, lea, on, [lea.id, bea.id]);
  await offer(bea.id);
  const [mail] = await mails();
  expect(mail?.subject).toBe('Lea hands over to you: Restricted incident');
  expect(mail?.text).not.toMatch(/Payments fail|A restart/);
});

test('the note is written from what the room knows', async () => {
  const { deps } = world;
  await answerTriage(deps, lea, on, {
    ...{ what_is_broken: 'Card payments', who_is_affected: 'One in ten', since: '11:40' },
    ...{ what_changed: 'checkout v412', tried: 'A restart' },
  });
  await addEvent(deps, lea, on, { kind: 'decision', text: 'Roll back' });
  await addEvent(deps, lea, on, { kind: 'question', text: 'Are refunds affected?' });
  await addEvent(deps, lea, on, { kind: 'observation', text: 'Errors at 12 %' });
  const wrong = await addHypothesis(deps, lea, on, { text: 'The network' });
  await addHypothesis(deps, lea, on, { text: 'The migration' });
  await decideHypothesis(deps, lea, on, wrong, { state: 'ruled_out', evidence: 'No packet loss' });
  await startTimer(deps, lea, on, { action: 'Roll back', owner: 'Lea', minutes: 10 });
  const { page, record } = await read();
  const note = await readNote(deps.db, page, record, deps.clock());
  expect(note.status).toBe('Investigating · Assess');
  expect(note.happened.split('\n')).toEqual([
    ...['- Card payments', '- Affected: One in ten', '- Since: 11:40'],
    '- 12:00 UTC: Decision: Roll back',
  ]);
  expect(note.tried).toBe('- A restart\n- Ruled out: The network (No packet loss)');
  expect(note.learned).toBe('- What changed: checkout v412\n- 12:00 UTC: Errors at 12 %');
  expect(note.hypotheses).toBe('- The migration');
  expect(note.nextSteps).toMatch(
    /- Roll back \(Lea, until 12:10 UTC\)\n- Open question: Are refunds/,
  );
  expect(note.contacts).toBe('- Commander: Lea\n- Comms lead: Lea\n- Scribe: Cleo');
});
