import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = process.env.REAL_DATA ?? resolve(import.meta.dirname, '../../../../shared/data');

/** Folders of saved pages in the format of `npm run import`. */
export function savedPages(): string[] {
  const found = saved('statuspage');
  return found === null ? [] : readdirSync(found).map((name) => join(found, name));
}

/** The file with published updates of real pages. */
export const savedTexts = (): string | null => saved('incident-texts.json');

function saved(name: string): string | null {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  console.log(`Skipped: no ${name} saved from real pages (REAL_DATA names their folder).`);
  return null;
}
