import { firstPage } from '../../db/page/page.ts';
import type { TestStep } from '../domain/delivery/mail-test.ts';
import { runMailTest, TestInput } from '../notify/test/run.ts';
import { command, commandLine, Refusal } from './shared/command.ts';

const help = `Sends one test mail by the mail provider that is set, and says what became of each step.

  npm run mail-test -- --to ada@example.com

It reads SMTP_URL, RESEND_API_KEY and MAIL_FROM from the environment, as the server does.`;

const marks: Record<TestStep['result'], string> = {
  ok: 'ok    ',
  failed: 'FAILED',
  skipped: '-     ',
};

await command({ help, options: { to: { type: 'string' } } }, async ({ values, deps }) => {
  const to = TestInput.safeParse({ to: values.to?.trim() });
  if (!to.success) throw new Refusal('Give --to, such as --to ada@example.com.');
  const on = await deps();
  const page = await firstPage(on.db);
  if (!page) throw new Refusal('There is no page yet: set it up first, then test its mail.');
  const { ok, steps } = await runMailTest(on, commandLine, page, to.data);
  for (const { name, result, said, todo } of steps) {
    console.log(`${marks[result]}  ${name}: ${said}`);
    if (todo) console.log(`        ${todo}`);
  }
  if (!ok) throw new Refusal('The test mail was not sent.');
});
