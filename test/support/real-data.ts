import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = process.env.REAL_DATA ?? resolve(import.meta.dirname, '../../../shared/data');

/** Folders of pages saved as `npm run import` takes them. */
export function savedPages(): string[] {
  const found = saved('statuspage');
  return found === null ? [] : readdirSync(found).map((name) => join(found, name));
}

/** The file of updates that real pages published. */
export const savedTexts = (): string | null => saved('incident-texts.json');

function saved(name: string): string | null {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  console.log(`Skipped: no ${name} saved from real pages (REAL_DATA names their folder).`);
  return null;
}
