import { releaseSending } from '../actions/delivery/release.ts';
import { CommandError, command, commandLine } from './shared/command.ts';
import { pageHelp, pageNamed, pageOption } from './shared/page.ts';

const help = `Resumes sending email after a restore.

  npm run release

  --page  ${pageHelp}`;

await command({ help, options: { ...pageOption } }, async ({ values, deps }) => {
  const installation = await deps();
  const page = await pageNamed(installation.db, values.page);
  if (!page) throw new CommandError('No page yet, so there is nothing to send.');
  const released = await releaseSending(installation, commandLine, page.id);
  console.log(released ? 'Sending resumed.' : 'Sending wasn’t paused.');
});
