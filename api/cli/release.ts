import { releaseSending } from '../actions/delivery/release.ts';
import { command, commandLine, Refusal } from './shared/command.ts';
import { pageHelp, pageNamed, pageOption } from './shared/page.ts';

const help = `Resumes sending email after a restore.

  npm run release

  --page  ${pageHelp}`;

await command({ help, options: { ...pageOption } }, async ({ values, deps }) => {
  const on = await deps();
  const page = await pageNamed(on.db, values.page);
  if (!page) throw new Refusal('No page yet, so there is nothing to send.');
  const released = await releaseSending(on, commandLine, page.id);
  console.log(released ? 'Sending resumed.' : 'Sending wasn’t paused.');
});
