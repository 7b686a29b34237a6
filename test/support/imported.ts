import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readSource } from '../../api/cli/statuspage/source.ts';
import { AUTHOR, translate } from '../../api/cli/statuspage/translate.ts';
import { ianaZone } from '../../api/cli/statuspage/zone.ts';
import { storeHistory } from '../../api/publish/history/store.ts';
import type { World } from './world.ts';

const root = resolve(import.meta.dirname, '../..');
const real = join(process.env.REAL_DATA ?? resolve(root, '../shared/data'), 'statuspage');

/** Folders with a page's JSON: those of the tests, and captures of real pages where there are some. */
export function realPages(): string[] {
  const ours = join(root, 'test/fixtures/statuspage');
  if (!existsSync(real))
    console.warn(
      `Skipped the captures of real pages: none in ${real}. REAL_DATA names their folder.`,
    );
  return [ours, real]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
}

/** As `npm run import -- statuspage DIR` does, into an empty world; what was left out. */
export async function importPage({ deps, owner }: World, folder: string) {
  const source = await readSource(folder);
  const file = Object.values(source)[0]?.page;
  if (!file) throw new Error(`nothing in ${folder}`);
  const timeZone = ianaZone(file.time_zone ?? 'Etc/UTC') ?? 'Etc/UTC';
  const translation = translate(source, file.id);
  await storeHistory(deps, owner, AUTHOR, {
    page: { id: file.id, name: file.name, timeZone },
    ...translation,
  });
  return translation.skipped;
}
