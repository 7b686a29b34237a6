import type { TestStep } from '../domain/delivery/mail-test.ts';
import { runMailTest, TestInput } from '../notify/test/run.ts';
import { CommandError, command, commandLine } from './shared/command.ts';
import { pageHelp, pageNamed, pageOption } from './shared/page.ts';

const help = `Sends a test email through the configured provider and shows the result of each step.

  npm run mail-test -- --to ada@example.com

  --to    the address
  --page  ${pageHelp}

Uses SMTP_URL, RESEND_API_KEY and MAIL_FROM from the environment, like the server.`;

const marks: Record<TestStep['result'], string> = {
  ok: 'ok    ',
  failed: 'FAILED',
  skipped: '-     ',
};

await command(
  { help, options: { to: { type: 'string' }, ...pageOption } },
  async ({ values, deps }) => {
    const to = TestInput.safeParse({ to: values.to?.trim() });
    if (!to.success) throw new CommandError('Missing --to, such as --to ada@example.com.');
    const installation = await deps();
    const page = await pageNamed(installation.db, values.page);
    if (!page) throw new CommandError('No page yet. Set it up first, then test its email.');
    const { ok, steps } = await runMailTest(installation, commandLine, page, to.data);
    for (const { name, result, detail, todo } of steps) {
      console.log(`${marks[result]}  ${name}: ${detail}`);
      if (todo) console.log(`        ${todo}`);
    }
    if (!ok) throw new CommandError('The test email was not sent.');
  },
);
