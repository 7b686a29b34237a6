import { afterEach, beforeEach, expect, test } from 'vitest';
import { allRows } from '../../../db/engine/dump.ts';
import { listMembers, listTokens } from '../../../db/team/account.ts';
import { type ConsoleWorld, drawn, makeConsole } from '../../support/world/console.ts';
import { HOUR } from '../../support/world/world.ts';

let world: ConsoleWorld;
beforeEach(async () => {
  world = await makeConsole();
});
afterEach(() => world.close());

const TOKENS = '/admin/settings/tokens';

async function made(form: Record<string, string> = {}, name = 'Ada Maker') {
  const owner = await world.as('owner', name);
  const answer = await owner.post(TOKENS, { name: 'ci', role: 'publisher', ...form });
  expect(answer.status).toBe(200);
  const token = `${(await drawn(answer)).form?.values.token}`;
  const [row] = await listTokens(world.deps.db, world.pageId);
  return { owner, token, id: row?.id ?? '' };
}
const ask = async (token: string) =>
  (await world.request('/v1/pages', { headers: { authorization: `OAuth ${token}` } })).status;
const audits = async () =>
  (await allRows(world.deps.db))
    .flatMap(({ table, rows }) => (table === 'audit' ? rows : []))
    .map((row) => row as Record<string, unknown>)
    .filter((row) => row.subject === 'token');

test('a token is shown once, works, and stops when it is revoked', async () => {
  const { owner, token, id } = await made();
  expect(token).toMatch(/^[\w-]{43}$/);
  expect((await drawn(await owner.get(TOKENS))).form).toBeUndefined();
  expect(await ask(token)).toBe(200);
  expect((await owner.post(`${TOKENS}/${id}/revoke`, {})).status).toBe(303);
  expect(await ask(token)).toBe(401);
  expect(await listTokens(world.deps.db, world.pageId)).toEqual([]);
  expect((await owner.post(`${TOKENS}/${id}/revoke`, {})).status).toBe(404);
  const log = await audits();
  expect(log.map((row) => row.action)).toEqual(['create', 'revoke']);
  expect(JSON.stringify(log)).toContain('Ada Maker');
  expect(JSON.stringify(log)).not.toContain(token);
});

test('the token of a removed person ends with their membership', async () => {
  const { token } = await made();
  const other = await world.as('owner', 'Bo Owner');
  const people = await listMembers(world.deps.db, world.pageId);
  const maker = people.find(({ name }) => name === 'Ada Maker');
  expect((await other.post(`/admin/settings/members/${maker?.id}/remove`, {})).status).toBe(303);
  expect(await ask(token)).toBe(401);
  expect(await listTokens(world.deps.db, world.pageId)).toEqual([]);
});

test('a token expires after its last day; a past day is refused', async () => {
  const { owner, token } = await made({ expires: '2026-11-21' });
  expect(await ask(token)).toBe(200);
  const expired = await owner.post(TOKENS, { name: 'old', role: 'viewer', expires: '2026-11-19' });
  expect(expired.status).toBe(422);
  expect((await drawn(expired)).form?.fields.expires).toContain('This date is in the past');
  world.wait(36 * HOUR);
  expect(await ask(token)).toBe(401);
});

test('the last use is recorded, at most once an hour', async () => {
  const { token } = await made();
  const lastUsed = async () =>
    (await listTokens(world.deps.db, world.pageId)).map((one) => one.lastUsedAt);
  expect(await lastUsed()).toEqual([null]);
  const first = world.deps.clock();
  await ask(token);
  await expect.poll(lastUsed).toEqual([first]);
  world.wait(HOUR / 2);
  await ask(token);
  expect(await lastUsed()).toEqual([first]);
  world.wait(HOUR);
  await ask(token);
  await expect.poll(lastUsed).toEqual([world.deps.clock()]);
});

test('a limited token is listed with its limit, and refused in plain words beyond it', async () => {
  const { owner, token } = await made({ scope: 'changes' });
  const call = async (method: string, path: string, body?: object) => {
    const answer = await world.request(`/v1/pages/${world.pageId}${path}`, {
      ...{ method, body: body ? JSON.stringify(body) : null },
      headers: { authorization: `OAuth ${token}`, 'content-type': 'application/json' },
    });
    return [answer.status, ((await answer.json()) as { error?: string }).error];
  };
  const limited =
    'This token can only report changes. Use a token without this limit for anything else.';
  expect((await call('POST', '/changes', { change: { kind: 'deploy', ref: 'v1' } }))[0]).toBe(201);
  expect(await call('GET', '/incidents')).toEqual([403, limited]);
  expect(await call('POST', '/incidents', { incident: { name: 'x' } })).toEqual([403, limited]);
  const [row] = await listTokens(world.deps.db, world.pageId);
  expect(row?.scope).toBe('changes');
  const wrong = { name: 'board', role: 'viewer', scope: 'incidents' };
  expect(Object.keys((await drawn(await owner.post(TOKENS, wrong))).form?.fields ?? {})).toEqual([
    'scope',
  ]);
});

test('a token with two limits does what either allows, and says both when it is refused', async () => {
  const owner = await world.as('owner', 'Ada Maker');
  const answer = await owner.post(TOKENS, {
    name: 'bridge',
    role: 'publisher',
    scope: ['incidents', 'components'],
  });
  const token = `${(await drawn(answer)).form?.values.token}`;
  const call = async (method: string, path: string, body?: object) =>
    (
      await world.request(`/v1/pages/${world.pageId}${path}`, {
        ...{ method, body: body ? JSON.stringify(body) : null },
        headers: { authorization: `OAuth ${token}`, 'content-type': 'application/json' },
      })
    ).json() as Promise<{ name?: string; error?: string }>;
  expect((await call('POST', '/components', { component: { name: 'Cards' } })).name).toBe('Cards');
  const incident = { name: 'Cards fail', body: 'x' };
  expect((await call('POST', '/incidents', { incident })).name).toBe('Cards fail');
  expect((await call('GET', '/subscribers')).error).toBe(
    'This token is limited to incidents, components. Use a token without this limit for anything else.',
  );
  const [row] = await listTokens(world.deps.db, world.pageId);
  expect(row?.scope).toBe('incidents,components');
});

test('a rotated token works until its overlap is over; the new one has its role and limit', async () => {
  const { owner, token, id } = await made({ scope: 'changes' });
  expect((await owner.get(`${TOKENS}/${id}/rotate`)).status).toBe(200);
  const answer = await owner.post(`${TOKENS}/${id}/rotate`, { overlap: '1', expires: '' });
  const next = `${(await drawn(answer)).form?.values.token}`;
  expect(next).toMatch(/^[\w-]{43}$/);
  const change = async (key: string) =>
    (
      await world.request(`/v1/pages/${world.pageId}/changes`, {
        method: 'POST',
        body: JSON.stringify({ change: { kind: 'deploy', ref: 'v1' } }),
        headers: { authorization: `OAuth ${key}`, 'content-type': 'application/json' },
      })
    ).status;
  expect([await change(token), await change(next)]).toEqual([201, 201]);
  world.wait(HOUR);
  expect([await change(token), await change(next)]).toEqual([401, 201]);
  const rows = await listTokens(world.deps.db, world.pageId);
  expect(rows.map(({ name, role, scope }) => [name, role, scope])).toEqual([
    ['ci', 'publisher', 'changes'],
    ['ci', 'publisher', 'changes'],
  ]);
  expect((await audits()).map((row) => row.action)).toEqual(['create', 'rotate']);
  expect(JSON.stringify(await audits())).not.toContain(next);
  for (const overlap of ['-1', '721', 'long'])
    expect((await owner.post(`${TOKENS}/${id}/rotate`, { overlap })).status).toBe(422);
  expect((await owner.post(`${TOKENS}/nosuchtoken0/rotate`, { overlap: '1' })).status).toBe(404);
});

test('a token restricts an incident for its member, who names others and lifts it by the same rules', async () => {
  const [first, second] = [
    await made({ role: 'owner' }),
    await made({ role: 'owner' }, 'Bo Owner'),
  ];
  const call = async (token: string, method: string, path: string, body?: object) => {
    const answer = await world.request(`/v1/pages/${world.pageId}${path}`, {
      ...{ method, body: body ? JSON.stringify(body) : null },
      headers: { authorization: `OAuth ${token}`, 'content-type': 'application/json' },
    });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  };
  const incident = { name: 'Keys leaked', body: 'Looking.', visibility: 'internal' };
  const opened = await call(first.token, 'POST', '/incidents', { incident });
  const path = `/incidents/${opened.json.id}`;
  const change = (token: string, access: object) =>
    call(token, 'PATCH', `${path}/access`, { access });
  const people = (json: Record<string, unknown>) =>
    (json.people as { name: string }[]).map(({ name }) => name);
  const restricted = await change(first.token, { visibility: 'restricted' });
  expect([restricted.json.name, people(restricted.json)]).toEqual(['Keys leaked', ['Ada Maker']]);
  expect((await call(second.token, 'GET', path)).status).toBe(404);
  const listed = await call(second.token, 'GET', '/restricted_incidents');
  expect(listed.json).toMatchObject([{ id: opened.json.id, people: ['Ada Maker'] }]);
  expect(JSON.stringify(listed.json)).not.toContain('Keys');
  expect((await call(second.token, 'GET', `${path}/access`)).json.name).toBeNull();
  expect((await change(second.token, { visibility: 'internal' })).status).toBe(403);
  expect((await change(first.token, { people: [] })).status).toBe(422);
  const email = 'bo.owner@example.com';
  const named = await change(second.token, { people: ['ada.maker@example.com', email] });
  expect([named.json.name, people(named.json)]).toEqual(['Keys leaked', ['Ada Maker', 'Bo Owner']]);
  expect((await call(second.token, 'GET', path)).status).toBe(200);
  const lifted = await change(second.token, { visibility: 'internal' });
  expect([lifted.json.visibility, lifted.json.people]).toEqual(['internal', []]);
  expect(JSON.stringify(await audits())).not.toContain('Keys leaked');
});
