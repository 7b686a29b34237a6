import { afterEach, beforeEach, expect, test } from 'vitest';
import { issueToken } from '../../api/actions/team/token.ts';
import { createApp } from '../../api/app.ts';
import { TokenLimit } from '../../api/limits/token-limit.ts';
import { makeWorld, type World } from '../support/world/world.ts';

let world: World;
let token: string;
beforeEach(async () => {
  world = await makeWorld({ env: { API_RATE_LIMIT: '40' } });
  token = await issueToken(world.deps, world.owner, world.pageId, { name: 'ci', role: 'viewer' });
});
afterEach(() => world.close());

const asker = () => {
  const app = createApp(
    async () => world.deps,
    async () => new Response(),
  );
  return (key = token) => app.request('/v1/pages', { headers: { authorization: `OAuth ${key}` } });
};

test('a token sends as many requests in a minute as allowed; the next one is told when to retry', async () => {
  const ask = asker();
  for (let n = 1; n <= 40; n++) {
    const answer = await ask();
    expect([answer.status, answer.headers.get('x-ratelimit-remaining')]).toEqual([
      200,
      `${40 - n}`,
    ]);
  }
  world.wait(20_000);
  const refused = await ask();
  expect(refused.status).toBe(429);
  expect(await refused.json()).toEqual({
    error: 'Too many requests: this token may send 40 in a minute. Try again in 40 seconds.',
  });
  expect(refused.headers.get('retry-after')).toBe('40');
  expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
  const other = await issueToken(world.deps, world.owner, world.pageId, {
    name: 'b',
    role: 'viewer',
  });
  expect((await ask(other)).status).toBe(200);
  world.wait(40_000);
  expect((await ask()).status).toBe(200);
});

test('processes with one database share the limit, in steps', async () => {
  const second = new TokenLimit(40);
  const first = world.deps.tokenLimit;
  const ask = asker();
  for (let n = 0; n < 30; n++) await ask();
  await expect
    .poll(async () => {
      const rows = await world.deps.db.$client.execute('select sum(count) as n from attempt');
      return Number(rows.rows[0]?.n);
    })
    .toBe(30);
  world.deps.tokenLimit = second;
  let accepted = 0;
  for (let n = 0; n < 40; n++) {
    if ((await ask()).status === 200) accepted++;
    await expect.poll(() => true).toBe(true); // lets the report finish
  }
  expect(accepted).toBeLessThanOrEqual(14);
  world.deps.tokenLimit = first;
});
