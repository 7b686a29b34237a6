import type { Importer } from '../importers/port/port.ts';
import { importerNamed, importers } from '../importers/registry.ts';
import { storeImport } from '../importers/run.ts';
import { importPagerDuty } from './pagerduty/import.ts';
import { columns } from './shared/columns.ts';
import { CommandError, command, commandLine } from './shared/command.ts';
import { pageHelp, pageNamed, pageOption } from './shared/page.ts';
import { ProgressLine } from './shared/progress.ts';
import { filesAt, getByDownload } from './shared/source.ts';

const keyVariables = [
  'PAGERDUTY_API_KEY',
  ...Object.values(importers).flatMap(({ keyVariable }) => keyVariable ?? []),
];
const sources = Object.assign({}, ...Object.values(importers).map(({ help }) => help));

const help = `Imports a page of Statuspage or another product: components, incidents, maintenances and their
updates; or PagerDuty’s on-call schedules.

  npm run import -- SOURCE [options], where SOURCE is one of:

${columns(sources)}

Statuspage’s public files hold at most the 50 newest incidents and maintenances; with an API key,
everything is read through its API.

On-call schedules are read from PagerDuty, which is not changed:

  npm run import -- pagerduty --api-key KEY

Options:

${columns({
  '--api-key KEY': `the API key; or set ${keyVariables.join(', ')}, which other users can’t see`,
  '--api-url URL': 'the API’s address (default: that of the product)',
  '--schedule ID': 'only the PagerDuty schedule with this ID',
  '--json': 'prints what was stored as JSON',
  '--dry-run': 'shows what would be imported, without storing anything',
  '--page ID': pageHelp,
})}

Safe to run again: your edits are kept. No emails are sent. If there is no page yet, one is
created with the imported name and ID.`;

const options = {
  'api-key': { type: 'string' },
  'api-url': { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  schedule: { type: 'string' },
  ...pageOption,
} as const;

await command({ help, options, positionals: true }, async ({ values, positionals, deps }) => {
  const [kind, place, ...more] = positionals;
  if (kind === 'pagerduty' && place === undefined) return importPagerDuty(values, deps);
  const importer = importerNamed(kind);
  if (!importer || !place || more.length > 0)
    throw new CommandError(
      `Usage: npm run import -- pagerduty, or ${Object.keys(importers).join(', ')} and its address`,
    );
  const progress = new ProgressLine();
  progress.say(`Reading ${place} …`);
  const apiKey = values['api-key'] ?? (importer.keyVariable && process.env[importer.keyVariable]);
  const found = await importer.read({
    place,
    files: await filesGiven(importer, place, apiKey !== undefined),
    apiKey,
    apiUrl: values['api-url'],
    get: getByDownload,
    say: (line) => progress.say(line),
  });
  const installation = await deps();
  const page = await pageNamed(installation.db, values.page);
  const dryRun = values['dry-run'] !== undefined;
  progress.say('Storing what was read …');
  const to = { pageId: page?.id ?? null, dryRun };
  const result = await storeImport(installation, commandLine, importer, found, to);
  progress.done();
  const { stored, translation, lines } = result;
  const { skipped, changed, gaps } = translation;
  if (values.json) console.log(JSON.stringify({ dryRun, ...stored, skipped, changed, gaps }));
  else
    for (const line of [...(dryRun ? ['Dry run: nothing was stored.'] : []), ...lines])
      console.log(line);
});

/** Undefined for an address, and for a page that is named to an API. */
async function filesGiven({ files }: Importer, place: string, hasKey: boolean) {
  if (!files || /^https?:\/\//i.test(place)) return undefined;
  const found = await filesAt(place, files.names);
  if (!found && !hasKey)
    throw new CommandError(`${place} doesn’t exist. Enter a folder or an https:// URL.`);
  return found;
}
