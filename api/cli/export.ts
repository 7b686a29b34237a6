import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { command, Refusal } from './shared/command.ts';

const help = `Writes the whole public site as static files, for any web server or bucket.

  npm run export -- --out site

  --out   a new or empty folder

Pages are folders with an index.html, so that no server needs to be told anything; 404.html is the
page for what is missing. Links to what only the service can do, such as subscribing, lead to BASE_URL.`;

const START = fileURLToPath(new URL('../runtime/start.ts', import.meta.url));

await command({ help, options: { out: { type: 'string' } } }, async ({ values }) => {
  if (!values.out) throw new Refusal('Give --out, a new or empty folder, such as --out site.');
  // The built app draws the pages, so this starts the server's entry with another option.
  const { status } = spawnSync(process.execPath, [START, '--export', values.out], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
});
