import { afterEach, beforeEach, expect, test } from 'vitest';
import { startSteps } from '../support/mail/smtp-steps.ts';
import { command } from '../support/server/command.ts';
import { type ConsoleWorld, makeConsole } from '../support/world/console.ts';

let world: ConsoleWorld;
beforeEach(async () => {
  world = await makeConsole();
});
afterEach(() => world.close());

const run = async (env: Record<string, string>) => {
  const to = ['--to', 'ada@example.com'];
  const { code, out, err } = await command('mail-test', to, { DATABASE_URL: world.url, ...env });
  return { code, out: out + err };
};

test('the command prints the result of each step, and fails when mail does', async () => {
  const account = { user: 'ada', password: 'secret-word' };
  const server = await startSteps({ account });
  const MAIL_FROM = 'status@acme.example';
  const good = await run({ SMTP_URL: `smtp://ada:secret-word@${server.at}`, MAIL_FROM });
  expect(good.out).toContain('Sign-in: Signed in as ada.');
  expect([good.code, server.messages.length]).toEqual([0, 1]);
  const bad = await run({ SMTP_URL: `smtp://ada:wrong-word@${server.at}`, MAIL_FROM });
  expect(bad.code).toBe(1);
  expect(bad.out).toMatch(/FAILED\s+Sign-in: [^\n]*\n\s+Check the user and password in SMTP_URL/);
  expect(bad.out).not.toContain('wrong-word');
  await server.stop();
  const none = await run({});
  expect([none.code, none.out]).toEqual([
    1,
    expect.stringContaining('No email provider is configured'),
  ]);
});
