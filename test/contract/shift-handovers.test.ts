import { afterAll, beforeAll, expect, test } from 'vitest';
import { handOverShifts } from '../../api/actions/handover/shift-due.ts';
import { saveRotation } from '../../api/actions/on-call/rotation.ts';
import { createSchedule } from '../../api/actions/on-call/schedule.ts';
import { issueToken } from '../../api/actions/team/token.ts';
import { RotationInput, ScheduleInput } from '../../api/domain/on-call/input.ts';
import { listMembers } from '../../db/team/account.ts';
import { type ConsoleWorld, makeConsole } from '../support/world/console.ts';
import { DAY, NOON } from '../support/world/world.ts';

let world: ConsoleWorld;
let scheduleId: string;
const tokens: Record<string, string> = {};

/** Lea is on call until tomorrow at noon, then Bea, a day each. */
beforeAll(async () => {
  world = await makeConsole();
  const { deps, owner, pageId } = world;
  for (const name of ['Lea', 'Bea']) await world.as('publisher', name);
  const members = await listMembers(deps.db, pageId);
  const idOf = (name: string) => members.find((one) => one.name === name)?.id ?? '';
  for (const name of ['Lea', 'Bea'])
    tokens[name] = await issueToken(
      deps,
      { kind: 'user', id: idOf(name), name, role: 'publisher', pageId },
      pageId,
      { name, role: 'publisher' },
    );
  tokens.reader = await issueToken(deps, owner, pageId, {
    name: 'r',
    role: 'owner',
    scope: 'read',
  });
  const schedule = ScheduleInput.parse({ name: 'Payments', zone: 'Etc/UTC' });
  scheduleId = await createSchedule(deps, owner, pageId, schedule);
  const people = [idOf('Lea'), idOf('Bea')];
  const days = { name: 'Days', people, unit: 'day', every: 1, startsAt: NOON };
  await saveRotation(deps, owner, { pageId, scheduleId }, RotationInput.parse(days));
});
afterAll(() => world.close());

async function ask(who: string, method: string, path: string, body?: object) {
  const response = await world.request(`/v1/pages/${world.pageId}${path}`, {
    method,
    headers: { authorization: `OAuth ${tokens[who]}`, 'content-type': 'application/json' },
    body: body ? JSON.stringify(body) : null,
  });
  const text = await response.text();
  return { status: response.status, json: text.startsWith('{') ? JSON.parse(text) : text };
}

test('a shift is handed over by scripts with the rules of the console', async () => {
  const at = new Date(NOON + DAY).toISOString();
  expect((await ask('Lea', 'GET', '/shift_handovers')).json).toMatchObject({
    upcoming: [{ schedule: { id: scheduleId, name: 'Payments' }, at, from: ['Lea'], to: ['Bea'] }],
    shift_handovers: [],
  });
  const written = { shift_handover: { schedule: scheduleId, at, notes: 'Watch the queue.' } };
  expect((await ask('reader', 'POST', '/shift_handovers', written)).status).toBe(403);
  const made = await ask('Lea', 'POST', '/shift_handovers', written);
  expect([made.status, made.json.state]).toEqual([201, 'planned']);
  const path = `/shift_handovers/${made.json.id}`;
  const accept = { shift_handover: { do: 'accept' } };
  expect((await ask('Bea', 'PATCH', path, accept)).status).toBe(409); // not begun
  world.wait(DAY);
  await handOverShifts(world.deps);
  expect((await ask('Lea', 'PATCH', path, accept)).status).toBe(403); // not hers
  const more = { shift_handover: { notes: 'Watch the queue and the cache.' } };
  expect((await ask('Lea', 'PATCH', path, more)).json).toMatchObject({
    state: 'open',
    notes: 'Watch the queue and the cache.',
    notes_by: expect.stringContaining('Lea'),
  });
  expect((await ask('Bea', 'PATCH', path, accept)).json).toMatchObject({ state: 'accepted' });
  const tired = { check_in: { load: 4, line: 'Too many alerts.' } };
  expect((await ask('Bea', 'POST', `${path}/check_in`, tired)).status).toBe(403);
  expect((await ask('Lea', 'POST', `${path}/check_in`, { check_in: { load: 9 } })).status).toBe(
    422,
  );
  expect((await ask('Lea', 'POST', `${path}/check_in`, tired)).json.check_ins).toMatchObject([
    { person: { name: expect.stringContaining('Lea') }, load: 4, line: 'Too many alerts.' },
  ]);
  // The line is for the owners and its author.
  expect((await ask('Bea', 'GET', path)).json.check_ins).toEqual([]);
  expect((await ask('Bea', 'GET', '/shift_handovers/notthere0000')).status).toBe(404);
});
