import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { operatorEnv } from '../support/server/command.ts';
import { type ConsoleWorld, makeConsole } from '../support/world/console.ts';

let world: ConsoleWorld;
beforeEach(async () => {
  world = await makeConsole();
});
afterEach(() => world.close());

test('the only owner gets a new password at the command line, and every old session ends', async () => {
  const olga = await world.as('owner', 'Olga');
  const args = ['api/cli/password.ts', '--email', 'Olga@example.com'];
  const env = operatorEnv({ DATABASE_URL: world.url });
  const printed = execFileSync(process.execPath, args, { env, encoding: 'utf8', stdio: 'pipe' });
  const password = printed.trim();
  expect(password).toMatch(/^[\w-]{16}$/);
  expect((await olga.get('/admin')).status).toBe(303);
  expect((await olga.signIn('olga@example.com')).status).toBe(401);
  expect((await olga.signIn('olga@example.com', password)).status).toBe(303);
  expect((await olga.get('/admin/settings')).status).toBe(200);
  const { rows } = await world.deps.db.$client.execute(
    "select * from audit where action = 'password'",
  );
  expect(rows.at(-1)).toMatchObject({ action: 'password', actor: 'system:cli Command line' });
  expect(JSON.stringify(rows)).not.toContain(password);
});
