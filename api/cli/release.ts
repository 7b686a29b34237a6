import { firstPage } from '../../db/page/page.ts';
import { releaseSending } from '../actions/delivery/release.ts';
import { command, commandLine, Refusal } from './shared/command.ts';

const help = `Resumes sending email after a restore.

  npm run release`;

await command({ help, options: {} }, async ({ deps }) => {
  const on = await deps();
  const page = await firstPage(on.db);
  if (!page) throw new Refusal('No page yet, so there is nothing to send.');
  const released = await releaseSending(on, commandLine, page.id);
  console.log(released ? 'Sending resumed.' : 'Sending wasn’t paused.');
});
