import { firstPage } from '../../db/page/page.ts';
import { releaseSending } from '../actions/delivery/release.ts';
import { command, commandLine, Refusal } from './shared/command.ts';

const help = `Lets mail go out again, after a restore has held it.

  npm run release`;

await command({ help, options: {} }, async ({ deps }) => {
  const on = await deps();
  const page = await firstPage(on.db);
  if (!page) throw new Refusal('There is no page yet, and nothing to send.');
  const released = await releaseSending(on, commandLine, page.id);
  console.log(released ? 'Released: what is due goes out now.' : 'Nothing was held.');
});
