import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importFromPagerDuty } from '../../api/actions/on-call/pagerduty.ts';
import { readPagerDuty } from '../../api/cli/pagerduty/read.ts';
import { gapsBetween, shiftAt, shiftsBetween } from '../../api/domain/on-call/shifts.ts';
import { describeGap } from '../../api/domain/on-call/words.ts';
import { DAY, HOUR } from '../../api/domain/time/time.ts';
import { listSchedules } from '../../db/on-call/schedule.ts';
import { PASSWORD } from '../support/world/console.ts';
import { addMember, NewMember } from '../support/world/people.ts';
import { makeWorld, NOON, type World } from '../support/world/world.ts';

let world: World;
let refusals = 0;
const asked: string[] = [];
const user = (id: string, name: string) => ({
  id,
  name,
  email: `${name.toLowerCase()}@example.com`,
});
const users = [user('PADA', 'Ada'), user('PBOB', 'Bob'), user('PCAT', 'Cat')];
const reference = (id: string) => ({
  id,
  type: 'user_reference',
  summary: users.find((one) => one.id === id)?.name,
});
const layer = (name: string, ids: string[], more: object) => ({
  ...{ id: name, name, start: '2026-11-01T09:00:00+01:00', end: null },
  rotation_virtual_start: '2026-11-02T09:00:00+01:00',
  rotation_turn_length_seconds: 604_800,
  users: ids.map((id) => ({ user: reference(id) })),
  restrictions: [],
  ...more,
});
const nights = {
  type: 'daily_restriction',
  start_time_of_day: '20:00:00',
  duration_seconds: 43_200,
};
const schedule = {
  ...{ id: 'PSCHED', name: 'Platform', time_zone: 'Europe/Berlin' },
  schedule_layers: [
    layer('Nights', ['PBOB'], { restrictions: [nights], rotation_turn_length_seconds: 86_400 }),
    layer('Base', ['PADA', 'PCAT'], {}),
    layer('Odd', ['PADA'], { rotation_turn_length_seconds: 5400 }),
    layer('Over', ['PADA'], { end: '2026-11-10T00:00:00Z' }),
  ],
};
const override = {
  ...{ id: 'O1', start: '2026-11-21T10:00:00Z', end: '2026-11-21T12:00:00Z' },
  user: reference('PBOB'),
};

/** PagerDuty’s far end, which first refuses as over its limit. */
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
  asked.push(`${request.method} ${pathname}`);
  const answer = (status: number, body: object, headers = {}) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body));
  if (request.headers.authorization !== 'Token token=secret') return answer(401, {});
  if (refusals++ < 2) return answer(429, {}, { 'ratelimit-reset': '7' });
  const isFirst = searchParams.get('offset') === '0';
  if (pathname === '/schedules')
    return answer(200, { schedules: isFirst ? [{ id: 'PSCHED' }] : [] });
  if (pathname === '/users') return answer(200, { users });
  if (pathname === '/schedules/PSCHED') return answer(200, { schedule });
  if (pathname === '/schedules/PSCHED/overrides') return answer(200, { overrides: [override] });
  return answer(404, {});
});
let apiUrl: string;
const waits: number[] = [];
const read = (apiKey = 'secret') =>
  readPagerDuty({
    ...{ apiKey, apiUrl, now: NOON },
    wait: async (ms) => {
      waits.push(ms);
    },
  });
beforeAll(async () => {
  world = await makeWorld();
  for (const name of ['Ada', 'Bob']) {
    const person = {
      name,
      email: `${name.toLowerCase()}@example.com`,
      role: 'publisher',
      password: PASSWORD,
    };
    await addMember(world.deps, world.owner, world.pageId, NewMember.parse(person));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  world.close();
});

const stored = async () => {
  const [found] = await listSchedules(world.deps.db, world.pageId, NOON);
  return found ?? expect.fail('no schedule');
};
const run = async (dryRun = false) => {
  const { deps, owner, pageId } = world;
  return importFromPagerDuty(deps, owner, pageId, await read(), { dryRun });
};

test('schedules are read without changing anything, and at the pace that PagerDuty asks for', async () => {
  const { schedules } = await read();
  expect(schedules.map(({ name, overrides }) => [name, overrides.length])).toEqual([
    ['Platform', 1],
  ]);
  expect(waits).toEqual([7000, 7000]);
  expect(asked.every((one) => one.startsWith('GET '))).toBe(true);
  await expect(read('wrong')).rejects.toThrow('rejected the API key');
});

test('layers become rotations and overrides; what has no equal is named, and a repeat changes nothing', async () => {
  expect((await run(true))[0]?.becomes).toBe('added');
  expect(await listSchedules(world.deps.db, world.pageId, NOON)).toEqual([]);
  const [first] = await run();
  expect(first).toEqual({
    ...{ name: 'Platform', becomes: 'added', rotations: 2, overrides: 1 },
    notes: [
      'Layer “Odd”: turns of 5400 seconds: left out',
      'Cat has no account here: invite them, then import again',
    ],
  });
  const platform = await stored();
  const nameAt = (instant: number) =>
    shiftAt(platform, instant).people.map(
      (id) => platform.people.find((one) => one.id === id)?.name,
    );
  expect(nameAt(Date.UTC(2026, 10, 20, 20))).toEqual(['Bob']); // a night
  expect(nameAt(Date.UTC(2026, 10, 21, 11))).toEqual(['Bob']); // the override
  expect(nameAt(Date.UTC(2026, 11, 1, 12))).toEqual(['Ada']);
  const gaps = gapsBetween(platform, NOON, NOON + 10 * DAY);
  expect(gaps.map((gap) => describeGap(gap, platform))[0]).toContain('Cat isn’t on the team');
  const [, base] = platform.rotations;
  expect(
    shiftsBetween(platform, base?.startsAt ?? 0, (base?.startsAt ?? 0) + HOUR)[0]?.people,
  ).toHaveLength(1);
  expect((await run())[0]).toMatchObject({ becomes: 'unchanged', overrides: 0 });
});

test('somebody who is invited later is on call after another import', async () => {
  const person = { name: 'Cat', email: 'cat@example.com', role: 'publisher', password: PASSWORD };
  await addMember(world.deps, world.owner, world.pageId, NewMember.parse(person));
  expect((await run())[0]).toMatchObject({
    becomes: 'changed',
    notes: [expect.stringContaining('Odd')],
  });
  const platform = await stored();
  expect(gapsBetween(platform, NOON + 1, NOON + 20 * DAY)).toEqual([]);
  expect((await run())[0]?.becomes).toBe('unchanged');
});
