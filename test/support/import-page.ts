import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { storeHistory } from '../../api/actions/import/store.ts';
import { readSource } from '../../api/cli/statuspage/source.ts';
import { AUTHOR, translate } from '../../api/cli/statuspage/translate.ts';
import { ianaZone } from '../../api/cli/statuspage/zone.ts';
import { savedPages } from './real-data.ts';
import type { World } from './world.ts';

const root = resolve(import.meta.dirname, '../..');
/** Folders with a page's JSON: fixtures, and saved real pages where available. */
export function realPages(): string[] {
  const ours = join(root, 'test/fixtures/statuspage');
  return [...readdirSync(ours).map((name) => join(ours, name)), ...savedPages()];
}

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
