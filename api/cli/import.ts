import { firstPage } from '../../db/page.ts';
import { storeHistory } from '../publish/history/store.ts';
import { command, commandLine, Refusal } from './command.ts';
import { Progress } from './progress.ts';
import { beginning, isUsableId, longest, oneLine } from './statuspage/limits.ts';
import { reportOf } from './statuspage/report.ts';
import { NotStatuspage } from './statuspage/shape.ts';
import { readSource, type Source } from './statuspage/source.ts';
import { AUTHOR, translate } from './statuspage/translate.ts';
import { ianaZone } from './statuspage/zone.ts';

const help = `Imports a Statuspage page: its components, incidents, maintenances and their updates.

  npm run import -- statuspage DIR   reads summary.json, components.json, incidents.json and
                                     scheduled-maintenances.json, whichever are in the folder
  npm run import -- statuspage URL   reads the same from URL/api/v2/

The same page twice is the same as once. What was edited here in between is left alone.
Nobody is mailed. Where there is no page yet, one is made under the file's name and id.`;

await command({ help, options: {}, positionals: true }, async ({ positionals, deps }) => {
  const [kind, place, ...more] = positionals;
  if (kind !== 'statuspage' || !place || more.length > 0)
    throw new Refusal('Say what to import, such as: npm run import -- statuspage ./export');
  const progress = new Progress();
  progress.say(`Reading ${place} …`);
  const source = await read(place);
  const file = Object.values(source)[0]?.page;
  if (!file) return;
  if (!isUsableId(file.id)) throw new Refusal(`The page’s id “${file.id}” cannot be imported.`);
  const on = await deps();
  const page = await firstPage(on.db);
  const zone = ianaZone(file.time_zone ?? 'Etc/UTC');
  const translation = translate(source, page?.id ?? file.id);
  progress.say(`Storing ${translation.incidents.length} incidents …`);
  const stored = await storeHistory(on, commandLine, AUTHOR, {
    page: { id: file.id, name: pageName(file.name), timeZone: zone ?? 'Etc/UTC' },
    ...translation,
  });
  progress.done();
  for (const line of reportOf(stored, translation)) console.log(line);
  if (!zone && stored.page.made)
    console.log(
      `Its time zone “${file.time_zone}” is unknown, so the page is in UTC: change it in the settings.`,
    );
});

const pageName = (name: string): string =>
  beginning(oneLine(name), longest.pageName) || 'Status page';

async function read(place: string): Promise<Source> {
  try {
    return await readSource(place);
  } catch (error) {
    if (!(error instanceof NotStatuspage)) throw error;
    throw new Refusal(`${error.message} Nothing was imported.`);
  }
}
