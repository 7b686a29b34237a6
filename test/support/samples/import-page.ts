import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { storeHistory } from '../../../api/actions/import/store.ts';
import { filesAt, getByDownload } from '../../../api/cli/shared/source.ts';
import { readDocuments } from '../../../api/importers/statuspage/source.ts';
import { statuspage } from '../../../api/importers/statuspage/statuspage.ts';
import { AUTHOR, translate } from '../../../api/importers/statuspage/translate.ts';
import { ianaZone } from '../../../api/importers/statuspage/zone.ts';
import type { World } from '../world/world.ts';
import { savedPages } from './real-data.ts';

const root = resolve(import.meta.dirname, '../../..');
/** Folders with a page's JSON: fixtures, and saved real pages where available. */
export function realPages(): string[] {
  const ours = join(root, 'test/fixtures/statuspage');
  return [...readdirSync(ours).map((name) => join(ours, name)), ...savedPages()];
}

/** The documents of a folder, or those below an address. */
export const readSource = async (place: string) =>
  readDocuments({
    place,
    files: await filesAt(place, statuspage.files?.names ?? /$^/),
    get: getByDownload,
  });

/** Imports a folder as `npm run import -- statuspage DIR` does and returns what was skipped. */
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
