import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** The files of the product by their path in the repository, without migrations. */
export const sources: string[] = ['api', 'db', 'templates', 'site']
  .flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ parentPath, name }) => posix.relative(root, posix.join(parentPath, name))),
  )
  .filter((path) => !path.startsWith('db/migrations/'))
  .sort();

export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

export const isCode = (path: string): boolean => /\.(ts|astro)$/.test(path);

export const folderOf = (path: string): string => posix.dirname(path);

/** What each file imports of ours, types too. */
export function importsOf(paths: string[]): Map<string, Set<string>> {
  const known = new Set(paths);
  return new Map(
    paths.map((path) => {
      const named = textOf(path).matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'(\.\.?\/[^']+)'/g);
      const targets = [...named].map(([, to = '']) => posix.join(folderOf(path), to));
      return [path, new Set(targets.filter((target) => known.has(target)))];
    }),
  );
}
