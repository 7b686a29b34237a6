import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CommandError, command } from './shared/command.ts';
import { pageOption } from './shared/page.ts';

const help = `Exports the public site as static files for any web server or bucket.

  npm run export -- --out site

  --out   a new or empty folder
  --page  the ID of the page, if not the installation’s first
  --json  prints what was written as JSON

Each page is a folder with an index.html; 404.html is the error page. Links to interactive pages,
such as subscribing, lead to BASE_URL.`;

const START = fileURLToPath(new URL('../runtime/start.ts', import.meta.url));

const options = { out: { type: 'string' }, json: { type: 'boolean' }, ...pageOption } as const;

await command({ help, options }, async ({ values }) => {
  if (!values.out)
    throw new CommandError('Missing --out, a new or empty folder, such as --out site.');
  // The built app draws the pages, so this starts the server's entry with another option.
  const order = { folder: values.out, pageId: values.page, json: values.json !== undefined };
  const { status } = spawnSync(process.execPath, [START, '--export', JSON.stringify(order)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
});
