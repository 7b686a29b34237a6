import { storeHistory } from '../actions/import/store.ts';
import { importers, importFrom } from './importers/run.ts';
import { importPagerDuty } from './pagerduty/import.ts';
import { CommandError, command, commandLine } from './shared/command.ts';
import { pageHelp, pageNamed, pageOption } from './shared/page.ts';
import { ProgressLine } from './shared/progress.ts';
import { beginning, isUsableId, longest, oneLine } from './statuspage/limits.ts';
import { readManageApi } from './statuspage/manage-api.ts';
import { importReport } from './statuspage/report.ts';
import { NotStatuspage } from './statuspage/shape.ts';
import { readSource, type Source } from './statuspage/source.ts';
import { AUTHOR, translate } from './statuspage/translate.ts';
import { ianaZone } from './statuspage/zone.ts';

const help = `Imports a page of Statuspage or another product: components, incidents, maintenances and their
updates; or PagerDuty’s on-call schedules.

  npm run import -- statuspage DIR   reads summary.json, components.json, incidents.json and
                                     scheduled-maintenances.json, whichever are in the folder
  npm run import -- statuspage URL   reads the same from URL/api/v2/

The public files hold at most the 50 newest incidents and maintenances. With an API key of
Statuspage, everything is read through its API instead; the page is named by its id or address:

  npm run import -- statuspage URL --api-key KEY

Other products:

${Object.values(importers)
  .map(({ help }) => `  npm run import -- ${help}`)
  .join('\n')}

On-call schedules are read from PagerDuty, which is not changed:

  npm run import -- pagerduty --api-key KEY

  --api-key  the API key; or set STATUSPAGE_API_KEY, PAGERDUTY_API_KEY,
             INSTATUS_API_KEY or GITHUB_TOKEN, which other users can’t see
  --api-url  API URL (default: https://api.statuspage.io, https://api.pagerduty.com)
  --schedule only the PagerDuty schedule with this ID
  --json     prints what was stored as JSON
  --dry-run  shows what would be imported, without storing anything
  --page     ${pageHelp}

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
  const importer = Object.hasOwn(importers, kind ?? '') ? importers[kind ?? ''] : undefined;
  if (importer && place && more.length === 0) {
    const progress = new ProgressLine();
    const { keyVariable } = importer;
    const request = {
      ...{ place, apiUrl: values['api-url'], say: (line: string) => progress.say(line) },
      apiKey: values['api-key'] ?? (keyVariable && process.env[keyVariable]),
    };
    const isDry = values['dry-run'] !== undefined;
    const to = { deps, pageId: values.page, dryRun: isDry };
    const { stored, translation, lines } = await importFrom(importer, request, to);
    progress.done();
    const { skipped, changed, gaps } = translation;
    if (values.json)
      console.log(JSON.stringify({ dryRun: isDry, ...stored, skipped, changed, gaps }));
    else for (const line of [...dryLine(isDry), ...lines]) console.log(line);
    return;
  }
  if (kind !== 'statuspage' || !place || more.length > 0)
    throw new CommandError(
      `Usage: npm run import -- statuspage DIR|URL, pagerduty, or ${Object.keys(importers).join(', ')} and its address`,
    );
  const progress = new ProgressLine();
  const dryRun = values['dry-run'] !== undefined;
  progress.say(`Reading ${place} …`);
  const apiKey = values['api-key'] ?? process.env.STATUSPAGE_API_KEY;
  const source = await read(place, {
    apiKey,
    apiUrl: values['api-url'],
    say: (line) => progress.say(line),
  });
  const file = Object.values(source)[0]?.page;
  if (!file) return;
  if (!isUsableId(file.id)) throw new CommandError(`The page ID “${file.id}” can’t be imported.`);
  const installation = await deps();
  const page = await pageNamed(installation.db, values.page);
  const zone = ianaZone(file.time_zone ?? 'Etc/UTC');
  const translation = translate(source, page?.id ?? file.id);
  progress.say(`Storing ${translation.incidents.length} incidents …`);
  const stored = await storeHistory(
    installation,
    commandLine,
    AUTHOR,
    {
      page: { id: file.id, name: pageName(file.name), timeZone: zone ?? 'Etc/UTC' },
      ...translation,
    },
    { pageId: page?.id ?? null, dryRun },
  );
  progress.done();
  if (values.json) {
    const { skipped, changed, gaps } = translation;
    console.log(JSON.stringify({ dryRun, ...stored, skipped, changed, gaps }));
    return;
  }
  for (const line of [...dryLine(dryRun), ...importReport(stored, translation)]) console.log(line);
  if (!zone && stored.page.isNew)
    console.log(
      `Unknown time zone “${file.time_zone}”. The page uses UTC; change it in the settings.`,
    );
});

function dryLine(isDry: boolean): string[] {
  return isDry ? ['Dry run: nothing was stored.'] : [];
}

function pageName(name: string): string {
  return beginning(oneLine(name), longest.pageName) || 'Status page';
}

type Access = {
  apiKey: string | undefined;
  apiUrl: string | undefined;
  say: (line: string) => void;
};

async function read(place: string, { apiKey, apiUrl, say }: Access): Promise<Source> {
  try {
    return apiKey
      ? await readManageApi({ place, apiKey, say, ...(apiUrl ? { apiUrl } : {}) })
      : await readSource(place);
  } catch (error) {
    if (!(error instanceof NotStatuspage)) throw error;
    throw new CommandError(`${error.message} Nothing was imported.`);
  }
}
